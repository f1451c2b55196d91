package org.fairlead.server.store;

import java.io.IOException;
import java.nio.file.FileStore;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import org.fairlead.server.core.watch.SelfWatch;
import org.jspecify.annotations.Nullable;

/** The data folder and the database behind it; closing gives both back. */
public final class Storage implements AutoCloseable {
    private final Path data;
    private final @Nullable DataFolder folder;
    private final @Nullable EmbeddedPostgres embedded;
    private final JdbcAddress address;
    private final Database database;

    private Storage(
            Path data,
            @Nullable DataFolder folder,
            @Nullable EmbeddedPostgres embedded,
            JdbcAddress address,
            Database database) {
        this.data = data;
        this.folder = folder;
        this.embedded = embedded;
        this.address = address;
        this.database = database;
    }

    /** For the server: takes the folder, starts the database unless one is named, brings the schema up to date. */
    public static Storage serve(Path data, Optional<String> databaseUrl) {
        DataFolder folder = DataFolder.take(data);
        EmbeddedPostgres embedded = null;
        try {
            embedded = databaseUrl.isPresent() ? null : EmbeddedPostgres.start(folder);
            JdbcAddress address =
                    embedded == null ? new JdbcAddress(databaseUrl.orElseThrow(), null, null) : embedded.address();
            return new Storage(data, folder, embedded, address, open(address));
        } catch (RuntimeException e) {
            if (embedded != null) {
                embedded.close();
            }
            folder.close();
            throw e;
        }
    }

    /** For commands on the host: uses the database of the running server, or starts it for the moment. */
    public static Storage host(Path data, Optional<String> databaseUrl) {
        DataFolder.create(data);
        Optional<JdbcAddress> running = databaseUrl.isPresent()
                ? databaseUrl.map(url -> new JdbcAddress(url, null, null))
                : EmbeddedPostgres.attach(data);
        if (running.isEmpty()) {
            return serve(data, databaseUrl);
        }
        Database.migrate(running.get());
        return new Storage(data, null, null, running.get(), Database.connect(running.get()));
    }

    /** Room on the disk that holds the data folder. */
    public SelfWatch.Room room() {
        try {
            FileStore disk = Files.getFileStore(data);
            return new SelfWatch.Room(disk.getUsableSpace(), disk.getTotalSpace());
        } catch (IOException e) {
            throw new StoreError("cannot read how much room " + data + " has: " + e.getMessage(), e);
        }
    }

    public Path data() {
        return data;
    }

    public Database database() {
        return database;
    }

    public JdbcAddress address() {
        return address;
    }

    public boolean isEmbedded() {
        return embedded != null;
    }

    /** The process of the embedded database, if it runs below this server. */
    public Optional<Long> databaseProcess() {
        return Optional.ofNullable(embedded).map(EmbeddedPostgres::pid);
    }

    /** Starts the embedded database again if it has ended. */
    public void revive() {
        if (embedded != null) {
            embedded.revive();
        }
    }

    @Override
    public void close() {
        database.close();
        if (embedded != null) {
            embedded.close();
        }
        if (folder != null) {
            folder.close();
        }
    }

    private static Database open(JdbcAddress address) {
        try {
            return Database.open(address);
        } catch (RuntimeException e) {
            throw new StoreError(
                    "cannot use the database: "
                            + String.valueOf(e.getMessage()).lines().findFirst().orElse(""),
                    e);
        }
    }
}
