package org.fairlead.simulator;

import java.io.BufferedWriter;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Map;
import org.fairlead.protocol.agent.DeviceRecord;
import org.fairlead.protocol.json.Json;

/**
 * An append-only file, one JSON object a line, of everything that the server has acknowledged and of every command that
 * was executed: what must be found in the database afterwards. Thread-safe; each line is written through at once.
 */
public final class Journal implements AutoCloseable {
    private final BufferedWriter out;

    public Journal(Path file) throws IOException {
        this.out = Files.newBufferedWriter(file, StandardOpenOption.CREATE, StandardOpenOption.APPEND);
    }

    void acknowledged(String device, DeviceRecord record) {
        if (record instanceof DeviceRecord.Event event) {
            write(Map.of("device", device, "acked", record.seq(), "code", event.code()));
        } else if (record instanceof DeviceRecord.Result result) {
            write(Map.of("device", device, "acked", record.seq(), "command", result.command()));
        } else {
            write(Map.of("device", device, "acked", record.seq()));
        }
    }

    void executed(String device, String command) {
        write(Map.of("device", device, "executed", command));
    }

    private synchronized void write(Map<String, Object> line) {
        try {
            out.write(Json.canonical(line));
            out.newLine();
            out.flush();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public synchronized void close() throws IOException {
        out.close();
    }
}
