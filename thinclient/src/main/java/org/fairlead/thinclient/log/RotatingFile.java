package org.fairlead.thinclient.log;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;

/** A log in five files: name, name.1 (newer) to name.4 (oldest); above the size of a file the oldest goes. */
final class RotatingFile {
    static final int FILES = 5;

    private final Path file;
    private final long maxBytes;

    RotatingFile(Path file, long maxBytes) {
        this.file = file;
        this.maxBytes = maxBytes;
    }

    void append(String line) throws IOException {
        if (Files.exists(file) && Files.size(file) + line.length() > maxBytes) {
            for (int i = FILES - 1; i > 0; i--) {
                Path older = i == 1 ? file : numbered(i - 1);
                if (Files.exists(older)) {
                    Files.move(older, numbered(i), StandardCopyOption.REPLACE_EXISTING);
                }
            }
        }
        if (!Files.exists(file)) {
            Files.createFile(file, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
        }
        Files.writeString(file, line + "\n", StandardCharsets.UTF_8, StandardOpenOption.APPEND);
    }

    /** All lines, oldest first. */
    List<String> lines() throws IOException {
        List<String> lines = new ArrayList<>();
        for (int i = FILES - 1; i >= 0; i--) {
            Path part = i == 0 ? file : numbered(i);
            if (Files.exists(part)) {
                lines.addAll(new String(Files.readAllBytes(part), StandardCharsets.UTF_8)
                        .lines()
                        .toList());
            }
        }
        return lines;
    }

    private Path numbered(int number) {
        return file.resolveSibling(file.getFileName() + "." + number);
    }
}
