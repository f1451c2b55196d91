package org.fairlead.thinclient;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Clock;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicReference;
import javax.swing.SwingUtilities;
import org.fairlead.protocol.catalogue.Catalogue;
import org.fairlead.thinclient.agent.EnrolError;
import org.fairlead.thinclient.agent.Pem;
import org.fairlead.thinclient.apply.Applier;
import org.fairlead.thinclient.apply.Appliers;
import org.fairlead.thinclient.apply.BusNetworkManager;
import org.fairlead.thinclient.apply.ClockApplier;
import org.fairlead.thinclient.apply.DemoApplier;
import org.fairlead.thinclient.apply.KeyboardApplier;
import org.fairlead.thinclient.apply.NetworkApplier;
import org.fairlead.thinclient.apply.ProgramApplier;
import org.fairlead.thinclient.apply.Programs;
import org.fairlead.thinclient.apply.ScreenApplier;
import org.fairlead.thinclient.apply.ServerTime;
import org.fairlead.thinclient.apply.SystemPrograms;
import org.fairlead.thinclient.codes.Argon2id;
import org.fairlead.thinclient.codes.BootClock;
import org.fairlead.thinclient.model.Guarded;
import org.fairlead.thinclient.model.Machine;
import org.fairlead.thinclient.model.ThinClient;
import org.fairlead.thinclient.model.TrustStore;
import org.fairlead.thinclient.remote.DeferredOutside;
import org.fairlead.thinclient.remote.DisplayScreens;
import org.fairlead.thinclient.remote.Listener;
import org.fairlead.thinclient.remote.Outside;
import org.fairlead.thinclient.remote.RemoteApplier;
import org.fairlead.thinclient.remote.RemoteManagement;
import org.fairlead.thinclient.state.Changeover;
import org.fairlead.thinclient.state.CommandJournal;
import org.fairlead.thinclient.state.DiskOutbox;
import org.fairlead.thinclient.state.RealDisk;
import org.fairlead.thinclient.state.SafeFiles;
import org.fairlead.thinclient.state.StateError;
import org.fairlead.thinclient.state.StateFolder;
import org.fairlead.thinclient.ui.Kiosk;
import org.fairlead.thinclient.ui.ServerAddress;
import org.jspecify.annotations.Nullable;

/** The thin client program: puts its parts together and runs until it is told to end. */
public final class Main {
    private Main() {}

    public static void main(String[] arguments) {
        if (List.of(arguments).contains("--help")) {
            System.out.println(Options.HELP);
            return;
        }
        try {
            Options options = Options.parse(List.of(arguments), System.getenv());
            if (!options.display().equals(System.getenv("DISPLAY"))) {
                System.exit(onDisplay(options.display(), arguments));
            }
            while (run(options)) {
                System.out.println("restarting");
            }
            System.exit(0);
        } catch (IllegalArgumentException | StateError e) {
            System.err.println("thinclient: " + e.getMessage());
            System.exit(2);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /** The window toolkit reads DISPLAY from the environment alone, so another display needs another process. */
    private static int onDisplay(String display, String[] arguments) throws InterruptedException {
        try {
            List<String> command = new java.util.ArrayList<>();
            command.add(ProcessHandle.current().info().command().orElse("java"));
            command.addAll(
                    java.lang.management.ManagementFactory.getRuntimeMXBean().getInputArguments());
            command.addAll(List.of("-cp", System.getProperty("java.class.path"), Main.class.getName()));
            command.addAll(List.of(arguments));
            ProcessBuilder builder = new ProcessBuilder(command).inheritIO();
            builder.environment().put("DISPLAY", display);
            Process process = builder.start();
            Runtime.getRuntime().addShutdownHook(new Thread(process::destroy));
            return process.waitFor();
        } catch (java.io.IOException e) {
            System.err.println("thinclient: cannot start on display " + display + ": " + e.getMessage());
            return 2;
        }
    }

    /** Runs once; true when the program shall start again. */
    private static boolean run(Options options) throws InterruptedException {
        try (StateFolder folder = StateFolder.open(options.state())) {
            SafeFiles files = new SafeFiles(new RealDisk(), folder.path());
            Changeover.Outcome outcome = Changeover.finish(files);
            Catalogue catalogue = Catalogue.load().forPlatform("thin-client");
            Programs programs = new SystemPrograms(options.display());
            ServerTime serverTime = new ServerTime();
            CountDownLatch end = new CountDownLatch(1);
            AtomicBoolean again = new AtomicBoolean();
            AtomicReference<@Nullable Kiosk> kiosk = new AtomicReference<>();
            AtomicReference<@Nullable ThinClient> self = new AtomicReference<>();
            StatusFile status = new StatusFile(options.control(), catalogue, () -> {
                ThinClient client = self.get();
                return client == null ? null : client.guarded().pending();
            });
            SystemHost host = new SystemHost(
                    programs,
                    options.demo(),
                    () -> {
                        again.set(true);
                        end.countDown();
                    },
                    () -> {
                        ThinClient client = self.get();
                        if (client != null) {
                            client.synchronise();
                        }
                    },
                    text -> {
                        Kiosk shown = kiosk.get();
                        if (shown != null) {
                            shown.message(text);
                        }
                    });
            DeferredOutside outside = new DeferredOutside();
            try (RemoteManagement remote = remote(options, folder.path(), outside);
                    ThinClient client = new ThinClient(new ThinClient.Parts(
                            files,
                            folder.path(),
                            catalogue,
                            new Appliers(
                                    catalogue,
                                    appliers(programs, serverTime, options.demo(), new RemoteApplier(remote, () -> {
                                        ThinClient enrolled = self.get();
                                        return enrolled != null
                                                && enrolled.view().identity() != null;
                                    }))),
                            serverTime,
                            new TrustStore(files),
                            new DiskOutbox(files),
                            new CommandJournal(files),
                            host,
                            Clock.systemUTC(),
                            options.demo() || Machine.boot().isEmpty()
                                    ? UUID.randomUUID().toString()
                                    : Machine.boot(),
                            new Guarded.Tools(new BootClock(), new SecureRandom(), new Argon2id(), () -> {
                                again.set(true);
                                end.countDown();
                            })))) {
                self.set(client);
                outside.is(client.forRemote());
                client.remote(remote);
                remote.listen(status::remote);
                if (outcome == Changeover.Outcome.RESET) {
                    client.auditLog().add("reset-done", Map.of());
                }
                SwingUtilities.invokeLater(() -> {
                    Kiosk shown = new Kiosk(client, programs, remote, options.display(), status::shown);
                    kiosk.set(shown);
                    client.listen(shown::update);
                });
                client.listen(status::view);
                client.start();
                enrol(options, client, status, kiosk);
                end.await();
            } finally {
                files.close();
                Kiosk shown = kiosk.get();
                if (shown != null) {
                    SwingUtilities.invokeLater(shown::close);
                }
            }
            return again.get();
        }
    }

    /** A demonstration is reached from its own machine only, at any port when the usual one is taken. */
    private static RemoteManagement remote(Options options, Path folder, Outside outside) {
        InetAddress bind = options.demo() ? InetAddress.getLoopbackAddress() : new InetSocketAddress(0).getAddress();
        Clock clock = Clock.systemUTC();
        return new RemoteManagement(
                new Listener(folder.resolve("remote-identity.p12"), bind, options.demo(), clock),
                new DisplayScreens(options.display()),
                outside,
                clock);
    }

    private static List<Applier> appliers(Programs programs, ServerTime serverTime, boolean demo, Applier remote) {
        List<Applier> own = List.of(
                new ProgramApplier(programs), new KeyboardApplier(programs), new ScreenApplier(programs), remote);
        List<Applier> system = demo
                ? List.of(new DemoApplier())
                : List.of(
                        new NetworkApplier(new BusNetworkManager()),
                        new ClockApplier(programs, serverTime, Clock.systemUTC()));
        return java.util.stream.Stream.concat(own.stream(), system.stream()).toList();
    }

    /** Enrols by the command line, trying again while the server does not answer. */
    private static void enrol(
            Options options, ThinClient client, StatusFile status, AtomicReference<@Nullable Kiosk> kiosk) {
        String server = options.server();
        String fingerprint = options.fingerprint();
        if (server == null || fingerprint == null || client.view().identity() != null) {
            return;
        }
        ServerAddress address = ServerAddress.parse(server);
        if (address == null) {
            throw new IllegalArgumentException("--server is not an address: " + server);
        }
        Thread.startVirtualThread(() -> {
            while (client.view().identity() == null) {
                try {
                    client.enrol(address.host(), address.port(), Pem.pin(fingerprint), options.token());
                    status.problem("");
                } catch (EnrolError e) {
                    status.problem(e.code() + ": " + e.getMessage());
                    System.err.println("thinclient: not enrolled: " + e.getMessage());
                    if (!e.code().equals("unreachable") && !e.code().equals("too-many")) {
                        String token = options.token();
                        SwingUtilities.invokeLater(() -> {
                            Kiosk shown = kiosk.get();
                            if (shown != null) {
                                shown.notEnrolled(server, token == null ? "" : token, e);
                            }
                        });
                        return;
                    }
                    try {
                        Thread.sleep(2000);
                    } catch (InterruptedException interrupted) {
                        return;
                    }
                }
            }
        });
    }
}
