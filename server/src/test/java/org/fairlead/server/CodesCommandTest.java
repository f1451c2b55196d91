package org.fairlead.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.Base64;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import javax.net.ssl.SSLSocket;
import org.fairlead.protocol.agent.Down;
import org.fairlead.protocol.codes.CodeContext;
import org.fairlead.protocol.codes.CodeReading;
import org.fairlead.protocol.codes.ConfirmationCode;
import org.fairlead.protocol.codes.RequestCode;
import org.fairlead.server.config.ServerConfig;
import org.fairlead.server.core.Ids;
import org.fairlead.server.core.access.Actor;
import org.fairlead.server.core.access.Caller;
import org.fairlead.server.core.access.Right;
import org.fairlead.server.core.access.Scope;
import org.fairlead.server.core.confirm.Confirmations;
import org.fairlead.server.core.pki.Authorities;
import org.fairlead.server.core.policy.Policy;
import org.fairlead.server.core.policy.PolicyService;
import org.fairlead.server.store.Storage;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The commands about offline codes and the server's key on real data folders. */
class CodesCommandTest {
    @TempDir
    Path folder;

    @Test
    void aRequestCodeIsExplainedWithoutAnySecret() {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        assertThat(explain(out, "053300-121563-541463-103441")).isZero();
        assertThat(out.toString(StandardCharsets.UTF_8))
                .contains("version:       1", "epoch:         1", "device number: 4242", "certificate");
        ByteArrayOutputStream wrong = new ByteArrayOutputStream();
        assertThat(explain(wrong, "053300", "121564", "541463", "103441")).isEqualTo(1);
        assertThat(wrong.toString(StandardCharsets.UTF_8)).contains("group 2 of 4: 121564, wrong");
    }

    @Test
    void aNewServerWithTheGroupsSecretsAnswersForADeviceThatItHasNeverSeen() throws Exception {
        Path words = Files.writeString(folder.resolve("words"), "a long passphrase\n");
        Path file = folder.resolve("codes.fairlead");
        UUID device = Ids.next();
        Down.CodeKeys keys = opened(
                "old",
                parts -> parts.base
                        .work
                        .inTx(tx -> parts.fleet.codes.secrets.have(tx, device, parts.root(), 4711, ""))
                        .orElseThrow());
        run("old", Map.of("passphrase-file", words.toString()), "codes", "export", file.toString());
        assertThat(Files.getPosixFilePermissions(file)).hasSize(2);
        for (Down.CodeKey key : keys.keys()) {
            assertThat(Files.readString(file, StandardCharsets.ISO_8859_1)).doesNotContain(key.secret());
        }
        Down.CodeKey key = keys.keys().stream()
                .filter(k -> k.kind() == Down.CodeKey.Kind.CERTIFICATE)
                .findFirst()
                .orElseThrow();
        byte[] secret = Base64.getDecoder().decode(key.secret());
        opened("new", parts -> true);
        String request = opened(
                "new",
                parts -> RequestCode.make(secret, context(keys, key, parts), 4711)
                        .text());
        assertThatThrownBy(() -> opened("new", parts -> parts.answer(request)))
                .hasMessageContaining("a key that is too old");
        run("new", Map.of("passphrase-file", words.toString()), "codes", "import", file.toString());
        opened("new", parts -> {
            Confirmations.CertificateAnswer answer = parts.answer(request);
            assertThat(answer.device()).isNull();
            assertThat(ConfirmationCode.parse(answer.code()))
                    .isInstanceOfSatisfying(
                            CodeReading.Read.class,
                            read -> assertThat(((ConfirmationCode) read.code())
                                            .confirms(secret, context(keys, key, parts)))
                                    .isTrue());
            return true;
        });
        assertThat(run("new", Map.of("passphrase-file", words.toString()), "codes", "import", file.toString()))
                .contains("imported 0");
        Path other = Files.writeString(folder.resolve("other"), "another passphrase");
        assertThatThrownBy(() ->
                        run("new", Map.of("passphrase-file", other.toString()), "codes", "import", file.toString()))
                .isInstanceOf(HostCommands.Failed.class)
                .hasMessageContaining("passphrase is wrong");
    }

    @Test
    void theServersKeyIsRotatedBesideTheRunningServerAndWithoutOne() throws Exception {
        String next;
        String present;
        try (Server server = start("data")) {
            List<String> pins = pins("data");
            assertThat(List.of(seen(server.consolePort()), seen(server.publicPort())))
                    .containsOnly(pins.getFirst());
            assertThat(run("data", Map.of(), "server-key", "rotate")).contains("uses its next key now");
            assertThat(List.of(seen(server.consolePort()), seen(server.publicPort())))
                    .containsOnly(pins.getLast());
            assertThat(pins("data").getFirst()).isEqualTo(pins.getLast());
            present = pins.getLast();
            next = pins("data").getLast();
            assertThat(next).isNotIn(pins);
        }
        assertThat(run("data", Map.of(), "server-key", "rotate")).contains("no server is running");
        assertThat(pins("data").getFirst()).isEqualTo(next);
        try (Server server = start("data")) {
            assertThat(seen(server.consolePort())).isEqualTo(next).isNotEqualTo(present);
        }
    }

    private static int explain(ByteArrayOutputStream out, String... code) {
        List<String> words = new java.util.ArrayList<>(List.of("codes", "explain"));
        words.addAll(List.of(code));
        return HostCommands.run(words, Map.of(), Map.of(), Clock.systemUTC(), new PrintStream(out));
    }

    private static CodeContext context(Down.CodeKeys keys, Down.CodeKey key, Parts parts) {
        return CodeContext.certificate(
                keys.workspace(), parts.authorities.serverKeyHashes().getFirst(), 77, key.epoch());
    }

    private record Parts(Foundation base, FleetParts fleet, Authorities authorities) {
        UUID root() {
            return fleet.fleet.tree().root();
        }

        Confirmations.CertificateAnswer answer(String request) {
            PolicyService policies =
                    new PolicyService(fleet.fleet, fleet.fleetStore, base.audit, fleet.events, base.clock);
            Policy policy = fleet.fleet.book().policies().stream()
                    .findFirst()
                    .orElseGet(() -> policies.create(
                            ADMIN,
                            new PolicyService.Wish(
                                    "P",
                                    root(),
                                    Policy.THIN_CLIENT,
                                    Policy.Status.ACTIVE,
                                    true,
                                    false,
                                    new LinkedHashMap<>(),
                                    Set.of())));
            return fleet.codes.confirmations.confirmCertificate(ADMIN, policy.id(), request, "moved");
        }
    }

    private interface Use<T> {
        T of(Parts parts);
    }

    /** Opens a data folder without ports. */
    private <T> T opened(String data, Use<T> use) {
        try (Storage storage = Storage.serve(folder.resolve(data), java.util.Optional.empty())) {
            Foundation base = new Foundation(storage, Clock.systemUTC());
            Authorities authorities = Authorities.loadOrCreate(
                    folder.resolve(data).resolve("keys"), List.of("localhost"), Clock.systemUTC());
            try (FleetParts fleet = new FleetParts(base, authorities)) {
                return use.of(new Parts(base, fleet, authorities));
            }
        }
    }

    private List<String> pins(String data) {
        return Authorities.loadOrCreate(folder.resolve(data).resolve("keys"), List.of("localhost"), Clock.systemUTC())
                .pins();
    }

    private static String seen(int port) throws Exception {
        try (SSLSocket socket =
                (SSLSocket) ApiClient.trusting().getSocketFactory().createSocket("127.0.0.1", port)) {
            return Authorities.pin(
                    socket.getSession().getPeerCertificates()[0].getPublicKey().getEncoded());
        }
    }

    private Server start(String data) {
        return Server.start(
                ServerConfig.read(
                        Map.of(
                                "data", folder.resolve(data).toString(),
                                "bind", "127.0.0.1",
                                "console-port", "0",
                                "public-port", "0",
                                "gateway-port", "0",
                                "public-name", "localhost"),
                        Map.of()),
                Clock.systemUTC());
    }

    private String run(String data, Map<String, String> options, String... words) {
        Map<String, String> all = new HashMap<>(options);
        all.put("data", folder.resolve(data).toString());
        all.put("public-name", "localhost");
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        HostCommands.run(List.of(words), all, Map.of(), Clock.systemUTC(), new PrintStream(out));
        return out.toString(StandardCharsets.UTF_8);
    }

    private static final Caller ADMIN = new Caller() {
        @Override
        public Actor actor() {
            return new Actor(Actor.Kind.ADMINISTRATOR, new UUID(0, 1), "ann", "127.0.0.1");
        }

        @Override
        public Scope scope(Right right) {
            return Scope.EVERYWHERE;
        }

        @Override
        public void requireStepUp() {}
    };
}
