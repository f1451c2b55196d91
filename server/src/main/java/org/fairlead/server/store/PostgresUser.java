package org.fairlead.server.store;

import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;

/**
 * As whom PostgreSQL runs, which refuses to be root. As an ordinary user: as that user. As root: as {@code nobody} when it
 * can reach the folders, else in a user namespace, else not at all.
 */
final class PostgresUser {
    private static final int NOBODY = 65534;
    private static final List<String> SETPRIV =
            List.of("setpriv", "--reuid=" + NOBODY, "--regid=" + NOBODY, "--clear-groups", "--no-new-privs", "--");
    private static final List<String> UNSHARE = List.of("unshare", "-U", "--");

    private PostgresUser() {}

    static boolean isRoot() {
        return "root".equals(System.getProperty("user.name"));
    }

    /** What to put before each PostgreSQL command. */
    static List<String> wrapper(Path data, Path cluster, Path programs) {
        if (!isRoot()) {
            return List.of();
        }
        try {
            if (Files.isDirectory(cluster)) {
                int owner = (int) Files.getAttribute(cluster, "unix:uid");
                if (owner != 0) {
                    return setpriv(owner);
                }
                if (Files.exists(cluster.resolve("PG_VERSION"))) {
                    return UNSHARE;
                }
            }
            Files.setPosixFilePermissions(data, PosixFilePermissions.fromString("rwx--x--x"));
            if (succeeds(SETPRIV, "test", "-x", programs.resolve("bin/postgres").toString())
                    && succeeds(SETPRIV, "test", "-x", data.toString())) {
                return SETPRIV;
            }
            Files.setPosixFilePermissions(data, PosixFilePermissions.fromString("rwx------"));
        } catch (IOException e) {
            throw new StoreError("cannot use the data folder " + data + ": " + e.getMessage(), e);
        }
        if (succeeds(UNSHARE, programs.resolve("bin/postgres").toString(), "--version")) {
            return UNSHARE;
        }
        throw new StoreError("PostgreSQL does not run as root here: start Fairlead as an ordinary user,"
                + " put --data where every user can reach it, or set --database-url");
    }

    /** Gives files to the user that the wrapper switches to. */
    static void own(List<String> wrapper, List<Path> paths) throws IOException {
        for (String option : wrapper) {
            if (option.startsWith("--reuid=")) {
                int uid = Integer.parseInt(option.substring("--reuid=".length()));
                for (Path path : paths) {
                    Files.setAttribute(path, "unix:uid", uid);
                    Files.setAttribute(path, "unix:gid", uid);
                }
            }
        }
    }

    private static List<String> setpriv(int uid) {
        List<String> command = new ArrayList<>(SETPRIV);
        command.set(1, "--reuid=" + uid);
        command.set(2, "--regid=" + uid);
        return List.copyOf(command);
    }

    private static boolean succeeds(List<String> wrapper, String... program) {
        List<String> command = new ArrayList<>(wrapper);
        command.addAll(List.of(program));
        try {
            Process process = new ProcessBuilder(command)
                    .directory(new File("/"))
                    .redirectErrorStream(true)
                    .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                    .start();
            return process.waitFor() == 0;
        } catch (IOException e) {
            return false;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return false;
        }
    }
}
