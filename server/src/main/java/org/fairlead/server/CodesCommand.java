package org.fairlead.server;

import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.fairlead.protocol.codes.CodeAction;
import org.fairlead.protocol.codes.CodeGroup;
import org.fairlead.protocol.codes.CodeKeys;
import org.fairlead.protocol.codes.CodeReading;
import org.fairlead.protocol.codes.CodeText;
import org.fairlead.protocol.codes.RequestCode;
import org.fairlead.protocol.json.Json;
import org.fairlead.protocol.json.JsonError;
import org.fairlead.server.config.ConfigError;
import org.fairlead.server.core.access.Actor;
import org.fairlead.server.core.confirm.CodeSecrets;
import org.fairlead.server.core.confirm.SecretStore;
import org.fairlead.server.core.confirm.SecretStore.GroupSecret;
import org.fairlead.server.core.confirm.SecretStore.Purpose;
import org.fairlead.server.crypto.SealedFile;
import org.fairlead.server.store.PgSecrets;
import org.jspecify.annotations.Nullable;

/**
 * Commands about offline codes: explain a request code on any machine; carry the secrets of the groups to another server,
 * so that it answers certificate requests of devices that it has never seen.
 */
final class CodesCommand {
    private static final String FORMAT = "fairlead-code-secrets-1";
    private static final int MAX_FILE = 64 << 20;

    private CodesCommand() {}

    /** Prints what a request code says, or which group is wrong; gives the exit code. */
    static int explain(String text, PrintStream out) {
        CodeReading<RequestCode> reading = RequestCode.parse(text);
        for (CodeGroup group : reading.groups()) {
            out.println("group " + group.index() + " of " + CodeText.LONG_GROUPS + ": "
                    + (group.digits().isEmpty() ? "-" : group.digits()) + ", " + words(group.problem()));
        }
        if (!(reading instanceof CodeReading.Read<RequestCode> read)) {
            if (reading instanceof CodeReading.Unknown<RequestCode> unknown) {
                out.println("not known here: " + unknown.reason());
            }
            return 1;
        }
        RequestCode code = read.code();
        out.println("version:       " + (code.version() + 1));
        out.println("epoch:         " + code.epoch() + " (lowest two bits)");
        out.println("device number: " + code.deviceNumber());
        out.println("action:        " + words(code.knownAction().orElseThrow()));
        return 0;
    }

    private static String words(CodeGroup.@Nullable Problem problem) {
        if (problem == null) {
            return "right";
        }
        return switch (problem) {
            case MISSING -> "missing";
            case INCOMPLETE, TOO_SHORT -> "wrong, fewer than six digits";
            case TOO_LONG -> "wrong, more than six digits";
            case NOT_DIGITS -> "wrong, a character that is no digit";
            case MISREAD -> "wrong, a digit was misread or two were swapped";
            case OVER_LIMIT -> "wrong, no group is above 851955";
        };
    }

    private static String words(CodeAction action) {
        return switch (action) {
            case CONNECTION -> "change of the server connection (answered on the page of the device)";
            case RESET -> "reset of all settings (answered on the page of the device)";
            case CERTIFICATE -> "replacement of the server's certificate (answered on the page of the policy)";
        };
    }

    /** Writes the secrets of all groups into a file under a passphrase. */
    static void export(Foundation base, Path file, char[] passphrase, PrintStream out) {
        SecretStore store = new PgSecrets(base.workspace.id());
        List<Object> items = new ArrayList<>();
        base.work.runInTx(tx -> {
            for (GroupSecret secret : store.all(tx)) {
                byte[] plain = base.sealer.open(secret.sealed(), CodeSecrets.context(secret));
                Map<String, Object> item = new LinkedHashMap<>();
                item.put("group", secret.group().toString());
                item.put("groupName", secret.groupName());
                item.put("purpose", secret.purpose().wire());
                item.put("epoch", secret.epoch());
                item.put("madeAt", secret.madeAt().toString());
                item.put("secret", Base64.getEncoder().encodeToString(plain));
                items.add(item);
            }
            base.audit.record(
                    tx, Actor.host(), "codes.export", "server", null, null, Map.of("secrets", (long) items.size()));
        });
        Map<String, Object> content = new LinkedHashMap<>();
        content.put("format", FORMAT);
        content.put("workspace", base.workspace.id().toString());
        content.put("workspaceName", base.workspace.name());
        content.put("secrets", items);
        Path target = file.toAbsolutePath();
        Path part = target.resolveSibling(target.getFileName() + ".part");
        try {
            Files.deleteIfExists(part);
            Files.createFile(part, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
            try (OutputStream sealed = SealedFile.write(Files.newOutputStream(part), passphrase)) {
                sealed.write(Json.print(content).getBytes(StandardCharsets.UTF_8));
            }
            Files.move(part, target, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
        } catch (IOException e) {
            throw new HostCommands.Failed("cannot write " + target + ": " + e.getMessage());
        }
        out.println("wrote " + items.size() + " secrets to " + target + ", keep it and its passphrase apart");
    }

    /** Reads such a file; what is there already stays. */
    static void importFrom(Foundation base, Path file, char[] passphrase, PrintStream out) {
        Map<String, ?> content = read(file, passphrase);
        if (!FORMAT.equals(content.get("format"))) {
            throw new HostCommands.Failed(file + " holds no secrets of groups");
        }
        SecretStore store = new PgSecrets(base.workspace.id());
        int[] added = {0};
        try {
            UUID origin = UUID.fromString(text(content, "workspace"));
            String workspaceName = text(content, "workspaceName");
            List<?> items = content.get("secrets") instanceof List<?> list ? list : List.of();
            base.work.runInTx(tx -> {
                added[0] = 0;
                for (Object item : items) {
                    Map<?, ?> one = (Map<?, ?>) item;
                    added[0] += store.insert(tx, secret(base, one, origin, workspaceName)) ? 1 : 0;
                }
                base.audit.record(
                        tx, Actor.host(), "codes.import", "server", null, workspaceName, Map.of("secrets", (long)
                                added[0]));
            });
        } catch (IllegalArgumentException | ClassCastException e) {
            throw new HostCommands.Failed(file + " is damaged: " + e.getMessage());
        }
        out.println("imported " + added[0] + " secrets of " + text(content, "workspaceName")
                + ": certificate requests of its devices can be answered on the pages of policies");
    }

    private static GroupSecret secret(Foundation base, Map<?, ?> item, UUID origin, String workspaceName) {
        byte[] plain = Base64.getDecoder().decode(text(item, "secret"));
        if (plain.length != CodeKeys.BYTES || !(item.get("epoch") instanceof Long epoch) || epoch < 1) {
            throw new IllegalArgumentException("a secret is not whole");
        }
        Purpose purpose = Arrays.stream(Purpose.values())
                .filter(p -> p.wire().equals(text(item, "purpose")))
                .findFirst()
                .orElseThrow(() -> new IllegalArgumentException("a secret is for an unknown purpose"));
        GroupSecret open = new GroupSecret(
                origin,
                UUID.fromString(text(item, "group")),
                purpose,
                epoch.intValue(),
                plain,
                text(item, "groupName"),
                workspaceName,
                Instant.parse(text(item, "madeAt")),
                false);
        return open.withSealed(base.sealer.seal(plain, CodeSecrets.context(open)));
    }

    private static Map<String, ?> read(Path file, char[] passphrase) {
        try (InputStream in = new BufferedInputStream(SealedFile.read(Files.newInputStream(file), passphrase))) {
            return Json.parseObject(new String(in.readNBytes(MAX_FILE), StandardCharsets.UTF_8));
        } catch (SealedFile.NotOpened e) {
            throw new HostCommands.Failed(file + ": " + e.getMessage());
        } catch (IOException | JsonError e) {
            throw new HostCommands.Failed("cannot read " + file + ": the passphrase is wrong, or the file is damaged");
        }
    }

    private static String text(Map<?, ?> map, String name) {
        if (map.get(name) instanceof String text) {
            return text;
        }
        throw new ConfigError("the file lacks " + name);
    }
}
