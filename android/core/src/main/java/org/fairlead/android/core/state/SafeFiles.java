package org.fairlead.android.core.state;

import java.io.ByteArrayOutputStream;
import java.io.File;
import java.io.FileInputStream;
import java.io.FileOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Arrays;
import java.util.zip.CRC32;
import org.jspecify.annotations.Nullable;

/** Files of one folder, each the old or the new one at every moment, also when the power fails. */
public final class SafeFiles {
    private final File folder;

    public SafeFiles(File folder) {
        this.folder = folder;
        if (!folder.isDirectory() && !folder.mkdirs()) {
            throw new UncheckedIOException(new IOException("cannot make the folder " + folder));
        }
    }

    /** The content, null when there is none or it is damaged. */
    public synchronized byte @Nullable [] load(String name) {
        File file = new File(folder, name);
        if (!file.isFile()) {
            return null;
        }
        try (FileInputStream in = new FileInputStream(file)) {
            ByteArrayOutputStream bytes = new ByteArrayOutputStream();
            byte[] buffer = new byte[8192];
            for (int n = in.read(buffer); n >= 0; n = in.read(buffer)) {
                bytes.write(buffer, 0, n);
            }
            byte[] all = bytes.toByteArray();
            if (all.length < 4) {
                return null;
            }
            byte[] content = Arrays.copyOf(all, all.length - 4);
            return Arrays.equals(checksum(content), Arrays.copyOfRange(all, all.length - 4, all.length))
                    ? content
                    : null;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    public synchronized void save(String name, byte[] content) {
        File fresh = new File(folder, name + ".new");
        try {
            try (FileOutputStream out = new FileOutputStream(fresh)) {
                out.write(content);
                out.write(checksum(content));
                out.getFD().sync();
            }
            if (!fresh.renameTo(new File(folder, name))) {
                throw new IOException("cannot replace " + name);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    public synchronized void delete(String name) {
        new File(folder, name).delete();
    }

    private static byte[] checksum(byte[] content) {
        CRC32 crc = new CRC32();
        crc.update(content);
        long value = crc.getValue();
        return new byte[] {(byte) (value >> 24), (byte) (value >> 16), (byte) (value >> 8), (byte) value};
    }
}
