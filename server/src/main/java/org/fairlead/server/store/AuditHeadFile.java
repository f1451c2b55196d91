package org.fairlead.server.store;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Base64;
import java.util.HexFormat;
import java.util.Optional;
import org.fairlead.server.core.audit.AuditHead;
import org.fairlead.server.core.audit.AuditHeads;
import org.fairlead.server.core.secret.Sealer;

/** The newest head of the audit log in a sealed file of the data folder; any process that has the keys may write it. */
public final class AuditHeadFile implements AuditHeads {
    private static final String CONTEXT = "audit.head";

    private final Path file;
    private final Sealer sealer;

    public AuditHeadFile(Path data, Sealer sealer) {
        this.file = data.resolve("audit.head");
        this.sealer = sealer;
    }

    @Override
    public synchronized void keep(AuditHead head) {
        try (FileChannel lock = FileChannel.open(
                        file.resolveSibling("audit.head.lock"), StandardOpenOption.CREATE, StandardOpenOption.WRITE);
                var held = lock.lock()) {
            if (held.isValid() && kept().map(AuditHead::seq).orElse(0L) < head.seq()) {
                write(head);
            }
        } catch (IOException | IllegalStateException e) {
            System.getLogger(AuditHeadFile.class.getName())
                    .log(System.Logger.Level.ERROR, "cannot keep the head of the audit log: {0}", e.getMessage());
        }
    }

    /** Writes a head whatever was kept before, after an import. */
    public void replace(AuditHead head) {
        write(head);
    }

    @Override
    public Optional<AuditHead> kept() {
        if (!Files.exists(file)) {
            return Optional.empty();
        }
        try {
            byte[] sealed = Base64.getDecoder().decode(Files.readString(file).trim());
            String[] parts = new String(sealer.open(sealed, CONTEXT), StandardCharsets.UTF_8).split(" ");
            return Optional.of(
                    new AuditHead(Long.parseLong(parts[0]), HexFormat.of().parseHex(parts[1])));
        } catch (IOException | IllegalArgumentException e) {
            throw new IllegalStateException("cannot read " + file, e);
        }
    }

    private void write(AuditHead head) {
        byte[] text = (head.seq() + " " + HexFormat.of().formatHex(head.hash())).getBytes(StandardCharsets.UTF_8);
        DataFolder.writePrivate(file, Base64.getEncoder().encode(sealer.seal(text, CONTEXT)));
    }
}
