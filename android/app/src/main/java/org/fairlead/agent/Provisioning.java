package org.fairlead.agent;

import android.app.admin.DevicePolicyManager;
import android.content.Context;
import android.content.Intent;
import android.os.PersistableBundle;
import java.util.LinkedHashMap;
import java.util.Map;
import org.fairlead.android.core.agent.Agent;
import org.fairlead.android.core.enrol.EnrolError;
import org.fairlead.android.core.enrol.EnrolLink;
import org.fairlead.android.core.enrol.Enroller;
import org.jspecify.annotations.Nullable;

/** Set-up by the QR code of Android Enterprise: the code carries the invitation, and the phone enrols by itself. */
final class Provisioning {
    private static final String PENDING = "provisioning-link";
    private static final String PIN = "provisioning-pin";

    private Provisioning() {}

    /** Takes the invitation from the wizard's intent and enrols in the background. */
    static void take(Context context, @Nullable Intent intent) {
        PersistableBundle extras = intent == null
                ? null
                : intent.getParcelableExtra(DevicePolicyManager.EXTRA_PROVISIONING_ADMIN_EXTRAS_BUNDLE);
        String link = extras == null ? null : extras.getString("link");
        if (extras != null && link != null) {
            Kept.of(context)
                    .edit()
                    .putString(PENDING, link)
                    .putString(PIN, extras.getString("pin"))
                    .apply();
        }
        Thread thread = new Thread(() -> enrol(context), "fairlead-provisioning");
        thread.start();
    }

    /** The link that set-up handed over and that has not led to an enrolment yet. */
    static @Nullable String pending(Context context) {
        return Kept.of(context).getString(PENDING, null);
    }

    private static void enrol(Context context) {
        String link = pending(context);
        Agent agent = AgentApp.of(context).agent();
        if (link == null || agent.store().identity() != null) {
            return;
        }
        Map<String, String> parameters = new LinkedHashMap<>();
        parameters.put("link", link);
        String pin = Kept.of(context).getString(PIN, null);
        if (pin != null) {
            parameters.put("pin", pin);
        }
        try {
            Enroller.Meeting meeting = agent.meet(EnrolLink.ofParameters(parameters));
            if (meeting.known()) {
                agent.enrol(meeting);
                Kept.of(context).edit().remove(PENDING).remove(PIN).apply();
                AgentService.start(context);
            }
        } catch (EnrolError e) {
            Log.warn("enrolment waits for the user", e); // the window shows the link and the reason
        }
    }
}
