package org.fairlead.server.api;

import io.javalin.http.Context;
import java.io.IOException;
import java.io.InputStream;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.regex.Pattern;
import org.fairlead.server.core.Problem;

/** Serves the built console from the class path; an unknown page is the console's own start page. */
final class StaticConsole {
    private static final String ROOT = "console";
    private static final Pattern NAME = Pattern.compile("(/[A-Za-z0-9_-][A-Za-z0-9._-]*)+");
    private static final Map<String, String> TYPES = Map.ofEntries(
            Map.entry("html", "text/html; charset=utf-8"),
            Map.entry("js", "text/javascript; charset=utf-8"),
            Map.entry("css", "text/css; charset=utf-8"),
            Map.entry("json", "application/json"),
            Map.entry("svg", "image/svg+xml"),
            Map.entry("png", "image/png"),
            Map.entry("ico", "image/x-icon"),
            Map.entry("webp", "image/webp"),
            Map.entry("woff2", "font/woff2"),
            Map.entry("txt", "text/plain; charset=utf-8"),
            Map.entry("webmanifest", "application/manifest+json"));

    private final Map<String, Optional<byte[]>> files = new ConcurrentHashMap<>();

    void serve(Context context) {
        String path = context.path();
        if (path.startsWith("/api/") || path.equals("/api")) {
            throw new Problem.NotFound();
        }
        String extension = extension(path);
        if (!extension.isEmpty()) {
            String type = TYPES.get(extension);
            byte[] content = type == null || !NAME.matcher(path).matches()
                    ? null
                    : load(path).orElse(null);
            if (content == null) {
                throw new Problem.NotFound();
            }
            boolean immutable = path.startsWith("/assets/");
            context.contentType(type == null ? "application/octet-stream" : type)
                    .header("Cache-Control", immutable ? "public, max-age=31536000, immutable" : "no-cache")
                    .result(content);
            return;
        }
        byte[] start = load("/index.html")
                .orElseThrow(() -> new Problem.NotFound("the console is not part of this build, use the API"));
        context.contentType("text/html; charset=utf-8")
                .header("Cache-Control", "no-cache")
                .result(start);
    }

    private Optional<byte[]> load(String path) {
        Optional<byte[]> known = files.get(path);
        if (known != null) {
            return known;
        }
        try (InputStream in = StaticConsole.class.getClassLoader().getResourceAsStream(ROOT + path)) {
            if (in == null) {
                return Optional.empty();
            }
            Optional<byte[]> content = Optional.of(in.readAllBytes());
            files.put(path, content);
            return content;
        } catch (IOException e) {
            return Optional.empty();
        }
    }

    private static String extension(String path) {
        int dot = path.lastIndexOf('.');
        return dot > path.lastIndexOf('/') ? path.substring(dot + 1) : "";
    }
}
