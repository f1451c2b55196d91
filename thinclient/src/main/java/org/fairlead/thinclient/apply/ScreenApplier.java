package org.fairlead.thinclient.apply;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.fairlead.thinclient.state.Values;

/** Monitors by xrandr, their power by xset. */
public final class ScreenApplier implements Applier {
    private static final Pattern OUTPUT = Pattern.compile("^(\\S+) connected\\b.*");
    private static final Pattern MODE = Pattern.compile("^\\s+(\\d+x\\d+)\\b.*");

    private final Programs programs;
    private final Map<String, List<String>> done = new HashMap<>();

    /** One connected output with the modes that it offers. */
    record Output(String name, List<String> modes) {}

    public ScreenApplier(Programs programs) {
        this.programs = programs;
    }

    @Override
    public Set<String> blocks() {
        return Set.of("monitors.layout", "monitors.primary", "monitors.second", "power.screen");
    }

    @Override
    public Outcome apply(String block, Map<String, Object> effective) {
        return block.equals("power.screen")
                ? power(Values.text(effective, "power.screen.offAfter"))
                : monitors(block, effective);
    }

    private Outcome power(String offAfter) {
        String seconds = offAfter.equals("never") ? "0" : Long.toString(Long.parseLong(offAfter) * 60);
        Programs.Result saver = programs.run(Program.XSET, List.of("s", seconds, seconds));
        if (!saver.found()) {
            return new Outcome.Unsupported(saver.output());
        }
        if (!saver.ok()) {
            return new Outcome.Failed(saver.reason());
        }
        List<String> dpms =
                offAfter.equals("never") ? List.of("-dpms") : List.of("+dpms", "dpms", seconds, seconds, seconds);
        programs.run(Program.XSET, dpms); // a display without DPMS still blanks by its screen saver
        return Outcome.APPLIED;
    }

    private Outcome monitors(String block, Map<String, Object> effective) {
        Programs.Result query = programs.run(Program.XRANDR, List.of("--query"));
        if (!query.found()) {
            return new Outcome.Unsupported(query.output());
        }
        if (!query.ok()) {
            return new Outcome.Failed(query.reason());
        }
        List<Output> outputs = outputs(query.output());
        if (outputs.isEmpty()) {
            return new Outcome.Unsupported("no monitor is connected");
        }
        boolean swap = outputs.size() > 1 && "second".equals(effective.get("monitors.layout.primary"));
        Output primary = outputs.get(swap ? 1 : 0);
        if (outputs.size() == 1 && !block.equals("monitors.primary")) {
            return Outcome.APPLIED;
        }
        String mode = Values.text(effective, "monitors.layout.mode");
        if (block.equals("monitors.primary")) {
            return set(
                    block, picture(primary, "monitors.primary", effective, List.of("--primary")), primary, effective);
        }
        Output second = outputs.get(swap ? 0 : 1);
        if (block.equals("monitors.second")) {
            return mode.equals("extend")
                    ? set(block, picture(second, block, effective, List.of()), second, effective)
                    : Outcome.APPLIED;
        }
        List<String> arguments = new ArrayList<>(List.of("--output", second.name()));
        switch (mode) {
            case "duplicate" -> arguments.addAll(List.of("--auto", "--same-as", primary.name()));
            case "primary-only" -> arguments.add("--off");
            default -> {
                arguments.add("--auto");
                arguments.add(
                        switch (Values.text(effective, "monitors.layout.arrangement")) {
                            case "left" -> "--left-of";
                            case "above" -> "--above";
                            case "below" -> "--below";
                            default -> "--right-of";
                        });
                arguments.add(primary.name());
            }
        }
        return run(block, arguments);
    }

    private Outcome set(String block, List<String> arguments, Output output, Map<String, Object> effective) {
        String resolution = Values.text(effective, block + ".resolution");
        if (!resolution.equals("auto") && !output.modes().contains(resolution)) {
            return new Outcome.Failed("the monitor does not offer " + resolution);
        }
        return run(block, arguments);
    }

    private static List<String> picture(Output output, String block, Map<String, Object> effective, List<String> more) {
        List<String> arguments = new ArrayList<>(List.of("--output", output.name()));
        String resolution = Values.text(effective, block + ".resolution");
        arguments.addAll(resolution.equals("auto") ? List.of("--auto") : List.of("--mode", resolution));
        arguments.add("--rotate");
        arguments.add(
                switch (Values.text(effective, block + ".rotation")) {
                    case "90" -> "right";
                    case "180" -> "inverted";
                    case "270" -> "left";
                    default -> "normal";
                });
        arguments.addAll(more);
        return arguments;
    }

    private Outcome run(String block, List<String> arguments) {
        if (arguments.equals(done.get(block))) {
            return Outcome.APPLIED;
        }
        Programs.Result result = programs.run(Program.XRANDR, arguments);
        if (!result.ok()) {
            return new Outcome.Failed(result.reason());
        }
        done.put(block, arguments);
        return Outcome.APPLIED;
    }

    static List<Output> outputs(String query) {
        List<Output> outputs = new ArrayList<>();
        boolean connected = false;
        for (String line : query.lines().toList()) {
            Matcher output = OUTPUT.matcher(line);
            Matcher mode = MODE.matcher(line);
            if (output.matches()) {
                outputs.add(new Output(output.group(1), new ArrayList<>()));
                connected = true;
            } else if (!line.startsWith(" ")) {
                connected = false;
            } else if (connected && mode.matches()) {
                outputs.getLast().modes().add(mode.group(1));
            }
        }
        return outputs;
    }
}
