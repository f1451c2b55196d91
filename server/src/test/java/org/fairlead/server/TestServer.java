package org.fairlead.server;

import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import org.fairlead.protocol.json.Json;
import org.fairlead.server.config.ServerConfig;
import org.fairlead.server.core.access.Totp;
import org.fairlead.server.store.JdbcAddress;
import org.fairlead.server.store.TestDatabase;

/** A real server on free ports over a database of its own, with a clock that tests move. */
public final class TestServer implements AutoCloseable {
    public static final String PASSWORD = "correct horse battery";

    public final TestClock clock = new TestClock();
    public final JdbcAddress database = TestDatabase.create();
    public final Path data = TestFolders.create();
    public final Server server;

    public TestServer() {
        server = Server.start(config(), clock);
    }

    ServerConfig config() {
        char separator = database.url().contains("?") ? '&' : '?';
        String url = database.user() == null
                ? database.url()
                : database.url() + separator + "user=" + database.user() + "&password=" + database.password();
        return new ServerConfig(data, "127.0.0.1", 0, 0, 0, Optional.of(url), Optional.of("localhost"), true);
    }

    public ApiClient client() {
        return new ApiClient(server.consolePort());
    }

    /** The first administrator, signed in with password and one-time password. */
    public Signed firstAdministrator() {
        String link = server.setupLink().orElseThrow();
        return accept(link, Map.of("login", "anna", "name", "Anna", "locale", "en"));
    }

    /** Sets the password behind a link and adds one-time passwords. */
    public Signed accept(String link, Map<String, Object> more) {
        ApiClient client = client();
        Map<String, Object> input = new java.util.HashMap<>(more);
        input.put("token", link.substring(link.lastIndexOf('/') + 1));
        input.put("password", PASSWORD);
        client.post("/setup", input).expect(200);
        return addTotp(client);
    }

    Signed addTotp(ApiClient client) {
        String secret =
                (String) client.post("/me/totp", null).expect(200).object().get("secret");
        ApiClient.Answer answer =
                client.put("/me/totp", Map.of("code", code(secret))).expect(200);
        return new Signed(
                client,
                secret,
                answer.list("recoveryCodes").stream().map(String::valueOf).toList());
    }

    /** The digits that an authenticator app shows now; each step can be used once, so the clock moves on. */
    public String code(String base32) {
        clock.advance(java.time.Duration.ofSeconds(31));
        return Totp.code(decode(base32), clock.instant().getEpochSecond() / 30);
    }

    /** Somebody who is signed in. */
    public record Signed(ApiClient client, String totp, java.util.List<String> recoveryCodes) {}

    private static byte[] decode(String base32) {
        byte[] out = new byte[base32.length() * 5 / 8];
        int buffer = 0;
        int bits = 0;
        int at = 0;
        for (char c : base32.toCharArray()) {
            buffer = (buffer << 5) | "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567".indexOf(c);
            bits += 5;
            if (bits >= 8) {
                bits -= 8;
                out[at++] = (byte) (buffer >> bits);
            }
        }
        return out;
    }

    /** A role with these rights, made by the first administrator. */
    public static String role(ApiClient administrator, String name, Object rights) {
        return (String) administrator
                .post("/roles", Json.parseObject(Json.print(Map.of("name", name, "rights", rights))))
                .expect(200)
                .object()
                .get("id");
    }

    /** Runs SQL behind the server's back and gives the first column of the first row, or nothing. */
    public String sql(String sql) {
        try (var connection =
                        java.sql.DriverManager.getConnection(database.url(), database.user(), database.password());
                var statement = connection.createStatement()) {
            if (!statement.execute(sql)) {
                return "";
            }
            var rows = statement.getResultSet();
            return rows.next() ? rows.getString(1) : "";
        } catch (java.sql.SQLException e) {
            throw new AssertionError(sql, e);
        }
    }

    @Override
    public void close() {
        server.close();
    }
}
