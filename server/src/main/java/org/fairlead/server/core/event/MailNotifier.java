package org.fairlead.server.core.event;

import java.util.List;
import java.util.Map;
import org.fairlead.protocol.json.Json;
import org.fairlead.server.core.UnitOfWork;
import org.fairlead.server.core.server.MailQueue;
import org.jspecify.annotations.Nullable;

/** Notifies by mail: puts one mail in both languages into the mail queue, which sends it. */
public final class MailNotifier implements Notifier {
    private static final int SHOWN = 100;

    private final UnitOfWork unit;
    private final MailQueue mails;

    public MailNotifier(UnitOfWork unit, MailQueue mails) {
        this.unit = unit;
        this.mails = mails;
    }

    @Override
    public void send(Message message) {
        unit.runInTx(tx -> mails.add(tx, message.target(), subject(message), body(message.events())));
    }

    static String subject(Message message) {
        int count = message.events().size();
        String first = title(message.events().getFirst(), "en");
        return "[Fairlead] " + message.rule() + ": " + (count == 1 ? first : count + " events / событий: " + count);
    }

    static String body(List<Map<String, ? extends @Nullable Object>> events) {
        StringBuilder text = new StringBuilder();
        events.stream().limit(SHOWN).forEach(event -> {
            text.append(event.get("at")).append("  ").append(event.get("level"));
            Object device = event.get("deviceName");
            text.append(device == null ? "" : "  " + device).append("\n  ");
            text.append(title(event, "en"))
                    .append("\n  ")
                    .append(title(event, "ru"))
                    .append('\n');
            if (event.get("args") instanceof Map<?, ?> args && !args.isEmpty()) {
                text.append("  ").append(Json.print(args)).append('\n');
            }
            text.append('\n');
        });
        if (events.size() > SHOWN) {
            int more = events.size() - SHOWN;
            text.append("and ")
                    .append(more)
                    .append(" more / и ещё ")
                    .append(more)
                    .append('\n');
        }
        return text.toString();
    }

    private static String title(Map<String, ? extends @Nullable Object> event, String language) {
        return event.get("title") instanceof Map<?, ?> title ? String.valueOf(title.get(language)) : "";
    }
}
