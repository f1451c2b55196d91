package org.fairlead.server;

import java.io.BufferedInputStream;
import java.io.BufferedOutputStream;
import java.io.Console;
import java.io.FilterInputStream;
import java.io.FilterOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.PrintStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Clock;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;
import java.util.zip.ZipEntry;
import java.util.zip.ZipInputStream;
import java.util.zip.ZipOutputStream;
import org.fairlead.protocol.json.Json;
import org.fairlead.server.config.ConfigError;
import org.fairlead.server.config.ServerConfig;
import org.fairlead.server.core.access.Actor;
import org.fairlead.server.crypto.SealedFile;
import org.fairlead.server.store.DataFolder;
import org.fairlead.server.store.PgTransfer;
import org.fairlead.server.store.Storage;
import org.jspecify.annotations.Nullable;

/**
 * Export and import of everything: all tables and all keys in one encrypted zip (manifest.json, files/..., tables/...).
 * The way from the embedded database to an external one, and the backup.
 */
final class Transfer {
    private static final String MANIFEST = "manifest.json";
    private static final String FILES = "files/";
    private static final String TABLES = "tables/";
    private static final int MAX_KEY_FILE = 1 << 20;

    private Transfer() {}

    static int export(ServerConfig config, String file, Map<String, String> options, Clock clock, PrintStream out) {
        char[] passphrase = passphrase(options, true);
        Path target = Path.of(file).toAbsolutePath();
        Path part = target.resolveSibling(target.getFileName() + ".part");
        try (Storage storage = Storage.host(config.data(), config.databaseUrl())) {
            Foundation foundation = new Foundation(storage, clock);
            foundation.work.runInTx(
                    tx -> foundation.audit.record(tx, Actor.host(), "server.export", "server", null, null, Map.of()));
            Files.deleteIfExists(part);
            Files.createFile(part, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
            try (ZipOutputStream zip = new ZipOutputStream(
                    new BufferedOutputStream(SealedFile.write(Files.newOutputStream(part), passphrase), 1 << 16))) {
                zip.setLevel(1);
                PgTransfer.export(storage.database(), plan -> first(zip, plan, config.data()), table -> {
                    zip.putNextEntry(new ZipEntry(TABLES + table));
                    return open(zip);
                });
            }
            Files.move(part, target, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
            out.println("wrote " + target + ", keep it and its passphrase apart");
            return 0;
        } catch (IOException | UncheckedIOException e) {
            throw new HostCommands.Failed("cannot write " + target + ": " + e.getMessage());
        }
    }

    static int importInto(ServerConfig config, String file, Map<String, String> options, Clock clock, PrintStream out) {
        Path data = config.data();
        if (Files.exists(Foundation.rootKeys(data)) || Files.exists(data.resolve("keys"))) {
            throw new HostCommands.Failed("the data folder " + data + " is in use, import into an empty one");
        }
        char[] passphrase = passphrase(options, false);
        try (ZipInputStream zip = new ZipInputStream(
                        new BufferedInputStream(SealedFile.read(Files.newInputStream(Path.of(file)), passphrase)));
                Storage storage = Storage.serve(data, config.databaseUrl())) {
            if (!PgTransfer.isEmpty(storage.database())) {
                throw new HostCommands.Failed("the database is in use, import into an empty one");
            }
            PgTransfer.Plan plan = plan(zip);
            Map<String, byte[]> files = new TreeMap<>();
            ZipEntry entry = zip.getNextEntry();
            while (entry != null && entry.getName().startsWith(FILES)) {
                files.put(entry.getName().substring(FILES.length()), zip.readNBytes(MAX_KEY_FILE));
                entry = zip.getNextEntry();
            }
            List<ZipEntry> current = new ArrayList<>(entry == null ? List.of() : List.of(entry));
            PgTransfer.importAll(storage.database(), plan, table -> {
                ZipEntry here = current.isEmpty() ? zip.getNextEntry() : current.removeFirst();
                if (here == null || !here.getName().equals(TABLES + table)) {
                    throw new IOException("the table " + table + " is missing in the file");
                }
                return open(zip);
            });
            if (zip.getNextEntry() != null) {
                throw new IOException("there is more in the file than its list says");
            }
            for (Map.Entry<String, byte[]> kept : files.entrySet()) {
                restore(data, kept.getKey(), kept.getValue());
            }
            Foundation foundation = new Foundation(storage, clock);
            foundation.work.runInTx(
                    tx -> foundation.audit.record(tx, Actor.host(), "server.import", "server", null, null, Map.of()));
            out.println("imported into " + data + ", start the server now");
            return 0;
        } catch (SealedFile.NotOpened e) {
            throw new HostCommands.Failed(file + ": " + e.getMessage());
        } catch (IOException | UncheckedIOException e) {
            throw new HostCommands.Failed("cannot read " + file + ": the passphrase is wrong, or the file is damaged ("
                    + e.getMessage() + ")");
        }
    }

    private static void first(ZipOutputStream zip, PgTransfer.Plan plan, Path data) {
        try {
            Map<String, Object> manifest = new LinkedHashMap<>();
            manifest.put("format", 1);
            manifest.put("version", Server.VERSION);
            manifest.put("migrations", plan.migrations());
            manifest.put(
                    "tables",
                    plan.tables().entrySet().stream()
                            .map(table -> Map.of("name", table.getKey(), "columns", table.getValue()))
                            .toList());
            manifest.put(
                    "partitions",
                    plan.partitions().stream()
                            .map(p -> Map.of("name", p.name(), "parent", p.parent(), "bounds", p.bounds()))
                            .toList());
            zip.putNextEntry(new ZipEntry(MANIFEST));
            zip.write(Json.print(manifest).getBytes(StandardCharsets.UTF_8));
            for (Path file : keyFiles(data)) {
                zip.putNextEntry(new ZipEntry(FILES + data.relativize(file)));
                Files.copy(file, zip);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static PgTransfer.Plan plan(ZipInputStream zip) throws IOException {
        ZipEntry entry = zip.getNextEntry();
        if (entry == null || !entry.getName().equals(MANIFEST)) {
            throw new IOException("the file has no list of contents");
        }
        Map<String, ?> manifest =
                Json.parseObject(new String(zip.readNBytes(Json.MAX_CHARACTERS), StandardCharsets.UTF_8));
        Map<String, List<String>> tables = new LinkedHashMap<>();
        for (Object item : list(manifest.get("tables"))) {
            Map<?, ?> table = (Map<?, ?>) item;
            tables.put(String.valueOf(table.get("name")), strings(table.get("columns")));
        }
        List<PgTransfer.Partition> partitions = new ArrayList<>();
        for (Object item : list(manifest.get("partitions"))) {
            Map<?, ?> partition = (Map<?, ?>) item;
            partitions.add(new PgTransfer.Partition(
                    String.valueOf(partition.get("name")),
                    String.valueOf(partition.get("parent")),
                    String.valueOf(partition.get("bounds"))));
        }
        return new PgTransfer.Plan(strings(manifest.get("migrations")), tables, partitions);
    }

    private static List<String> strings(@Nullable Object list) {
        return list(list).stream().map(String::valueOf).toList();
    }

    private static List<?> list(@Nullable Object list) {
        return list instanceof List<?> items ? items : List.of();
    }

    private static List<Path> keyFiles(Path data) throws IOException {
        List<Path> files = new ArrayList<>();
        for (String name : List.of("root.keys", "audit.head", ServerConfig.FILE)) {
            if (Files.exists(data.resolve(name))) {
                files.add(data.resolve(name));
            }
        }
        if (Files.isDirectory(data.resolve("keys"))) {
            try (Stream<Path> keys = Files.walk(data.resolve("keys"))) {
                keys.filter(Files::isRegularFile).sorted().forEach(files::add);
            }
        }
        return files;
    }

    private static void restore(Path data, String name, byte[] content) throws IOException {
        Path file = data.resolve(name).normalize();
        Path parent = file.getParent();
        if (!file.startsWith(data) || parent == null || content.length >= MAX_KEY_FILE) {
            throw new IOException("the file holds a key under a name that is not allowed: " + name);
        }
        if (!Files.isDirectory(parent)) {
            Files.createDirectories(
                    parent, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------")));
        }
        DataFolder.writePrivate(file, content);
    }

    static char[] passphrase(Map<String, String> options, boolean fresh) {
        String file = options.get("passphrase-file");
        char[] passphrase;
        if (file != null) {
            try {
                passphrase = Files.readString(Path.of(file)).strip().toCharArray();
            } catch (IOException e) {
                throw new HostCommands.Failed("cannot read the passphrase from " + file);
            }
        } else {
            Console console = System.console();
            if (console == null) {
                throw new ConfigError("name a file that holds the passphrase: --passphrase-file FILE");
            }
            passphrase = console.readPassword("Passphrase: ");
        }
        if (fresh && passphrase.length < 12) {
            throw new ConfigError("the passphrase must have at least 12 characters");
        }
        return passphrase;
    }

    /** An entry of the zip as a stream that does not close the zip. */
    private static OutputStream open(ZipOutputStream zip) {
        return new FilterOutputStream(zip) {
            @Override
            public void write(byte[] bytes, int offset, int length) throws IOException {
                out.write(bytes, offset, length);
            }

            @Override
            public void close() throws IOException {
                zip.closeEntry();
            }
        };
    }

    private static InputStream open(ZipInputStream zip) {
        return new FilterInputStream(zip) {
            @Override
            public void close() throws IOException {
                zip.closeEntry();
            }
        };
    }
}
