package org.fairlead.thinclient.log;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.InstantSource;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.fairlead.protocol.json.Json;
import org.fairlead.protocol.json.JsonError;
import org.jspecify.annotations.Nullable;

/**
 * What concerns trust on the device, as a chain: each entry carries the SHA-256 of the one before, so that a changed,
 * removed or reordered entry shows. The first file after rotation begins where the removed ones ended.
 */
public final class AuditLog {
    public static final long TOTAL_BYTES = 512L << 20;
    private static final String FIRST = "0".repeat(64);

    private final RotatingFile file;
    private final InstantSource clock;
    private String last;
    private long number;

    public AuditLog(Path folder, InstantSource clock, long totalBytes) {
        this.file = new RotatingFile(folder.resolve("audit.log"), totalBytes / RotatingFile.FILES);
        this.clock = clock;
        this.last = FIRST;
        List<String> lines = lines();
        if (!lines.isEmpty()) {
            String line = lines.get(lines.size() - 1);
            last = hash(line);
            try {
                number = Json.parseObject(line).get("number") instanceof Long stored ? stored : lines.size();
            } catch (JsonError e) {
                number = lines.size();
            }
        }
    }

    public synchronized void add(String action, Map<String, ? extends @Nullable Object> detail) {
        Map<String, @Nullable Object> map = new LinkedHashMap<>();
        map.put("number", ++number);
        map.put("at", clock.instant().toString());
        map.put("action", action);
        map.put("detail", detail);
        map.put("previous", last);
        String line = Json.print(map);
        try {
            file.append(line);
        } catch (IOException e) {
            throw new UncheckedIOException("cannot write the audit log", e);
        }
        last = hash(line);
    }

    /** The stored lines, oldest first. */
    public synchronized List<String> lines() {
        try {
            return file.lines();
        } catch (IOException e) {
            throw new UncheckedIOException("cannot read the audit log", e);
        }
    }

    /** Number of the first line that does not follow from the one before, counted from 1, or 0 if all do. */
    public synchronized int firstBroken() {
        List<String> lines = lines();
        String previous = null;
        for (int i = 0; i < lines.size(); i++) {
            Object stored;
            try {
                stored = Json.parseObject(lines.get(i)).get("previous");
            } catch (JsonError e) {
                return i + 1;
            }
            if (previous != null && !previous.equals(stored)) {
                return i + 1;
            }
            previous = hash(lines.get(i));
        }
        return previous != null && !previous.equals(last) ? lines.size() : 0;
    }

    private static String hash(String line) {
        try {
            return HexFormat.of()
                    .formatHex(MessageDigest.getInstance("SHA-256").digest(line.getBytes(StandardCharsets.UTF_8)));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }
}
