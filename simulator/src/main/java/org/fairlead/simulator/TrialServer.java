package org.fairlead.simulator;

import java.io.File;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import org.fairlead.protocol.json.Json;
import org.jspecify.annotations.Nullable;

/** A real server in a process of its own that can be killed and started again on the same folder and ports. */
final class TrialServer implements AutoCloseable {
    private final Path data;
    private final Path log;
    private final List<String> java;
    private final int consolePort = freePort();
    private final int publicPort = freePort();
    private final int gatewayPort = freePort();
    private @Nullable HttpClient http;
    private @Nullable Process process;
    private String token = "";

    TrialServer(Path folder, List<String> java) throws IOException {
        this.data = folder.resolve("data");
        this.log = folder.resolve("server.log");
        this.java = List.copyOf(java);
    }

    /** Starts the process and waits until it serves. */
    void start() throws IOException, InterruptedException {
        long from = Files.exists(log) ? Files.size(log) : 0;
        Process started = new ProcessBuilder(command(
                        "serve",
                        "--bind",
                        "127.0.0.1",
                        "--console-port",
                        "" + consolePort,
                        "--public-port",
                        "" + publicPort,
                        "--gateway-port",
                        "" + gatewayPort))
                .redirectErrorStream(true)
                .redirectOutput(ProcessBuilder.Redirect.appendTo(log.toFile()))
                .start();
        process = started;
        for (int i = 0; i < 1_200; i++) {
            byte[] text = Files.readAllBytes(log);
            String fresh = new String(text, (int) from, (int) (text.length - from), StandardCharsets.UTF_8);
            if (fresh.contains("\nThin clients: ")) {
                return;
            }
            if (!started.isAlive()) {
                throw new IOException("the server did not start: " + fresh);
            }
            Thread.sleep(50);
        }
        throw new IOException("the server is not ready after a minute, see " + log);
    }

    /** Ends the process as a power cut would, with SIGKILL. */
    void kill() throws InterruptedException {
        Process running = process;
        if (running != null) {
            running.destroyForcibly();
            running.waitFor();
        }
    }

    void createToken() throws IOException, InterruptedException {
        token = host("token", "create", "--role", "Main administrator", "--expires", "1", "--name", "crash trial")
                .lines()
                .toList()
                .getLast();
    }

    /** Runs a command of the host beside the server; its output, or an error with it. */
    String host(String... words) throws IOException, InterruptedException {
        File out = data.resolveSibling("host.out").toFile();
        int code = new ProcessBuilder(command(words))
                .redirectErrorStream(true)
                .redirectOutput(out)
                .start()
                .waitFor();
        String text = Files.readString(out.toPath()).trim();
        if (code != 0) {
            throw new IOException(String.join(" ", words) + ": " + text);
        }
        return text;
    }

    /** An answer of the API. */
    record Answer(int status, Map<String, @Nullable Object> body) {}

    Answer api(String method, String path, UUID key, @Nullable Object body) throws IOException, InterruptedException {
        HttpClient client = http;
        if (client == null) {
            client = HttpClient.newBuilder()
                    .sslContext(trust().context())
                    .version(HttpClient.Version.HTTP_1_1)
                    .connectTimeout(Duration.ofSeconds(5))
                    .build();
            http = client;
        }
        HttpRequest request = HttpRequest.newBuilder(URI.create("https://127.0.0.1:" + consolePort + "/api/v1" + path))
                .header("Authorization", "Bearer " + token)
                .header("Content-Type", "application/json")
                .header("Idempotency-Key", key.toString())
                .timeout(Duration.ofSeconds(20))
                .method(
                        method,
                        body == null
                                ? HttpRequest.BodyPublishers.noBody()
                                : HttpRequest.BodyPublishers.ofString(Json.print(body)))
                .build();
        HttpResponse<String> answer = client.send(request, HttpResponse.BodyHandlers.ofString());
        return new Answer(answer.statusCode(), answer.body().isEmpty() ? Map.of() : Json.parseObject(answer.body()));
    }

    ServerTrust trust() throws IOException {
        return ServerTrust.file(data.resolve("keys/server.crt"));
    }

    int publicPort() {
        return publicPort;
    }

    Connection database() throws IOException, SQLException {
        List<String> lines = Files.readAllLines(data.resolve("postgres/postmaster.pid"));
        return DriverManager.getConnection(
                "jdbc:postgresql://127.0.0.1:" + lines.get(3).trim() + "/postgres?sslmode=disable",
                "fairlead",
                Files.readString(data.resolve("database.password")).trim());
    }

    @Override
    public void close() {
        Process running = process;
        if (running != null) {
            running.destroy();
            try {
                if (!running.waitFor(30, TimeUnit.SECONDS)) {
                    running.destroyForcibly();
                }
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        }
        HttpClient client = http;
        if (client != null) {
            client.shutdownNow();
        }
    }

    private List<String> command(String... words) {
        List<String> command = new ArrayList<>(java);
        command.add("org.fairlead.server.Main");
        command.addAll(List.of(words));
        command.addAll(List.of("--data", data.toString()));
        return command;
    }

    private static int freePort() throws IOException {
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return socket.getLocalPort();
        }
    }
}
