package org.fairlead.thinclient.apply;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;

/** Starts the programs of {@link Program} from system folders with a small fixed environment. */
public final class SystemPrograms implements Programs {
    private static final List<String> FOLDERS = List.of("/usr/bin", "/bin", "/usr/local/bin");
    private static final int SECONDS = 10;
    private static final int MAX_OUTPUT = 64 * 1024;

    private final String display;

    public SystemPrograms(String display) {
        this.display = display;
    }

    @Override
    public boolean has(Program program) {
        return file(program) != null;
    }

    @Override
    public Result run(Program program, List<String> arguments) {
        try {
            if (!has(program)) {
                return new Result(false, -1, program.file() + " is not installed");
            }
            Process process = start(program, arguments, Map.of());
            process.getOutputStream().close();
            CompletableFuture<String> output = CompletableFuture.supplyAsync(() -> read(process));
            boolean ended = process.waitFor(SECONDS, TimeUnit.SECONDS);
            if (!ended) {
                process.destroyForcibly();
                return new Result(true, -1, program.file() + " did not end in time");
            }
            return new Result(true, process.exitValue(), output.get(SECONDS, TimeUnit.SECONDS));
        } catch (IOException | ExecutionException | TimeoutException e) {
            return new Result(true, -1, String.valueOf(e.getMessage()));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return new Result(true, -1, "interrupted");
        }
    }

    @Override
    public Process start(Program program, List<String> arguments, Map<String, String> more) throws IOException {
        Path file = file(program);
        if (file == null) {
            throw new IOException(program.file() + " is not installed");
        }
        List<String> command = new ArrayList<>();
        command.add(file.toString());
        command.addAll(arguments);
        ProcessBuilder builder = new ProcessBuilder(command).redirectErrorStream(true);
        Map<String, String> environment = builder.environment();
        String home = environment.getOrDefault("HOME", "/");
        String authority = environment.get("XAUTHORITY");
        environment.clear();
        environment.put("PATH", "/usr/bin:/bin");
        environment.put("LC_ALL", "C.UTF-8");
        environment.put("HOME", home);
        environment.put("DISPLAY", display);
        if (authority != null) {
            environment.put("XAUTHORITY", authority);
        }
        environment.putAll(more);
        return builder.start();
    }

    private static @Nullable Path file(Program program) {
        for (String folder : FOLDERS) {
            Path path = Path.of(folder, program.file());
            if (Files.isExecutable(path)) {
                return path;
            }
        }
        return null;
    }

    private static String read(Process process) {
        try (InputStream in = process.getInputStream()) {
            String text = new String(in.readNBytes(MAX_OUTPUT), StandardCharsets.UTF_8);
            in.transferTo(java.io.OutputStream.nullOutputStream());
            return text;
        } catch (IOException e) {
            return String.valueOf(e.getMessage());
        }
    }
}
