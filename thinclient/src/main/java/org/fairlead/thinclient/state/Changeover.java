package org.fairlead.thinclient.state;

import java.io.IOException;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * A change of many files that happens as a whole or not at all, also when the power fails: everything new is written into
 * a folder beside, one mark decides, and whatever follows the mark is done again until it is complete.
 */
public final class Changeover {
    private static final String MARK = "changeover.json";
    private static final String NEXT = "next";
    private static final Set<String> STAYS = Set.of("lock", MARK);

    /** What {@link #finish} found to do. */
    public enum Outcome {
        NOTHING,
        SWITCHED,
        RESET
    }

    private Changeover() {}

    /** An empty folder for the files of the new state; without {@link #commit} it is as if it had never been. */
    public static SafeFiles prepare(SafeFiles files) {
        Path next = files.path(NEXT);
        try {
            clear(files.disk(), next, Set.of());
            files.disk().folder(next);
        } catch (IOException e) {
            throw new StateError("cannot prepare a new state: " + e.getMessage() + "; free some space", e);
        }
        return new SafeFiles(files.disk(), next);
    }

    /** The prepared files take the place of those in force, and the files named go. */
    public static void commit(SafeFiles files, List<String> gone) {
        try {
            List<String> come = files.disk().list(files.path(NEXT)).stream()
                    .map(path -> path.getFileName().toString())
                    .filter(name -> !name.endsWith(".new"))
                    .toList();
            Map<String, @Nullable Object> mark = new LinkedHashMap<>();
            mark.put("come", come);
            mark.put("gone", gone);
            files.saveObject(MARK, mark);
        } catch (IOException e) {
            throw new StateError("cannot read the new state: " + e.getMessage(), e);
        }
        finish(files);
    }

    /** From now on the device is to be as at its first start; {@link #finish} does it. */
    public static void reset(SafeFiles files) {
        files.saveObject(MARK, Map.of("reset", true));
    }

    /** Completes what was begun; called before anything else reads the folder. */
    public static Outcome finish(SafeFiles files) {
        Map<String, @Nullable Object> mark = files.loadObject(MARK);
        Disk disk = files.disk();
        Path folder = files.path("");
        try {
            Outcome outcome = Outcome.NOTHING;
            if (mark != null && Values.flag(mark, "reset")) {
                clear(disk, folder, STAYS);
                outcome = Outcome.RESET;
            } else if (mark != null) {
                List<Path> prepared = disk.list(files.path(NEXT));
                for (String name : Values.texts(mark.get("come"))) {
                    Path source = files.path(NEXT).resolve(name);
                    if (prepared.contains(source)) {
                        disk.rename(source, files.path(name));
                    }
                }
                for (String name : Values.texts(mark.get("gone"))) {
                    disk.delete(files.path(name));
                }
                disk.syncFolder(folder);
                outcome = Outcome.SWITCHED;
            }
            clear(disk, files.path(NEXT), Set.of());
            if (mark != null) {
                files.delete(MARK);
            }
            return outcome;
        } catch (IOException e) {
            throw new StateError("cannot finish a change of the state: " + e.getMessage(), e);
        }
    }

    private static void clear(Disk disk, Path folder, Set<String> stays) throws IOException {
        List<Path> paths = disk.list(folder);
        for (Path path : paths) {
            if (!stays.contains(folder.relativize(path).toString())) {
                disk.delete(path);
            }
        }
        if (!paths.isEmpty()) {
            disk.syncFolder(folder);
        }
    }
}
