package org.fairlead.simulator.apple;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CyclicBarrier;
import org.fairlead.simulator.apple.ProfileCheck.Refused;

/** Runs the push service and phones from the command line: obeys lines, says one line for everything that happens. */
public final class AppleMain {
    private static final String USAGE = """
            simulator apple --state DIR [--apns-port N]
              writes DIR/root.pem, the root of the push service; lines on standard input:
              sign REQUEST.pem OUT.pem TOPIC DAYS | enrol NAME LINK FINGERPRINT [supervised] [ipad] [hostile]
              again NAME LINK FINGERPRINT | race LINK FINGERPRINT NAME... | idle NAME | declaration NAME IDENTIFIER | report NAME VERSION
              put-off NAME TYPE | ready NAME | check-out NAME | unregister NAME | new-token NAME
              lock NAME | unlock NAME | passcode NAME | on NAME | old-identity NAME | in-force NAME | raw NAME checkin|mdm FILE | udid NAME | quit
            """;

    private final Map<String, SimulatedIPhone> phones = new ConcurrentHashMap<>();
    private final ApplePki pki;
    private final ApnsService apns;

    private AppleMain(int port) throws GeneralSecurityException, IOException {
        this.pki = new ApplePki();
        this.apns = new ApnsService(pki, port, AppleMain::say);
    }

    public static void main(List<String> arguments) throws IOException {
        Path state = null;
        int port = 0;
        for (int i = 0; i + 1 < arguments.size(); i += 2) {
            switch (arguments.get(i)) {
                case "--state" -> state = Path.of(arguments.get(i + 1));
                case "--apns-port" -> port = Integer.parseInt(arguments.get(i + 1));
                default -> throw new IllegalArgumentException("unknown option " + arguments.get(i));
            }
        }
        if (state == null) {
            System.err.print(USAGE);
            System.exit(2);
            return;
        }
        try {
            AppleMain main = new AppleMain(port);
            Files.createDirectories(state);
            Files.writeString(state.resolve("root.pem"), ApplePki.pem(main.pki.root));
            say("apns " + main.apns.port());
            main.obey();
            main.apns.close();
        } catch (GeneralSecurityException e) {
            throw new IOException("cannot start: " + e.getMessage(), e);
        }
    }

    private void obey() throws IOException {
        BufferedReader in = new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8));
        for (String line = in.readLine(); line != null && !line.equals("quit"); line = in.readLine()) {
            String[] words = line.strip().split(" ");
            try {
                obey(words);
            } catch (Refused e) {
                say(words, "refused " + e.getMessage());
            } catch (IOException | GeneralSecurityException | RuntimeException e) {
                say(words, "error " + e.getMessage());
            }
        }
    }

    private void obey(String[] words) throws IOException, GeneralSecurityException {
        switch (words[0]) {
            case "sign" -> {
                String request = Files.readString(Path.of(words[1]));
                Files.writeString(
                        Path.of(words[2]),
                        pki.pushCertificate(request, words[3], Duration.ofHours(24L * Integer.parseInt(words[4]))));
                say("signed " + words[2]);
            }
            case "enrol" -> {
                List<String> more = Arrays.asList(words).subList(4, words.length);
                SimulatedIPhone phone = phones.computeIfAbsent(
                        words[1],
                        name -> new SimulatedIPhone(apns, new PhoneState(more), text -> say(name + " " + text)));
                phone.enrol(words[2], words[3]);
            }
            case "again" -> phone(words).enrol(words[2], words[3]);
            case "race" -> race(words);
            case "idle" -> phone(words).converse();
            case "put-off" -> {
                phone(words).putOff(words[2]);
                say(words, "puts off " + words[2]);
            }
            case "ready" -> phone(words).ready();
            case "lock" -> phone(words).lock();
            case "unlock" -> phone(words).unlock();
            case "passcode" -> phone(words).setPasscode();
            case "old-identity" -> say(words, "old identity " + phone(words).sayWithOldIdentity());
            case "on" -> phone(words).switchOn();
            case "check-out" -> phone(words).checkOut();
            case "unregister" -> phone(words).unregister();
            case "new-token" -> phone(words).renewToken();
            case "declaration" ->
                say(words, "holds " + words[2] + " " + phone(words).declaration(words[2]));
            case "report" -> phone(words).report(words[2]);
            case "udid" -> say(words, "udid " + phone(words).udid());
            case "in-force" -> say(words, "has " + phone(words).inForce());
            case "raw" ->
                say(
                        words,
                        "status "
                                + phone(words).raw(words[2].equals("checkin"), Files.readAllBytes(Path.of(words[3]))));
            default -> say("unknown " + words[0]);
        }
    }

    /** Lets phones install one invitation: all fetch it first, then all install at once. */
    private void race(String[] words) throws IOException, GeneralSecurityException {
        List<String> names = Arrays.asList(words).subList(3, words.length);
        CyclicBarrier start = new CyclicBarrier(names.size());
        for (String name : names) {
            SimulatedIPhone phone =
                    new SimulatedIPhone(apns, new PhoneState(List.of()), text -> say(name + " " + text));
            phones.put(name, phone);
            Thread.startVirtualThread(() -> {
                try {
                    phone.enrol(words[1], words[2], start::await);
                } catch (Refused e) {
                    say(name + " refused " + e.getMessage());
                } catch (Exception e) {
                    say(name + " error " + e.getMessage());
                }
            });
        }
    }

    private SimulatedIPhone phone(String[] words) {
        SimulatedIPhone phone = phones.get(words[1]);
        if (phone == null) {
            throw new IllegalArgumentException("no phone is called " + words[1]);
        }
        return phone;
    }

    private static void say(String[] words, String text) {
        say((words.length > 1 ? words[1] : words[0]) + " " + text);
    }

    private static synchronized void say(String text) {
        System.out.println(text.replace('\n', ' '));
        System.out.flush();
    }
}
