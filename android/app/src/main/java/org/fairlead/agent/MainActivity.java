package org.fairlead.agent;

import android.Manifest;
import android.app.Activity;
import android.app.AlertDialog;
import android.app.NotificationManager;
import android.app.admin.DevicePolicyManager;
import android.content.Intent;
import android.content.res.ColorStateList;
import android.os.Build;
import android.os.Bundle;
import android.text.format.DateUtils;
import android.view.View;
import android.widget.Button;
import android.widget.EditText;
import android.widget.TextView;
import java.text.DateFormat;
import java.util.Date;
import java.util.List;
import org.fairlead.android.core.agent.Agent;
import org.fairlead.android.core.agent.AgentStore;
import org.fairlead.android.core.agent.Status;
import org.fairlead.android.core.device.Mode;
import org.fairlead.android.core.enrol.EnrolLink;
import org.fairlead.android.core.state.Identity;
import org.fairlead.protocol.agent.Up;
import org.jspecify.annotations.Nullable;

/** The agent's window: the field Server at any time, how it stands, what is left to do, what the company can do. */
public class MainActivity extends Activity {
    private final Runnable refresh = this::show;
    private @Nullable EnrolFlow flow;

    @Override
    protected void onCreate(@Nullable Bundle state) {
        super.onCreate(state);
        setContentView(R.layout.main);
        Agent agent = AgentApp.of(this).agent();
        flow = new EnrolFlow(this, agent, refresh);
        click(R.id.connect, () -> flow().go(field().getText().toString()));
        click(R.id.cancel, () -> flow().cancel());
        click(R.id.sync, agent::poke);
        click(R.id.activate, this::activate);
        click(R.id.notifications, () -> permissions(Manifest.permission.POST_NOTIFICATIONS));
        click(R.id.location, this::location);
        click(R.id.battery, () -> startActivity(new Intent(this, BatteryActivity.class)));
        click(R.id.battery_page, () -> startActivity(new Intent(this, BatteryActivity.class)));
        click(R.id.leave, this::leave);
        take(getIntent());
        if (agent.store().identity() == null) {
            String pending = Provisioning.pending(this);
            if (pending != null && field().length() == 0) {
                field().setText(pending);
            }
            Referrer.ask(this, text -> {
                EnrolLink link = EnrolLink.ofReferrer(text);
                if (link != null && field().length() == 0) {
                    field().setText("fairlead://enrol?" + text);
                    flow().go(field().getText().toString());
                }
            });
        }
        AgentService.start(this);
    }

    @Override
    protected void onNewIntent(Intent intent) {
        super.onNewIntent(intent);
        setIntent(intent);
        take(intent);
    }

    @Override
    protected void onResume() {
        super.onResume();
        AgentApp.of(this).watch(refresh);
        AgentApp.of(this).agent().deviceChanged();
        show();
    }

    @Override
    protected void onPause() {
        super.onPause();
        AgentApp.of(this).unwatch(refresh);
    }

    private EnrolFlow flow() {
        return java.util.Objects.requireNonNull(flow);
    }

    private EditText field() {
        return findViewById(R.id.server);
    }

    /** A link from the landing page, or a text shared from another app: filled in and looked up at once. */
    private void take(Intent intent) {
        String text = Intent.ACTION_SEND.equals(intent.getAction())
                ? intent.getStringExtra(Intent.EXTRA_TEXT)
                : Intent.ACTION_VIEW.equals(intent.getAction()) ? intent.getDataString() : null;
        if (text != null) {
            intent.setAction(null); // not again when the window is turned
            flow().cancel();
            field().setText(text);
            flow().go(text);
        }
    }

    private void show() {
        Agent agent = AgentApp.of(this).agent();
        Status status = agent.status();
        Identity identity = status.identity();
        visible(R.id.standing, identity != null);
        visible(R.id.battery_page, identity != null);
        Mode mode = AgentApp.of(this).device().owner().mode();
        visible(R.id.leave, identity != null && !mode.companyOwned());
        visible(R.id.rights_card, identity != null && rights(mode));
        if (identity != null) {
            standing(status, identity);
        }
        boolean meeting = flow().view().confirm();
        visible(R.id.company_card, identity != null || meeting);
        text(R.id.company, getString(company(mode)));
        text(R.id.requests, identity == null ? "" : requests(agent.store()));
        List<String> messages = new Notices(this).messages();
        visible(R.id.messages_card, !messages.isEmpty());
        text(R.id.messages, String.join("\n\n", messages));
        text(R.id.enrol_title, getString(identity == null ? R.string.enrol_title : R.string.enrol_other));
        enrolment();
    }

    private void enrolment() {
        EnrolFlow.View view = flow().view();
        visible(R.id.answer, !view.text().isEmpty());
        text(R.id.answer, view.text());
        TextView answer = findViewById(R.id.answer);
        answer.setBackgroundResource(view.bad() ? R.drawable.notice_bad : R.drawable.notice);
        answer.setTextColor(getColor(view.bad() ? R.color.bad : R.color.text));
        Button connect = findViewById(R.id.connect);
        connect.setEnabled(!view.busy());
        connect.setText(view.confirm() && flow().mustCompare() ? R.string.trust : R.string.connect);
        boolean first = view.confirm() || AgentApp.of(this).agent().store().identity() == null;
        connect.setBackgroundResource(first ? R.drawable.button_primary : R.drawable.button_plain);
        connect.setTextColor(getColor(first ? R.color.on_accent : R.color.accent));
        visible(R.id.cancel, view.confirm());
        field().setEnabled(!view.busy() && !view.confirm());
    }

    private void standing(Status status, Identity identity) {
        text(R.id.workspace, identity.workspace());
        String problem = status.problem();
        String connection = status.connected()
                ? getString(R.string.online)
                : problem == null ? getString(R.string.offline_never) : getString(R.string.offline, problem);
        if (status.contact() > 0 && !status.connected()) {
            connection += "\n" + getString(R.string.last_contact, DateUtils.getRelativeTimeSpanString(status.contact()));
        }
        text(R.id.connection, connection);
        this.<TextView>findViewById(R.id.connection)
                .setTextColor(getColor(status.connected() ? R.color.ok : R.color.text));
        findViewById(R.id.dot)
                .setBackgroundTintList(ColorStateList.valueOf(getColor(status.connected() ? R.color.dot : R.color.quiet)));
        String group = identity.group();
        text(
                R.id.details,
                getString(
                        R.string.details,
                        identity.name(),
                        identity.serverHost(),
                        group == null ? getString(R.string.group_none) : getString(R.string.group, group)));
        StringBuilder problems = new StringBuilder();
        for (Up.BlockResult block : status.blocks()) {
            if (block.state() == Up.BlockResult.State.FAILED) {
                String reason = block.reason() == null ? "" : block.reason().replaceFirst("^refused: ", "");
                problems.append(problems.length() == 0 ? "" : "\n").append(getString(R.string.not_done, reason));
            }
        }
        visible(R.id.problems, problems.length() > 0);
        text(R.id.problems, problems.toString());
    }

    /** What the user still can do so that the agent works as meant; false when nothing is left. */
    private boolean rights(Mode mode) {
        AndroidDevice device = AgentApp.of(this).device();
        boolean notifications = getSystemService(NotificationManager.class).areNotificationsEnabled();
        visible(R.id.item_admin, mode == Mode.NONE);
        visible(R.id.item_notifications, !notifications);
        visible(R.id.notifications, Build.VERSION.SDK_INT >= 33);
        visible(R.id.item_location, !device.locationAllowed());
        visible(R.id.item_battery, !device.batteryExempt());
        return mode == Mode.NONE || !notifications || !device.locationAllowed() || !device.batteryExempt();
    }

    private static int company(Mode mode) {
        return switch (mode) {
            case NONE -> R.string.mode_none;
            case ADMIN -> R.string.mode_admin;
            case PROFILE_OWNER -> R.string.mode_profile;
            case COMPANY_PROFILE_OWNER -> R.string.mode_company_profile;
            case DEVICE_OWNER -> R.string.mode_owner;
        };
    }

    private String requests(AgentStore store) {
        DateFormat format = DateFormat.getDateTimeInstance(DateFormat.SHORT, DateFormat.SHORT);
        StringBuilder text = new StringBuilder();
        for (AgentStore.Entry entry : store.commands().values()) {
            int line = switch (entry.kind()) {
                case "locate" -> R.string.request_locate;
                case "photo" -> R.string.request_photo;
                default -> 0;
            };
            if (line != 0) {
                text.append('\n').append(getString(line, format.format(new Date(entry.at()))));
            }
        }
        return text.length() == 0 ? getString(R.string.requests_none) : getString(R.string.requests) + text;
    }

    private void activate() {
        startActivity(new Intent(DevicePolicyManager.ACTION_ADD_DEVICE_ADMIN)
                .putExtra(
                        DevicePolicyManager.EXTRA_DEVICE_ADMIN,
                        AgentApp.of(this).device().owner().admin())
                .putExtra(DevicePolicyManager.EXTRA_ADD_EXPLANATION, getString(R.string.admin_explain)));
    }

    /** From Android 11 "all the time" can only be chosen in Android's settings. */
    private void location() {
        boolean fine = AgentApp.of(this).device().granted(Manifest.permission.ACCESS_FINE_LOCATION);
        if (fine && Build.VERSION.SDK_INT >= 29) {
            permissions(Manifest.permission.ACCESS_BACKGROUND_LOCATION);
        } else {
            permissions(Manifest.permission.ACCESS_FINE_LOCATION, Manifest.permission.ACCESS_COARSE_LOCATION);
        }
    }

    private void permissions(String... names) {
        requestPermissions(names, 1);
    }

    private void leave() {
        Identity identity = AgentApp.of(this).agent().store().identity();
        if (identity == null) {
            return;
        }
        new AlertDialog.Builder(this)
                .setMessage(getString(R.string.leave_ask, identity.workspace()))
                .setNegativeButton(R.string.cancel, null)
                .setPositiveButton(R.string.leave, (dialog, which) -> {
                    AgentApp.of(this).agent().leave();
                    stopService(new Intent(this, AgentService.class));
                })
                .show();
    }

    private void click(int id, Runnable action) {
        findViewById(id).setOnClickListener(view -> action.run());
    }

    private void visible(int id, boolean shown) {
        findViewById(id).setVisibility(shown ? View.VISIBLE : View.GONE);
    }

    private void text(int id, String text) {
        this.<TextView>findViewById(id).setText(text);
    }
}
