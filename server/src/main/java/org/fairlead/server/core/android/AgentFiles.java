package org.fairlead.server.core.android;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.FileTime;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.Optional;
import java.util.function.Supplier;
import org.fairlead.server.core.Problem;
import org.fairlead.server.core.android.ApkInspector.UnfitApk;
import org.jspecify.annotations.Nullable;

/**
 * The files of agents on this machine: uploads on their way in, the active build as it is sent, and the build that came
 * with the server, which is looked at again when it changes. Any thread may call.
 */
public final class AgentFiles {
    private static final System.Logger LOG = System.getLogger(AgentFiles.class.getName());

    private final Path folder;
    private final @Nullable Path built;
    private final ApkInspector inspector;
    private @Nullable Known known;
    private @Nullable String checked;

    private record Known(
            FileTime changed, long size, @Nullable AgentApk apk, String problem) {}

    /** The build that came with the server. */
    public record Bundled(AgentApk apk, Path file) {}

    public AgentFiles(Path folder, @Nullable Path built, ApkInspector inspector) {
        this.folder = folder;
        this.built = built;
        this.inspector = inspector;
    }

    synchronized Optional<Bundled> bundled() {
        Known now = look();
        AgentApk apk = now == null ? null : now.apk();
        return apk == null || built == null ? Optional.empty() : Optional.of(new Bundled(apk, built));
    }

    /** Why the build that came with the server cannot be handed out; empty when nothing is wrong. */
    synchronized Optional<String> problem() {
        return Optional.ofNullable(look()).map(Known::problem).filter(text -> !text.isEmpty());
    }

    private @Nullable Known look() {
        if (built == null || !Files.isRegularFile(built)) {
            return null;
        }
        try {
            FileTime changed = Files.getLastModifiedTime(built);
            long size = Files.size(built);
            Known before = known;
            if (before == null || !before.changed().equals(changed) || before.size() != size) {
                known = read(built, changed, size);
            }
            return known;
        } catch (IOException e) {
            LOG.log(System.Logger.Level.WARNING, "cannot look at {0}: {1}", built, e.getMessage());
            return null;
        }
    }

    private Known read(Path file, FileTime changed, long size) {
        try {
            return new Known(changed, size, inspector.inspect(file), "");
        } catch (UnfitApk e) {
            String problem = "the agent that came with the server cannot be handed out: it " + e.reason();
            LOG.log(System.Logger.Level.WARNING, problem);
            return new Known(changed, size, null, problem);
        }
    }

    /** Writes what comes in to a file of its own; more than the limit is refused on the way. */
    Path receive(InputStream content, long limit) {
        try {
            Files.createDirectories(folder);
            Path file = Files.createTempFile(folder, "upload-", ".tmp");
            try (OutputStream out = Files.newOutputStream(file)) {
                byte[] buffer = new byte[64 * 1024];
                long total = 0;
                for (int n = content.read(buffer); n >= 0; n = content.read(buffer)) {
                    total += n;
                    if (total > limit) {
                        throw new Problem.TooLarge("an agent has at most " + limit + " bytes");
                    }
                    out.write(buffer, 0, n);
                }
                return file;
            } catch (IOException | RuntimeException e) {
                discard(file);
                throw e;
            }
        } catch (IOException e) {
            throw new Problem.BadRequest("the upload ended too early");
        }
    }

    void discard(Path file) {
        try {
            Files.deleteIfExists(file);
        } catch (IOException e) {
            LOG.log(System.Logger.Level.WARNING, "cannot delete {0}: {1}", file, e.getMessage());
        }
    }

    /** The file of a build, written anew when it is not there or not what it should be. */
    synchronized Path of(AgentApk apk, Supplier<byte[]> content) {
        Path file = folder.resolve(apk.sha256() + ".apk");
        try {
            boolean sure = apk.sha256().equals(checked) && Files.isRegularFile(file) && Files.size(file) == apk.bytes();
            if (!sure
                    && !(Files.isRegularFile(file)
                            && sha256(Files.readAllBytes(file)).equals(apk.sha256()))) {
                write(file, apk, content.get());
            }
            checked = apk.sha256();
            return file;
        } catch (IOException e) {
            throw new UncheckedIOException("cannot write the agent beside the data", e);
        }
    }

    private void write(Path file, AgentApk apk, byte[] content) throws IOException {
        if (!sha256(content).equals(apk.sha256())) {
            throw new IOException("the stored build " + apk.sha256() + " is damaged");
        }
        Files.createDirectories(folder);
        try (DirectoryStream<Path> old = Files.newDirectoryStream(folder, "*.apk")) {
            old.forEach(this::discard);
        }
        Path temporary = Files.createTempFile(folder, "build-", ".tmp");
        Files.write(temporary, content);
        Files.move(temporary, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
    }

    private static String sha256(byte[] bytes) {
        try {
            return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(bytes));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }
}
