package org.fairlead.thinclient.model;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import org.fairlead.protocol.agent.EventCode;
import org.fairlead.protocol.agent.Up;
import org.fairlead.thinclient.i18n.Words;
import org.fairlead.thinclient.log.EventLog;
import org.fairlead.thinclient.remote.Outside;
import org.jspecify.annotations.Nullable;

/** Brings what remote management tells to the server, the logs and the user. */
final class RemoteVoice implements Outside {
    private static final int MOST_ADDRESSES = 16;

    private final DeviceState state;
    private final Records records;
    private final ServerLink link;
    private final Consumer<Notice> notices;

    RemoteVoice(DeviceState state, Records records, ServerLink link, Consumer<Notice> notices) {
        this.state = state;
        this.records = records;
        this.link = link;
        this.notices = notices;
    }

    @Override
    public void tell(String code, Map<String, Object> details) {
        records.event(code, new LinkedHashMap<>(details));
        boolean warning = code.equals(EventCode.REMOTE_LOGIN_FAILED) || code.equals(EventCode.REMOTE_SOURCE_BLOCKED);
        records.log(warning ? EventLog.Severity.WARNING : EventLog.Severity.INFO, "remote", sentence(code, details));
        Map<String, @Nullable Object> audited = new LinkedHashMap<>();
        audited.put("event", code);
        audited.putAll(details);
        records.audit("remote-management", audited);
        boolean came = code.equals(EventCode.REMOTE_AUTO_ACCEPTED);
        boolean went =
                code.equals(EventCode.REMOTE_ENDED) && details.get("seconds") instanceof Long seconds && seconds > 0;
        if (came || went) {
            notices.accept(new Notice(
                    java.time.Instant.now(),
                    "notice.remote",
                    notice(new Words(state.view().language()), came, details)));
        }
    }

    /** One line for the log, such as {@code remote-ended: support, Ann Admin, from 10.0.0.1, computer DESK, after 12 s}. */
    static String sentence(String code, Map<String, Object> details) {
        StringBuilder line = new StringBuilder(code.substring(code.indexOf('.') + 1)).append(": ");
        line.append(details.getOrDefault("user", ""));
        part(line, ", ", details.get("administrator"), "");
        part(line, ", from ", details.get("address"), "");
        part(line, ", computer ", details.get("client"), "");
        part(line, ", after ", details.get("seconds"), " s");
        part(line, ", reason: ", details.get("reason"), "");
        return line.toString();
    }

    private static void part(StringBuilder line, String before, @Nullable Object value, String after) {
        if (value != null && !value.toString().isBlank()) {
            line.append(before).append(value).append(after);
        }
    }

    /** What the user reads later who was not there. */
    static String notice(Words words, boolean came, Map<String, Object> details) {
        Object administrator = details.get("administrator");
        String who = administrator == null
                ? words.get("remote.who", details.getOrDefault("user", ""), details.getOrDefault("address", ""))
                : administrator.toString();
        if (came) {
            return words.get("notice.remote.came", who);
        }
        long seconds = details.get("seconds") instanceof Long number ? number : 0;
        return seconds < 60
                ? words.get("notice.remote.went", who, words.count("time.seconds", seconds))
                : words.get("notice.remote.went", who, words.count("time.minutes", (seconds + 30) / 60));
    }

    @Override
    public void access(Up.RemoteAccess access) {
        link.remote(access);
    }

    @Override
    public void state(Up.RemoteState now) {
        link.remote(now);
    }

    @Override
    public List<String> addresses() {
        return Machine.adapters().stream()
                .filter(Machine.Adapter::up)
                .flatMap(adapter -> adapter.addresses().stream())
                .limit(MOST_ADDRESSES)
                .toList();
    }

    @Override
    public String language() {
        return state.view().language();
    }
}
