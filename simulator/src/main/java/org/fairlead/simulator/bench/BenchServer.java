package org.fairlead.simulator.bench;

import java.io.IOException;
import java.net.ServerSocket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.fairlead.protocol.json.Json;
import org.fairlead.simulator.ServerTrust;
import org.jspecify.annotations.Nullable;

/** A real server in a process of its own on a throw-away data folder, with its database and an API token. */
final class BenchServer implements AutoCloseable {
    private final Path data;
    private final Process process;
    private final URI console;
    private final int gatewayPort = freePort();
    private final long postmaster;
    private final String databaseUrl;
    private final String password;
    private final HttpClient http;
    private final String token;

    BenchServer(Path data, List<String> java) throws IOException, InterruptedException {
        this.data = data;
        Path log = data.resolveSibling("server.log");
        process = new ProcessBuilder(command(java, "serve", "--data", data.toString(), "--bind", "127.0.0.1"))
                .redirectErrorStream(true)
                .redirectOutput(log.toFile())
                .start();
        Runtime.getRuntime().addShutdownHook(new Thread(process::destroy));
        console = URI.create(waitForConsole(log));
        List<String> lines = Files.readAllLines(postmasterPid());
        postmaster = Long.parseLong(lines.getFirst().trim());
        databaseUrl = "jdbc:postgresql://127.0.0.1:" + lines.get(3).trim() + "/postgres?sslmode=disable";
        password = Files.readString(data.resolve("database.password")).trim();
        http = HttpClient.newBuilder()
                .sslContext(trust().context())
                .version(HttpClient.Version.HTTP_1_1)
                .build();
        token = createToken(java);
    }

    private List<String> command(List<String> java, String... words) {
        List<String> command = new ArrayList<>(java);
        command.add("org.fairlead.server.Main");
        command.addAll(List.of(words));
        if (words[0].equals("serve")) {
            command.addAll(List.of("--console-port", "0", "--public-port", "0", "--gateway-port", "" + gatewayPort));
        }
        return command;
    }

    private String waitForConsole(Path log) throws IOException, InterruptedException {
        for (int i = 0; i < 600; i++) {
            for (String line : Files.exists(log) ? Files.readAllLines(log) : List.<String>of()) {
                if (line.startsWith("Console: ")) {
                    return line.substring(9).trim();
                }
            }
            if (!process.isAlive()) {
                break;
            }
            Thread.sleep(100);
        }
        throw new IOException("the server did not start: " + Files.readString(log));
    }

    private Path postmasterPid() throws IOException {
        try (Stream<Path> files =
                Files.find(data, 3, (f, a) -> f.getFileName().toString().equals("postmaster.pid"))) {
            return files.findFirst().orElseThrow(() -> new IOException("no database below " + data));
        }
    }

    private String createToken(List<String> java) throws IOException, InterruptedException {
        Path out = data.resolveSibling("token");
        int code = new ProcessBuilder(command(
                        java,
                        "token",
                        "create",
                        "--role",
                        "Main administrator",
                        "--expires",
                        "1",
                        "--name",
                        "bench",
                        "--data",
                        data.toString()))
                .redirectErrorStream(true)
                .redirectOutput(out.toFile())
                .start()
                .waitFor();
        String text = Files.readString(out).trim();
        if (code != 0) {
            throw new IOException("no API token: " + text);
        }
        return text.lines().toList().getLast();
    }

    ServerTrust trust() throws IOException {
        return ServerTrust.file(data.resolve("keys/server.crt"));
    }

    Path keys() {
        return data.resolve("keys");
    }

    long pid() {
        return process.pid();
    }

    List<Long> pids() {
        return List.of(process.pid(), postmaster);
    }

    int gatewayPort() {
        return gatewayPort;
    }

    private static int freePort() throws IOException {
        try (ServerSocket socket = new ServerSocket(0)) {
            return socket.getLocalPort();
        }
    }

    Connection database() throws SQLException {
        return DriverManager.getConnection(databaseUrl, "fairlead", password);
    }

    /** A call of the API; the answer's object. */
    Map<String, @Nullable Object> api(String method, String path, @Nullable Object body)
            throws IOException, InterruptedException {
        HttpRequest request = HttpRequest.newBuilder(URI.create(console + "/api/v1" + path))
                .header("Authorization", "Bearer " + token)
                .header("Content-Type", "application/json")
                .header("Idempotency-Key", UUID.randomUUID().toString())
                .method(
                        method,
                        body == null
                                ? HttpRequest.BodyPublishers.noBody()
                                : HttpRequest.BodyPublishers.ofString(Json.print(body)))
                .build();
        HttpResponse<String> answer = http.send(request, HttpResponse.BodyHandlers.ofString());
        if (answer.statusCode() >= 300) {
            throw new IOException(method + " " + path + ": " + answer.statusCode() + " " + answer.body());
        }
        return answer.body().isEmpty() ? new LinkedHashMap<>() : Json.parseObject(answer.body());
    }

    @Override
    public void close() {
        process.destroy();
        try {
            if (!process.waitFor(30, TimeUnit.SECONDS)) {
                process.destroyForcibly();
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        http.shutdownNow();
    }
}
