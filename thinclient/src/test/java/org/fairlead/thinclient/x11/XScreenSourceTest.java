package org.fairlead.thinclient.x11;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.UncheckedIOException;
import java.lang.foreign.ValueLayout;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import org.fairlead.rdp.picture.Frame;
import org.junit.jupiter.api.Test;

class XScreenSourceTest {
    @Test
    void everyChangeIsToldHoweverManyComeWhilePicturesAreTaken() throws Exception {
        try (var display = new VirtualDisplay(320, 200, 24);
                var source = new XScreenSource(display.name)) {
            var changed = new Semaphore(0);
            source.start(changed::release);
            source.shoot();
            var drawing = new Thread(() -> {
                try {
                    for (int i = 1; i <= 2000; i++) display.fill(i, 10, 10, 20, 20);
                } catch (DisplayException e) {
                    throw new IllegalStateException(e);
                }
            });
            drawing.start();
            int last = 0;
            while (last != 2000) {
                assertThat(changed.tryAcquire(20, TimeUnit.SECONDS))
                        .as("told after %d", last)
                        .isTrue();
                Frame frame = source.shoot().frame();
                last = frame.pixels().get(ValueLayout.JAVA_INT, 15L * frame.stride() + 60) & 0xFFFFFF;
            }
            drawing.join();
        }
    }

    @Test
    void withoutChangesNobodyIsWoken() throws Exception {
        try (var display = new VirtualDisplay(320, 200, 24);
                var source = new XScreenSource(display.name)) {
            var changed = new Semaphore(0);
            source.start(changed::release);
            do source.shoot();
            while (changed.tryAcquire(300, TimeUnit.MILLISECONDS));
            assertThat(changed.tryAcquire(500, TimeUnit.MILLISECONDS)).isFalse();
            assertThat(source.shoot().damage()).isEmpty();
            assertThat(source.pointer()).isNotNull();
        }
    }

    @Test
    void theEndOfTheDisplayIsToldAndThenThrown() throws Exception {
        try (var display = new VirtualDisplay(320, 200, 24);
                var source = new XScreenSource(display.name)) {
            var changed = new Semaphore(0);
            source.start(changed::release);
            source.shoot();
            display.kill();
            assertThatThrownBy(() -> {
                        while (true) {
                            assertThat(changed.tryAcquire(20, TimeUnit.SECONDS)).isTrue();
                            source.shoot();
                        }
                    })
                    .isInstanceOf(UncheckedIOException.class)
                    .hasMessageContaining("the display is lost");
        }
    }
}
