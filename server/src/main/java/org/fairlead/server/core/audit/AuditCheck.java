package org.fairlead.server.core.audit;

import java.util.Arrays;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Walks the log from its first record and finds the first one that was changed, removed, moved or cut off. */
public final class AuditCheck {
    private byte[] previous = AuditEntry.START;
    private long checked;
    private @Nullable Long firstBad;
    private @Nullable String problem;
    private final Optional<AuditHead> kept;

    public AuditCheck(Optional<AuditHead> kept) {
        this.kept = kept;
    }

    /** What was found. */
    public record Result(
            boolean ok,
            long checked,
            @Nullable Long firstBad,
            @Nullable String problem) {}

    /** Takes the next record in the order of numbers with its stored chain value; false when a fault is found. */
    public boolean next(AuditEntry entry, byte[] hash) {
        if (problem != null) {
            return false;
        }
        if (entry.seq() != checked + 1) {
            return bad(checked + 1, "record " + (checked + 1) + " is missing");
        }
        byte[] expected = entry.hash(previous);
        if (!Arrays.equals(expected, hash)) {
            return bad(entry.seq(), "record " + entry.seq() + " was changed or moved, or the one before it was");
        }
        checked = entry.seq();
        previous = expected;
        if (kept.isPresent()
                && kept.get().seq() == checked
                && !Arrays.equals(kept.get().hash(), expected)) {
            return bad(checked, "the log up to record " + checked + " was written anew");
        }
        return true;
    }

    /** Ends the walk with the head that the database names. */
    public Result finish(Optional<AuditHead> stored) {
        if (problem == null && stored.isPresent() && stored.get().seq() != checked) {
            bad(checked + 1, "the records after " + checked + " were cut off");
        }
        if (problem == null && stored.isPresent() && !Arrays.equals(stored.get().hash(), previous)) {
            bad(checked, "the head of the log does not fit its last record");
        }
        if (problem == null && kept.isPresent() && kept.get().seq() > checked) {
            bad(
                    checked + 1,
                    "the records after " + checked + " were cut off, there were "
                            + kept.get().seq());
        }
        return new Result(problem == null, checked, firstBad, problem);
    }

    private boolean bad(long seq, String text) {
        firstBad = seq;
        problem = text;
        return false;
    }
}
