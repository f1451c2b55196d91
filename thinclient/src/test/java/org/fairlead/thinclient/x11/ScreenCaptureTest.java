package org.fairlead.thinclient.x11;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.lang.foreign.ValueLayout;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.fairlead.rdp.picture.Frame;
import org.fairlead.rdp.picture.Rect;
import org.fairlead.thinclient.x11.ScreenCapture.Means;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class ScreenCaptureTest {
    private static final long SOON = 50_000_000;
    private static final long LONG = 20_000_000_000L;

    @ParameterizedTest
    @EnumSource(Means.class)
    void theScreenIsThereAtFirstAndThenWhatChanges(Means means) throws Exception {
        try (var display = new VirtualDisplay(320, 200, 24);
                var capture = ScreenCapture.open(display.name, means)) {
            display.fill(0x112233, 0, 0, 320, 200);
            var all = capture.await(LONG);
            assertThat(all.damage()).containsExactly(new Rect(0, 0, 320, 200));
            assertThat(capture.isShared()).isEqualTo(means != Means.NO_SHARED_MEMORY);
            capture.await(SOON);
            display.fill(0xAABBCC, 30, 40, 50, 60);
            List<Rect> damage = List.of();
            while (damage.isEmpty()) damage = capture.await(LONG).damage();
            if (means != Means.NO_DAMAGE) assertThat(damage).containsExactly(new Rect(30, 40, 50, 60));
            assertThat(pixel(capture.frame(), 30, 40)).isEqualTo(0xAABBCC);
            assertThat(pixel(capture.frame(), 79, 99)).isEqualTo(0xAABBCC);
            assertThat(pixel(capture.frame(), 29, 40)).isEqualTo(0x112233);
            assertThat(pixel(capture.frame(), 80, 100)).isEqualTo(0x112233);
        }
    }

    @Test
    void nothingIsReportedWhileNothingChanges() throws Exception {
        try (var display = new VirtualDisplay(320, 200, 24);
                var capture = ScreenCapture.open(display.name)) {
            capture.await(LONG);
            capture.await(SOON);
            for (int i = 0; i < 3; i++)
                assertThat(capture.await(SOON).isEmpty()).isTrue();
            capture.refresh();
            assertThat(capture.await(LONG).damage()).containsExactly(new Rect(0, 0, 320, 200));
        }
    }

    @Test
    void changesFarApartAreTwoAreas() throws Exception {
        try (var display = new VirtualDisplay(320, 200, 24);
                var capture = ScreenCapture.open(display.name)) {
            capture.await(LONG);
            capture.await(SOON);
            display.fill(1, 0, 0, 10, 10);
            display.fill(2, 300, 180, 10, 10);
            assertThat(capture.await(LONG).damage())
                    .containsExactly(new Rect(0, 0, 10, 10), new Rect(300, 180, 10, 10));
        }
    }

    @Test
    void anotherThreadEndsTheWait() throws Exception {
        try (var display = new VirtualDisplay(320, 200, 24)) {
            var ready = new CompletableFuture<ScreenCapture>();
            var ended = CompletableFuture.supplyAsync(() -> {
                try (var capture = ScreenCapture.open(display.name)) {
                    capture.await(LONG);
                    capture.await(SOON);
                    ready.complete(capture);
                    return capture.await(LONG * 100).isEmpty();
                } catch (DisplayException e) {
                    throw new IllegalStateException(e);
                }
            });
            ready.join().wake();
            assertThat(ended.join()).isTrue();
        }
    }

    @Test
    void aScreenOf16BitsIsSeenInColour() throws Exception {
        try (var display = new VirtualDisplay(64, 64, 16);
                var capture = ScreenCapture.open(display.name)) {
            display.fill(0xF81F, 0, 0, 64, 64);
            capture.await(LONG);
            assertThat(capture.isShared()).isFalse();
            assertThat(pixel(capture.frame(), 5, 5)).isEqualTo(0xFF00FF);
        }
    }

    @Test
    void aScreenThatChangesItsSizeGivesANewFrame() throws Exception {
        try (var display = new VirtualDisplay(800, 600, 24);
                var capture = ScreenCapture.open(display.name)) {
            capture.await(LONG);
            Frame before = capture.frame();
            display.run("xrandr --newmode small 25.18 640 656 752 800 480 490 492 525".split(" "));
            display.run("xrandr --addmode screen small".split(" "));
            display.run("xrandr --output screen --mode small".split(" "));
            ScreenCapture.Changes changes = capture.await(LONG);
            while (!changes.resized()) changes = capture.await(LONG);
            assertThat(changes.damage()).containsExactly(new Rect(0, 0, 640, 480));
            assertThat(capture.frame().bounds()).isEqualTo(new Rect(0, 0, 640, 480));
            assertThat(before.pixels().get(ValueLayout.JAVA_INT, 0)).isNotNull();
            display.fill(0x445566, 600, 440, 30, 30);
            while (pixel(capture.frame(), 610, 450) != 0x445566) capture.await(LONG);
        }
    }

    @Test
    void thePointersShapeIsReportedWhenItChanges() throws Exception {
        try (var display = new VirtualDisplay(320, 200, 24);
                var capture = ScreenCapture.open(display.name)) {
            assertThat(capture.await(LONG).pointer()).isTrue();
            assertThat(capture.await(SOON).pointer()).isFalse();
            // a pointer of 8x8 pixels without shape: a black square with its hot spot at 3,4
            int bits = display.x.newId();
            int cursor = display.x.newId();
            int context = display.x.newId();
            display.x.send(
                    new Request(53, 1).u32(bits).u32(display.window).u16(8).u16(8));
            display.x.send(new Request(55, 0).u32(context).u32(bits).u32(4).u32(1));
            display.x.send(new Request(70, 0)
                    .u32(bits)
                    .u32(context)
                    .u16(0)
                    .u16(0)
                    .u16(8)
                    .u16(8));
            display.x.send(new Request(93, 0)
                    .u32(cursor)
                    .u32(bits)
                    .u32(bits)
                    .u16(0xFFFF)
                    .u16(0)
                    .u16(0)
                    .u16(0)
                    .u16(0)
                    .u16(0)
                    .u16(3)
                    .u16(4));
            display.x.send(new Request(2, 0).u32(display.window).u32(0x4000).u32(cursor));
            assertThat(display.x.sync()).isTrue();
            while (!capture.await(LONG).pointer()) assertThat(capture.frame()).isNotNull();
            var shape = capture.pointer();
            assertThat(shape.hotX()).isEqualTo(3);
            assertThat(shape.hotY()).isEqualTo(4);
            assertThat(shape.pixel(2, 2)).isEqualTo(0xFFFF0000);
        }
    }

    @Test
    void theEndOfTheServerIsAnExceptionAndNothingElse() throws Exception {
        try (var display = new VirtualDisplay(320, 200, 24);
                var capture = ScreenCapture.open(display.name);
                var input = RemoteInput.open(display.name)) {
            capture.await(LONG);
            display.kill();
            assertThatThrownBy(() -> {
                        while (true) capture.await(LONG);
                    })
                    .isInstanceOf(DisplayException.class)
                    .hasMessageContaining("the display is lost");
            assertThatThrownBy(() -> capture.await(SOON)).isInstanceOf(DisplayException.class);
            assertThatThrownBy(() -> {
                        while (true) input.locks();
                    })
                    .isInstanceOf(DisplayException.class);
        }
    }

    @Test
    void noSharedMemoryStaysBehind() throws Exception {
        long before = segments();
        try (var display = new VirtualDisplay(320, 200, 24)) {
            for (int i = 0; i < 20; i++) {
                try (var capture = ScreenCapture.open(display.name)) {
                    capture.await(LONG);
                }
            }
            assertThat(segments()).isLessThanOrEqualTo(before + 1);
        }
    }

    @Test
    void aDisplayThatIsNotThereIsNamed() {
        assertThatThrownBy(() -> ScreenCapture.open(":64999"))
                .isInstanceOf(DisplayException.class)
                .hasMessageStartingWith("display :64999 cannot be opened");
        assertThatThrownBy(() -> ScreenCapture.open("nonsense"))
                .isInstanceOf(DisplayException.class)
                .hasMessageContaining("write it as :0");
    }

    /** Segments of a picture of this size that exist on this machine now. */
    private static long segments() throws Exception {
        try (var lines = Files.lines(Path.of("/proc/sysvipc/shm"))) {
            return lines.filter(line -> line.contains(" " + 320 * 200 * 4 + " "))
                    .count();
        }
    }

    private static int pixel(Frame frame, int x, int y) {
        return frame.pixels().get(ValueLayout.JAVA_INT, (long) y * frame.stride() + x * 4L) & 0xFFFFFF;
    }
}
