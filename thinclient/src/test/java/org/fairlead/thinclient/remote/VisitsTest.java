package org.fairlead.thinclient.remote;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.BooleanSupplier;
import org.fairlead.protocol.agent.Up;
import org.fairlead.rdp.InputEvent;
import org.fairlead.rdp.host.ScreenSource;
import org.fairlead.rdp.picture.Frame;
import org.fairlead.thinclient.x11.Politeness;
import org.fairlead.thinclient.x11.VirtualDisplay;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Visits of the real client: what the user presses, what the client ends with, what is told. */
class VisitsTest {
    /** FreeRDP's one exit status for all Error Info codes of the protocol (0x10C9 to 0x1195). */
    private static final int CLIENT_SAYS_PROTOCOL_ERROR = 32;

    private static final Map<String, Object> BY_REQUEST =
            Map.of("remote.access.mode", "request", "remote.session.mode", "request", "remote.access.port", 3389L);

    @TempDir
    Path folder;

    private VirtualDisplay display;
    private RemoteManagement remote;
    private final World world = new World();
    private final Restless screens = new Restless();
    private final AtomicReference<Sharing> sharing = new AtomicReference<>();
    private final AtomicReference<Invitation> invitation = new AtomicReference<>();
    private final List<Process> clients = new ArrayList<>();

    /** The rest of the thin client, which remembers what it hears. */
    private static final class World implements Outside {
        private final List<String> told = new CopyOnWriteArrayList<>();
        private volatile Up.RemoteAccess access = Up.RemoteAccess.CLOSED;

        @Override
        public void tell(String code, Map<String, Object> details) {
            told.add(code + " " + details.getOrDefault("administrator", "-") + " "
                    + details.getOrDefault("reason", "-"));
        }

        @Override
        public void access(Up.RemoteAccess now) {
            access = now;
        }

        @Override
        public void state(Up.RemoteState now) {}

        @Override
        public List<String> addresses() {
            return List.of("10.1.2.3");
        }

        @Override
        public String language() {
            return "en";
        }
    }

    /** A screen that always changes, so that encoding never rests. */
    private static final class Restless implements Screens {
        private volatile boolean gone;

        @Override
        public Size size() {
            return new Size(320, 200);
        }

        @Override
        public ScreenSource open() {
            return new ScreenSource() {
                private Runnable changed = () -> {};
                private int colour;

                @Override
                public void start(Runnable listener) {
                    changed = listener;
                }

                @Override
                public Shot shoot() {
                    if (gone) {
                        throw new UncheckedIOException(new IOException("the display is lost"));
                    }
                    int[] pixels = new int[320 * 200];
                    for (int i = 0; i < pixels.length; i++) pixels[i] = (i * 7919 + colour) & 0xFFFFFF;
                    colour += 77_777;
                    changed.run();
                    Frame frame = Frame.of(320, 200, pixels);
                    return new Shot(frame, List.of(frame.bounds()));
                }

                @Override
                public void close() {}
            };
        }

        @Override
        public Player.Keyboard keyboard() {
            return new Player.Keyboard() {
                @Override
                public void play(InputEvent event) {}

                @Override
                public void close() {}
            };
        }

        @Override
        public void yieldToUser() {
            Politeness.yieldToUser();
        }
    }

    @BeforeEach
    void begin() throws Exception {
        display = new VirtualDisplay(400, 300, 24);
        remote = new RemoteManagement(
                new Listener(folder.resolve("identity.p12"), InetAddress.getLoopbackAddress(), true, Clock.systemUTC()),
                screens,
                world,
                Clock.systemUTC());
        remote.listen(sharing::set);
        remote.listenInvitation(invitation::set);
    }

    @AfterEach
    void end() throws Exception {
        remote.close();
        for (Process client : clients) {
            client.destroy();
            client.waitFor(10, TimeUnit.SECONDS);
        }
        display.close();
    }

    private Process connect(String password, int port) throws IOException {
        ProcessBuilder builder = new ProcessBuilder(
                        "xfreerdp",
                        "/v:127.0.0.1:" + port,
                        "/u:support",
                        "/p:" + password,
                        "/cert:ignore",
                        "/rfx",
                        "/bpp:32")
                .redirectErrorStream(true)
                .redirectOutput(folder.resolve("client.log").toFile());
        builder.environment().put("DISPLAY", display.name);
        builder.environment().put("HOME", folder.toString());
        Process client = builder.start();
        clients.add(client);
        return client;
    }

    private static void until(String what, BooleanSupplier holds) throws InterruptedException {
        boolean held = holds.getAsBoolean();
        for (int i = 0; i < 1200 && !held; i++) {
            Thread.sleep(25);
            held = holds.getAsBoolean();
        }
        assertThat(held).as(what).isTrue();
    }

    private void scene(Scene wanted) throws InterruptedException {
        until("the scene is " + wanted, () -> {
            Sharing now = sharing.get();
            return now != null && now.scene() == wanted;
        });
    }

    private static int exit(Process client) throws InterruptedException {
        assertThat(client.waitFor(30, TimeUnit.SECONDS)).isTrue();
        return client.exitValue();
    }

    @Test
    void theUserPausesGoesOnAndEndsTheVisitAndTheClientSaysThatItWasTheUser() throws Exception {
        assertThat(remote.apply(Options.of(BY_REQUEST, true))).isNull();
        String first = world.access.password();
        remote.revealed("Ann Admin");
        Process client = connect(first, world.access.port());
        scene(Scene.WAITING);
        remote.answer(Input.Answer.ALLOW);
        scene(Scene.SCREEN);
        remote.revealed("Bob Later");
        remote.answer(Input.Answer.PAUSE);
        scene(Scene.PAUSED);
        remote.answer(Input.Answer.RESUME);
        scene(Scene.SCREEN);
        assertThat(sharing.get().administrator()).isEqualTo("Ann Admin");
        remote.answer(Input.Answer.TERMINATE);
        assertThat(exit(client)).isEqualTo(11);
        until("the password is another", () -> !world.access.password().equals(first));
        assertThat(world.told)
                .containsExactly(
                        "D12.remote-requested Ann Admin -",
                        "D12.remote-allowed Ann Admin -",
                        "D12.remote-ended Ann Admin user");
    }

    @Test
    void aDeviceWithoutAServerLetsInOnceWhomItsUserInvites() throws Exception {
        remote.apply(Options.of(BY_REQUEST, false));
        assertThat(world.access.port()).isZero();
        assertThat(remote.invite()).isNull();
        until(
                "the invitation is there",
                () -> invitation.get() != null && invitation.get().port() != 0);
        Invitation made = invitation.get();
        assertThat(made.password()).hasSize(16);
        Process client = connect(made.password(), made.port());
        scene(Scene.WAITING);
        remote.answer(Input.Answer.ALLOW);
        scene(Scene.SCREEN);
        remote.answer(Input.Answer.TERMINATE);
        assertThat(exit(client)).isEqualTo(11);
        until("the invitation is over", () -> invitation.get() == null);
        until("the port is closed", () -> world.access.port() == 0);
        assertThat(exit(connect(made.password(), made.port()))).isNotZero();
        assertThat(sharing.get()).isNull();
    }

    @Test
    void anInvitationIsOverWhenTheUserRefusesOrTakesItBack() throws Exception {
        remote.apply(Options.of(BY_REQUEST, false));
        remote.invite();
        until(
                "the invitation is there",
                () -> invitation.get() != null && invitation.get().port() != 0);
        Process client = connect(invitation.get().password(), invitation.get().port());
        scene(Scene.WAITING);
        remote.answer(Input.Answer.DENY);
        assertThat(exit(client)).isEqualTo(7);
        until("the invitation is over", () -> invitation.get() == null);
        remote.invite();
        until(
                "another one is there",
                () -> invitation.get() != null && invitation.get().port() != 0);
        remote.withdrawInvitation();
        until("the port is closed", () -> invitation.get() == null && world.access.port() == 0);
    }

    @Test
    void nobodyIsInvitedWhereTheSettingsDenyItOrAServerSaysWhoComes() {
        remote.apply(Options.of(Map.of("remote.access.mode", "deny"), false));
        assertThat(remote.invite()).isNotNull();
        remote.apply(Options.of(BY_REQUEST, true));
        assertThat(remote.invite()).isNotNull();
    }

    @Test
    void aServerEndsAnInvitation() throws Exception {
        remote.apply(Options.of(BY_REQUEST, false));
        remote.invite();
        until(
                "the invitation is there",
                () -> invitation.get() != null && invitation.get().port() != 0);
        remote.apply(Options.of(Map.of("remote.access.mode", "deny"), true));
        until("it is over", () -> invitation.get() == null && world.access.port() == 0);
    }

    @Test
    void aDisplayThatIsLostEndsTheVisitAndIsToldAsWhatItWas() throws Exception {
        remote.apply(Options.of(BY_REQUEST, true));
        Process client = connect(world.access.password(), world.access.port());
        scene(Scene.WAITING);
        remote.answer(Input.Answer.ALLOW);
        scene(Scene.SCREEN);
        screens.gone = true;
        assertThat(exit(client)).isEqualTo(CLIENT_SAYS_PROTOCOL_ERROR);
        until("nobody is there", () -> sharing.get() == null);
        assertThat(world.told).endsWith("D12.remote-ended - display");
    }

    @Test
    void whoDoesNothingForTooLongIsSentAwayAndHisClientSaysSo() throws Exception {
        remote.apply(limited(1_500, 0));
        assertThat(exit(admitted())).isEqualTo(3);
        until("nobody is there", () -> sharing.get() == null);
        assertThat(world.told).endsWith("D12.remote-ended - idle");
    }

    @Test
    void aVisitThatLastsTooLongEndsAndTheClientSaysSo() throws Exception {
        remote.apply(limited(0, 1_500));
        assertThat(exit(admitted())).isEqualTo(4);
        until("nobody is there", () -> sharing.get() == null);
        assertThat(world.told).endsWith("D12.remote-ended - time-limit");
    }

    private static Options limited(long idleMillis, long visitMillis) {
        return new Options(
                new Rules(Mode.REQUEST, Mode.REQUEST, 120_000, idleMillis, visitMillis), 3389, true, 5, 15, false);
    }

    private Process admitted() throws Exception {
        Process client = connect(world.access.password(), world.access.port());
        scene(Scene.WAITING);
        remote.answer(Input.Answer.ALLOW);
        scene(Scene.SCREEN);
        return client;
    }

    @Test
    void picturesAreMadeOnAtMostTwoThreadsAndBothYieldToTheUsersWorkFromTheFirstPageOn() throws Exception {
        remote.apply(Options.of(BY_REQUEST, true));
        connect(world.access.password(), world.access.port());
        scene(Scene.WAITING);
        until("the page is drawn", () -> !encoders().isEmpty());
        remote.answer(Input.Answer.ALLOW);
        scene(Scene.SCREEN);
        until("pictures are made", () -> encoders().size() == 2);
        for (int i = 0; i < 20; i++) {
            assertThat(encoders()).hasSizeLessThanOrEqualTo(2).allMatch(nice -> nice == 4);
            Thread.sleep(20);
        }
    }

    /** How nice the threads are that make pictures. */
    private static List<Integer> encoders() {
        List<Integer> nice = new ArrayList<>();
        try (var tasks = Files.list(Path.of("/proc/self/task"))) {
            for (Path task : tasks.toList()) {
                String stat = Files.readString(task.resolve("stat"));
                String name = stat.substring(stat.indexOf('(') + 1, stat.lastIndexOf(')'));
                if (name.equals("rdp-pictures") || name.equals("rdp-encoder")) {
                    nice.add(Integer.parseInt(
                            stat.substring(stat.lastIndexOf(')') + 2).split(" ")[16]));
                }
            }
        } catch (IOException e) {
            return nice; // a thread that ended meanwhile
        }
        return nice;
    }
}
