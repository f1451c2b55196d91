package org.fairlead.thinclient.x11;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;

class PolitenessTest {
    @Test
    void onlyTheThreadThatAsksBecomesPolite() throws Exception {
        int before = nice();
        var polite = new AtomicReference<Integer>();
        var thread = Thread.ofPlatform().start(() -> {
            assertThat(Politeness.yieldToUser()).isTrue();
            polite.set(nice());
        });
        thread.join();
        assertThat(polite.get()).isEqualTo(Politeness.NICE);
        assertThat(nice()).isEqualTo(before);
    }

    /** Field 19 of the calling thread's line in the kernel's table. */
    private static int nice() {
        try {
            String line = Files.readString(Path.of("/proc/thread-self/stat"));
            return Integer.parseInt(line.substring(line.lastIndexOf(')') + 2).split(" ")[16]);
        } catch (java.io.IOException e) {
            throw new java.io.UncheckedIOException(e);
        }
    }
}
