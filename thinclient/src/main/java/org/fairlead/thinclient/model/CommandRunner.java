package org.fairlead.thinclient.model;

import java.time.Instant;
import java.util.Map;
import java.util.function.Consumer;
import org.fairlead.protocol.agent.DeviceRecord;
import org.fairlead.protocol.agent.Down;
import org.fairlead.thinclient.state.CommandJournal;
import org.fairlead.thinclient.state.Values;
import org.jspecify.annotations.Nullable;

/** Does each command once, whatever happens in between, and tells its end. Called on one thread. */
public final class CommandRunner {
    private static final int MAX_MESSAGE = 1000;

    /** What a command does to the machine; an answer of null means that it is under way or done. */
    public interface Host {
        /** Restarts; null when it begins, else why it cannot. */
        @Nullable
        String restart();

        /** Shuts down; null when it begins, else why it cannot. */
        @Nullable
        String shutDown();

        void synchronise();

        void message(String text);
    }

    /** Takes the state of a command for the server. */
    public interface Results {
        void add(String command, DeviceRecord.Result.State state, @Nullable String reason);
    }

    private final CommandJournal journal;
    private final Host host;
    private final Results results;
    private final Consumer<Notice> notices;

    public CommandRunner(CommandJournal journal, Host host, Results results, Consumer<Notice> notices) {
        this.journal = journal;
        this.host = host;
        this.results = results;
        this.notices = notices;
    }

    /** Commands that ended the program have succeeded when it runs again. */
    public void finishAfterStart() {
        journal.unfinished().forEach((id, entry) -> {
            if (entry.kind().equals("restart") || entry.kind().equals("shut-down")) {
                end(id, entry.kind(), DeviceRecord.Result.State.SUCCEEDED, null);
            } else {
                end(id, entry.kind(), DeviceRecord.Result.State.FAILED, "the device stopped in between");
            }
        });
    }

    public void run(Down.Order order) {
        CommandJournal.Entry known = journal.get(order.id());
        if (known != null) {
            if (!known.state().equals("running")) {
                results.add(
                        order.id(),
                        DeviceRecord.Result.State.valueOf(known.state().toUpperCase(java.util.Locale.ROOT)),
                        known.reason());
            }
            return;
        }
        journal.put(order.id(), new CommandJournal.Entry(order.kind(), "running", null));
        results.add(order.id(), DeviceRecord.Result.State.RUNNING, null);
        switch (order.kind()) {
            case "synchronise", "new-id" -> {
                host.synchronise();
                end(order.id(), order.kind(), DeviceRecord.Result.State.SUCCEEDED, null);
            }
            case "message" -> message(order);
            case "restart" -> leave(order, host.restart());
            case "shut-down" -> leave(order, host.shutDown());
            default ->
                end(
                        order.id(),
                        order.kind(),
                        DeviceRecord.Result.State.UNSUPPORTED,
                        "this version does not know the command");
        }
    }

    private void message(Down.Order order) {
        Map<String, @Nullable Object> params = order.params();
        String text = Values.text(params, "text");
        if (text.isBlank() || text.codePointCount(0, text.length()) > MAX_MESSAGE) {
            end(order.id(), order.kind(), DeviceRecord.Result.State.FAILED, "no text, or more than 1000 characters");
            return;
        }
        notices.accept(new Notice(Instant.now(), "notice.message", text));
        host.message(text);
        end(order.id(), order.kind(), DeviceRecord.Result.State.SUCCEEDED, null);
    }

    private void leave(Down.Order order, @Nullable String refusal) {
        if (refusal != null) {
            end(order.id(), order.kind(), DeviceRecord.Result.State.UNSUPPORTED, refusal);
        }
    }

    private void end(String id, String kind, DeviceRecord.Result.State state, @Nullable String reason) {
        journal.put(id, new CommandJournal.Entry(kind, state.name().toLowerCase(java.util.Locale.ROOT), reason));
        results.add(id, state, reason);
    }
}
