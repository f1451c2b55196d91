package org.fairlead.server.store;

import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.stream.Stream;
import org.tukaani.xz.XZInputStream;

/** Unpacks the PostgreSQL programs from the class path, once per machine user and version. */
final class PostgresBinaries {
    static final String VERSION = "18.6.0";

    private PostgresBinaries() {}

    /** Unpacks into the first of these folders that can be written, such as the user's cache and the data folder. */
    static Path unpacked(List<Path> caches) {
        for (Path cache : caches.subList(0, caches.size() - 1)) {
            try {
                Files.createDirectories(cache);
                if (Files.isWritable(cache)) {
                    return unpacked(cache);
                }
            } catch (IOException e) {
                System.getLogger(PostgresBinaries.class.getName())
                        .log(System.Logger.Level.DEBUG, "{0} cannot be made", cache);
            }
        }
        return unpacked(caches.getLast());
    }

    /** The folder with {@code bin}, {@code lib} and {@code share}; unpacked now if it is not there yet. */
    private static Path unpacked(Path cache) {
        Path home = cache.resolve("postgres-" + VERSION);
        if (Files.isExecutable(home.resolve("bin/postgres"))) {
            return home;
        }
        String resource = "postgres-linux-" + architecture() + ".txz";
        try (InputStream packed = PostgresBinaries.class.getClassLoader().getResourceAsStream(resource)) {
            if (packed == null) {
                throw new StoreError("no PostgreSQL programs for this machine (" + resource
                        + "), set --database-url to use a PostgreSQL server of your own");
            }
            Files.createDirectories(cache);
            Path fresh = Files.createTempDirectory(cache, "unpacking-");
            Files.setPosixFilePermissions(fresh, PosixFilePermissions.fromString("rwxr-xr-x"));
            untar(new XZInputStream(new BufferedInputStream(packed)), fresh);
            try {
                Files.move(fresh, home, StandardCopyOption.ATOMIC_MOVE);
            } catch (FileAlreadyExistsException | java.nio.file.DirectoryNotEmptyException e) {
                delete(fresh);
            }
            return home;
        } catch (IOException e) {
            throw new StoreError("cannot unpack PostgreSQL to " + cache + ": " + e.getMessage(), e);
        }
    }

    private static String architecture() {
        String arch = System.getProperty("os.arch").toLowerCase(Locale.ROOT);
        return switch (arch) {
            case "amd64", "x86_64" -> "x86_64";
            case "aarch64", "arm64" -> "arm_64";
            default -> arch;
        };
    }

    private static void untar(InputStream in, Path target) throws IOException {
        byte[] header = new byte[512];
        while (in.readNBytes(header, 0, 512) == 512 && header[0] != 0) {
            String prefix = text(header, 345, 155);
            String name = prefix.isEmpty() ? text(header, 0, 100) : prefix + "/" + text(header, 0, 100);
            long size = octal(header, 124, 12);
            int mode = (int) octal(header, 100, 8);
            Path path = target.resolve(name).normalize();
            if (!path.startsWith(target)) {
                throw new IOException("entry outside of the archive: " + name);
            }
            switch (header[156]) {
                case '5' -> Files.createDirectories(path);
                case '2' -> {
                    Files.createDirectories(path.resolveSibling("."));
                    Files.createSymbolicLink(path, Path.of(text(header, 157, 100)));
                }
                case '0', 0 -> {
                    Path parent = path.getParent();
                    if (parent != null) {
                        Files.createDirectories(parent);
                    }
                    try (var out = Files.newOutputStream(path)) {
                        copy(in, out, size);
                    }
                    Files.setPosixFilePermissions(
                            path, PosixFilePermissions.fromString((mode & 0100) != 0 ? "rwxr-xr-x" : "rw-r--r--"));
                }
                default -> throw new IOException("entry of an unknown kind: " + name);
            }
            if (header[156] == '0' || header[156] == 0) {
                in.skipNBytes((512 - size % 512) % 512);
            }
        }
    }

    private static void copy(InputStream in, java.io.OutputStream out, long size) throws IOException {
        byte[] buffer = new byte[1 << 16];
        for (long left = size; left > 0; ) {
            int read = in.read(buffer, 0, (int) Math.min(buffer.length, left));
            if (read < 0) {
                throw new IOException("the archive ends too early");
            }
            out.write(buffer, 0, read);
            left -= read;
        }
    }

    private static String text(byte[] header, int offset, int length) {
        int end = offset;
        while (end < offset + length && header[end] != 0) {
            end++;
        }
        return new String(header, offset, end - offset, StandardCharsets.UTF_8);
    }

    private static long octal(byte[] header, int offset, int length) {
        String digits = text(header, offset, length).trim();
        return digits.isEmpty() ? 0 : Long.parseLong(digits, 8);
    }

    static void delete(Path folder) throws IOException {
        try (Stream<Path> all = Files.walk(folder)) {
            for (Path path : all.sorted(Comparator.reverseOrder()).toList()) {
                Files.deleteIfExists(path);
            }
        }
    }
}
