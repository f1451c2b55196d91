package org.fairlead.server.core.command;

import java.util.Locale;
import java.util.Optional;
import org.fairlead.server.core.Wire;

/** How a command stands; from a final state it never moves again. */
public enum CommandState implements Wire {
    QUEUED,
    DELIVERED,
    RUNNING,
    SUCCEEDED,
    FAILED,
    UNSUPPORTED,
    RECALLED,
    EXPIRED;

    /** What can happen to a command. */
    public enum Input {
        DELIVER,
        RUN,
        SUCCEED,
        FAIL,
        UNSUPPORTED,
        RECALL,
        EXPIRE
    }

    /** The state after the input; empty when the input changes nothing here. */
    public static Optional<CommandState> next(CommandState state, Input input) {
        if (state.isFinal()) {
            return Optional.empty();
        }
        return switch (input) {
            case DELIVER -> state == QUEUED ? Optional.of(DELIVERED) : Optional.empty();
            case RUN -> state == RUNNING ? Optional.empty() : Optional.of(RUNNING);
            case SUCCEED -> Optional.of(SUCCEEDED);
            case FAIL -> Optional.of(FAILED);
            case UNSUPPORTED -> Optional.of(UNSUPPORTED);
            case RECALL -> state == QUEUED ? Optional.of(RECALLED) : Optional.empty();
            case EXPIRE -> Optional.of(EXPIRED);
        };
    }

    public boolean isFinal() {
        return this != QUEUED && this != DELIVERED && this != RUNNING;
    }

    @Override
    public String wire() {
        return name().toLowerCase(Locale.ROOT);
    }

    public static Optional<CommandState> ofWire(String wire) {
        for (CommandState state : values()) {
            if (state.wire().equals(wire)) {
                return Optional.of(state);
            }
        }
        return Optional.empty();
    }
}
