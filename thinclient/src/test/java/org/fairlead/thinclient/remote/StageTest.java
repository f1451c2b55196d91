package org.fairlead.thinclient.remote;

import static org.assertj.core.api.Assertions.assertThat;

import java.lang.foreign.ValueLayout;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import org.fairlead.rdp.PointerShape;
import org.fairlead.rdp.host.ScreenSource;
import org.fairlead.rdp.picture.Frame;
import org.junit.jupiter.api.Test;

class StageTest {
    private static final int PRIVATE = 0xC0FFEE;
    private static final int PUBLIC = 0x00AA55;

    /** A screen that remembers what was asked of it; what it shows is private while a session runs. */
    private static final class FakeScreen {
        private final List<String> asked = new ArrayList<>();
        private volatile boolean session;

        private ScreenSource open() {
            asked.add("open");
            return new ScreenSource() {
                @Override
                public void start(Runnable changed) {}

                @Override
                public Shot shoot() {
                    asked.add("shoot");
                    int[] pixels = new int[200 * 100];
                    java.util.Arrays.fill(pixels, session ? PRIVATE : PUBLIC);
                    Frame frame = Frame.of(200, 100, pixels);
                    return new Shot(frame, List.of());
                }

                @Override
                public PointerShape pointer() {
                    asked.add("pointer");
                    return PointerShape.HIDDEN;
                }

                @Override
                public void close() {
                    asked.add("close");
                }
            };
        }
    }

    private final FakeScreen screen = new FakeScreen();
    private final AtomicInteger polite = new AtomicInteger();
    private final Stage stage =
            new Stage(screen::open, scene -> new Page("Page", scene.name()), () -> polite.incrementAndGet(), 200, 100);

    private static boolean has(Frame frame, int colour) {
        for (int y = 0; y < frame.height(); y++) {
            for (int x = 0; x < frame.width(); x++) {
                int pixel = frame.pixels().get(ValueLayout.JAVA_INT_UNALIGNED, (long) y * frame.stride() + x * 4L);
                if ((pixel & 0xFFFFFF) == colour) {
                    return true;
                }
            }
        }
        return false;
    }

    @Test
    void theScreenIsNotEvenOpenedBeforeTheUserAgrees() {
        stage.start(() -> {});
        for (Scene scene : List.of(Scene.WAITING, Scene.PRIVATE, Scene.PAUSED, Scene.BUSY)) {
            stage.show(scene);
            assertThat(polite).hasValue(1);
            ScreenSource.Shot shot = stage.shoot();
            stage.pointer();
            assertThat(has(shot.frame(), PUBLIC)).isFalse();
            assertThat(shot.damage()).containsExactly(shot.frame().bounds());
        }
        assertThat(screen.asked).isEmpty();
    }

    @Test
    void theScreenIsLeftAsSoonAsItIsNoLongerShown() {
        stage.start(() -> {});
        stage.show(Scene.SCREEN);
        ScreenSource.Shot shot = stage.shoot();
        assertThat(has(shot.frame(), PUBLIC)).isTrue();
        assertThat(shot.damage()).containsExactly(shot.frame().bounds());
        stage.show(Scene.PRIVATE);
        stage.pointer();
        stage.shoot();
        stage.pointer();
        stage.shoot();
        assertThat(screen.asked).containsExactly("open", "shoot", "close");
        assertThat(stage.shoot().damage()).isEmpty();
        stage.show(Scene.SCREEN);
        assertThat(stage.shoot().damage()).hasSize(1);
        assertThat(screen.asked).containsExactly("open", "shoot", "close", "open", "shoot");
        stage.close();
        assertThat(screen.asked).endsWith("close");
    }

    @Test
    void noPrivatePixelLeavesWhenSessionsStartAndEndWhilePicturesAreTaken() throws Exception {
        stage.start(() -> {});
        AtomicBoolean over = new AtomicBoolean();
        AtomicInteger leaks = new AtomicInteger();
        AtomicInteger shown = new AtomicInteger();
        Thread pictures = Thread.ofPlatform().start(() -> {
            while (!over.get()) {
                Frame frame = stage.shoot().frame();
                if (has(frame, PRIVATE)) {
                    leaks.incrementAndGet();
                }
                if (has(frame, PUBLIC)) {
                    shown.incrementAndGet();
                }
            }
        });
        Random random = new Random(4);
        while (shown.get() < 50) {
            stage.show(Scene.SCREEN);
            Thread.sleep(random.nextInt(3));
            stage.show(random.nextBoolean() ? Scene.PRIVATE : Scene.PAUSED);
            screen.session = true;
            Thread.sleep(random.nextInt(3));
            screen.session = false;
        }
        over.set(true);
        pictures.join();
        assertThat(leaks).hasValue(0);
    }
}
