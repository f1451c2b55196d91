package org.fairlead.simulator.android;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.fairlead.android.core.agent.Agent;
import org.fairlead.android.core.device.Mode;
import org.fairlead.android.core.enrol.EnrolError;
import org.fairlead.android.core.enrol.EnrolLink;
import org.fairlead.android.core.enrol.Enroller;
import org.fairlead.android.core.report.InstalledApp;
import org.fairlead.protocol.json.Json;
import org.jspecify.annotations.Nullable;

/** Runs simulated phones from the command line: each pastes its link, says one line for everything that happens. */
public final class AndroidMain {
    private static final String USAGE = """
            simulator android --state DIR --link TEXT [--link TEXT ...] [--mode none|admin|profile-owner|company-profile-owner|device-owner]
                      [--api N] [--fingerprint HEX] [--owned-by NAME]
              without --link the phones of the state folder go on; lines on standard input:
              wrong-password N | mode N MODE | says N JSON | apps N JSON | sync N | leave N | quit
            """;

    private final List<Agent> agents = new ArrayList<>();
    private final List<SimulatedPhone> phones = new ArrayList<>();

    private AndroidMain() {}

    public static void main(List<String> arguments) throws IOException {
        Map<String, List<String>> options = new LinkedHashMap<>();
        for (int i = 0; i + 1 < arguments.size(); i += 2) {
            options.computeIfAbsent(arguments.get(i), k -> new ArrayList<>()).add(arguments.get(i + 1));
        }
        if (!options.containsKey("--state") || arguments.size() % 2 != 0) {
            System.err.print(USAGE);
            System.exit(2);
        }
        new AndroidMain().run(options);
    }

    private void run(Map<String, List<String>> options) throws IOException {
        Path state = Path.of(first(options, "--state", ""));
        Mode mode = mode(first(options, "--mode", "device-owner"));
        int api = Integer.parseInt(first(options, "--api", "34"));
        List<String> links = options.getOrDefault("--link", List.of());
        for (int i = 0; i < Math.max(1, links.size()); i++) {
            int number = i;
            SimulatedPhone phone =
                    new SimulatedPhone("SIM" + state.getFileName() + "-" + i, mode, api, line -> say(number, line));
            String owner = first(options, "--owned-by", "");
            if (!owner.isEmpty()) {
                phone.ownedBy(owner);
            }
            Path folder = state.resolve("phone-" + i);
            boolean[] connected = new boolean[1];
            Agent[] self = new Agent[1];
            Agent agent = new Agent(phone, new FileVault(folder.resolve("keys")), folder.toFile(), () -> {
                Agent me = self[0];
                if (me != null && me.status().connected() != connected[0]) {
                    connected[0] = me.status().connected();
                    say(
                            number,
                            connected[0]
                                    ? "connected"
                                    : "offline " + me.status().problem());
                }
            });
            self[0] = agent;
            agents.add(agent);
            phones.add(phone);
            if (i < links.size() && agent.store().identity() == null) {
                enrol(agent, number, links.get(i), first(options, "--fingerprint", ""));
            } else {
                agent.start();
            }
        }
        obey();
        agents.forEach(Agent::close);
    }

    private static void enrol(Agent agent, int number, String link, String fingerprint) {
        try {
            Enroller.Meeting meeting = agent.meet(EnrolLink.read(link));
            say(number, "met " + meeting.workspace() + " known=" + meeting.known());
            String shown = meeting.fingerprint().replace(" ", "");
            if (!meeting.known() && !shown.equalsIgnoreCase(fingerprint.replace(" ", ""))) {
                say(number, "refused the fingerprint " + shown);
                return;
            }
            say(number, "enrolled " + agent.enrol(meeting).deviceId());
        } catch (EnrolError e) {
            say(number, "error " + e.code() + " " + e.reason());
        }
    }

    private void obey() throws IOException {
        BufferedReader in = new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8));
        for (String line = in.readLine(); line != null && !line.equals("quit"); line = in.readLine()) {
            String[] words = line.split(" ");
            int number = words.length > 1 ? Integer.parseInt(words[1]) : 0;
            Agent agent = agents.get(number);
            switch (words[0]) {
                case "wrong-password" -> {
                    String command = agent.armedPhoto();
                    if (command != null) {
                        Map<String, @Nullable Object> data = new LinkedHashMap<>();
                        data.put("type", "image/jpeg");
                        data.put("photo", Base64.getEncoder().encodeToString(new byte[] {(byte) 0xff, (byte) 0xd8, 1, 2
                        }));
                        agent.photoTaken(command, data);
                    }
                    say(number, "wrong password");
                }
                case "mode" -> {
                    phones.get(number).mode(mode(words[2]));
                    agent.deviceChanged();
                }
                case "says" -> {
                    phones.get(number).says(Json.parseObject(line.split(" ", 3)[2]));
                    agent.deviceChanged();
                }
                case "apps" -> {
                    phones.get(number).installs(apps(line.split(" ", 3)[2]));
                    agent.deviceChanged();
                }
                case "sync" -> agent.poke();
                case "leave" -> agent.leave();
                default -> say(number, "unknown line " + line);
            }
        }
    }

    private static List<InstalledApp> apps(String json) {
        List<InstalledApp> apps = new ArrayList<>();
        Json.parseObject(json)
                .forEach((id, name) -> apps.add(new InstalledApp(id, String.valueOf(name), "1.0." + id.length())));
        return apps;
    }

    private static Mode mode(String wire) {
        for (Mode mode : Mode.values()) {
            if (mode.wire().equals(wire)) {
                return mode;
            }
        }
        throw new IllegalArgumentException("unknown mode " + wire);
    }

    private static void say(int number, String line) {
        synchronized (System.out) {
            System.out.println("phone " + number + ": " + line);
            System.out.flush();
        }
    }

    private static String first(Map<String, List<String>> options, String name, String otherwise) {
        return options.getOrDefault(name, List.of(otherwise)).getFirst();
    }
}
