package org.fairlead.server.core.android;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The agent that this server hands out: the operator's own build where there is one, else the one that came with the
 * server. A file that is replaced is noticed at the next question. Any thread may call.
 */
public final class AgentApks {
    private static final System.Logger LOG = System.getLogger(AgentApks.class.getName());

    private final Path own;
    private final @Nullable Path built;
    private @Nullable Known known;

    private record Known(
            Path file,
            FileTime changed,
            long size,
            @Nullable AgentApk apk,
            String problem) {}

    public AgentApks(Path own, @Nullable Path built) {
        this.own = own;
        this.built = built;
    }

    /** The agent; empty when there is none that can be handed out. */
    public synchronized Optional<AgentApk> current() {
        return Optional.ofNullable(look()).map(Known::apk);
    }

    /** Why the file that is there cannot be handed out; empty when nothing is wrong. */
    public synchronized Optional<String> problem() {
        return Optional.ofNullable(look()).map(Known::problem).filter(text -> !text.isEmpty());
    }

    private @Nullable Known look() {
        for (Path file : built == null ? List.of(own) : List.of(own, built)) {
            try {
                if (!Files.isRegularFile(file)) {
                    continue;
                }
                FileTime changed = Files.getLastModifiedTime(file);
                long size = Files.size(file);
                Known before = known;
                if (before == null
                        || !before.file().equals(file)
                        || !before.changed().equals(changed)
                        || before.size() != size) {
                    known = read(file, changed, size);
                }
                return known;
            } catch (IOException e) {
                LOG.log(System.Logger.Level.WARNING, "cannot look at {0}: {1}", file, e.getMessage());
            }
        }
        return null;
    }

    private Known read(Path file, FileTime changed, long size) {
        try {
            return new Known(file, changed, size, ApkReader.read(file, file.equals(own)), "");
        } catch (IOException e) {
            String problem = "the agent " + file.getFileName() + " cannot be handed out: " + e.getMessage();
            LOG.log(System.Logger.Level.WARNING, problem);
            return new Known(file, changed, size, null, problem);
        }
    }
}
