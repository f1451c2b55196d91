package org.fairlead.agent;

import android.content.Context;
import android.os.Handler;
import android.os.Looper;
import java.util.concurrent.Executor;
import java.util.concurrent.Executors;
import org.fairlead.android.core.agent.Agent;
import org.fairlead.android.core.enrol.EnrolError;
import org.fairlead.android.core.enrol.EnrolLink;
import org.fairlead.android.core.enrol.Enroller;
import org.jspecify.annotations.Nullable;

/** The steps from a pasted text to an enrolled phone, as the window shows them. Main thread only. */
final class EnrolFlow {
    /** What the window shows now. */
    record View(String text, boolean bad, boolean busy, boolean confirm) {
        static final View START = new View("", false, false, false);
    }

    private final Context context;
    private final Agent agent;
    private final Runnable changed;
    private final Executor background;
    private final Handler main = new Handler(Looper.getMainLooper());
    private View view = View.START;
    private Enroller.@Nullable Meeting meeting;

    EnrolFlow(Context context, Agent agent, Runnable changed) {
        this(context, agent, changed, Executors.newSingleThreadExecutor());
    }

    EnrolFlow(Context context, Agent agent, Runnable changed, Executor background) {
        this.context = context;
        this.agent = agent;
        this.changed = changed;
        this.background = background;
    }

    View view() {
        return view;
    }

    /** The button: looks for the server of the text, or enrols at the one that was found. */
    void go(String text) {
        Enroller.Meeting met = meeting;
        if (met != null) {
            show(new View(context.getString(R.string.connecting), false, true, false));
            background.execute(() -> enrol(met));
            return;
        }
        show(new View(context.getString(R.string.looking), false, true, false));
        background.execute(() -> look(text));
    }

    void cancel() {
        meeting = null;
        show(View.START);
    }

    private void look(String text) {
        try {
            EnrolLink link = EnrolLink.read(text);
            Enroller.Meeting met = agent.meet(link);
            String question = met.known()
                    ? context.getString(R.string.met, met.workspace(), link.host())
                    : context.getString(R.string.compare, link.host(), met.workspace(), met.fingerprint());
            main.post(() -> {
                meeting = met;
                show(new View(question, false, false, true));
            });
        } catch (EnrolError e) {
            fail(e);
        }
    }

    private void enrol(Enroller.Meeting met) {
        try {
            agent.enrol(met);
            main.post(() -> {
                meeting = null;
                show(new View(context.getString(R.string.connected_to, met.workspace()), false, false, false));
                AgentService.start(context);
            });
        } catch (EnrolError e) {
            fail(e);
        }
    }

    private void fail(EnrolError e) {
        String text = switch (e.code()) {
            case "unreachable" -> context.getString(R.string.error_unreachable, e.reason());
            case "owned" -> context.getString(R.string.error_owned, e.reason());
            case "pin" -> context.getString(R.string.error_pin);
            case "invitation-used", "enrolment-token-used-up" -> context.getString(R.string.error_used);
            case "invitation-expired", "enrolment-token-expired" -> context.getString(R.string.error_expired);
            case "invitation-revoked", "enrolment-token-revoked" -> context.getString(R.string.error_revoked);
            case "invitation-unknown", "enrolment-token-unknown" -> context.getString(R.string.error_unknown);
            default -> context.getString(R.string.error_other, e.reason());
        };
        main.post(() -> {
            meeting = null;
            show(new View(text, true, false, false));
        });
    }

    /** Whether the button enrols now, and the answer must be compared first. */
    boolean mustCompare() {
        Enroller.Meeting met = meeting;
        return met != null && !met.known();
    }

    private void show(View next) {
        view = next;
        changed.run();
    }
}
