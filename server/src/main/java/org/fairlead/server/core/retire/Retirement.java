package org.fairlead.server.core.retire;

import java.time.Instant;
import java.util.UUID;
import org.fairlead.server.core.command.Approval;
import org.fairlead.server.core.command.CommandState;
import org.fairlead.server.core.device.DeviceRef;
import org.jspecify.annotations.Nullable;

/**
 * A device that is being deleted.
 *
 * @param approval the request that a second administrator must answer, and how it stands
 * @param command the command that takes the company's data off, and how it stands
 * @param managed whether the device could still carry it out
 */
public record Retirement(
        DeviceRef device,
        Stage stage,
        Instant at,
        String by,
        String reason,
        String problem,
        @Nullable UUID approval,
        Approval.@Nullable State approvalState,
        @Nullable UUID command,
        @Nullable CommandState commandState,
        @Nullable String commandReason,
        boolean managed) {
    /** How far it has come. */
    public enum Stage {
        /** Waits for a second administrator. */
        MARKED,
        /** The company's data are being taken off. */
        REMOVING,
        /** They could not be taken off; somebody must decide. */
        STUCK
    }

    /** What the sweep has to do about it. */
    sealed interface Next {
        record Wait() implements Next {}

        /** The command of an approved request is on its way. */
        record Removing() implements Next {}

        record Stuck(String problem) implements Next {}

        /** The data are off the device. */
        record Confirmed() implements Next {}
    }

    /** What follows from how the request and the command stand. */
    Next next() {
        CommandState state = commandState;
        if (state == CommandState.SUCCEEDED) {
            return new Next.Confirmed();
        }
        if (stage != Stage.STUCK && !managed && (state == null || state.isFinal())) {
            return new Next.Confirmed();
        }
        if (stage == Stage.MARKED) {
            if (state != null) {
                return new Next.Removing();
            }
            Approval.State answer = approvalState;
            return answer == null || answer == Approval.State.WAITING || answer == Approval.State.APPROVED
                    ? new Next.Wait()
                    : new Next.Stuck("the second administrator's answer: " + answer.wire());
        }
        if (stage == Stage.REMOVING && state != null && state.isFinal()) {
            String why = commandReason;
            return new Next.Stuck(why == null || why.isEmpty() ? state.wire() : why);
        }
        return new Next.Wait();
    }
}
