package org.fairlead.rdp.codec.screen;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.fairlead.rdp.picture.Rect;
import org.junit.jupiter.api.Test;

class ScrollFinderTest {
    private static final Rect VIDEO = new Rect(0, 0, 128, 128);
    private static final Rect TEXT = new Rect(128, 0, 128, 192);

    private final Desktop desktop = new Desktop(256, 192, 5);
    private final Mirror mirror = new Mirror(256, 192);
    private final ScrollFinder finder = new ScrollFinder(192);

    ScrollFinderTest() {
        desktop.picture("text", 128, 0, 128, 192);
        takeOver();
    }

    private void takeOver() {
        mirror.clear();
        mirror.update(desktop.frame, List.of(desktop.frame.bounds()), areas -> {});
    }

    private boolean scrolls(Rect area) {
        desktop.scroll(area, 12);
        boolean found = finder.find(desktop.frame, mirror, area).isPresent();
        takeOver();
        return found;
    }

    private void changes() {
        for (int i = 0; i < 128 * 128; i++)
            desktop.pixels[i / 128 * 256 + i % 128] = (i * 31 ^ desktop.pixels[i % 128]) * 0x9E3779B1 >>> 8;
        assertThat(finder.find(desktop.frame, mirror, VIDEO)).isEmpty();
        takeOver();
    }

    @Test
    void textThatScrollsIsFoundEachTimeBesideMovingPictures() {
        for (int i = 0; i < 50; i++) {
            changes();
            assertThat(scrolls(TEXT)).isTrue();
        }
    }

    @Test
    void whereAPictureMovedTextThatScrollsIsFoundAfterSixteenTriesAtMost() {
        for (int i = 0; i < 100; i++) changes();
        desktop.picture("text", 0, 0, 128, 128);
        takeOver();
        int tries = 1;
        while (!scrolls(VIDEO)) tries++;
        assertThat(tries).isLessThanOrEqualTo(17);
        // and from then on each time
        assertThat(scrolls(VIDEO)).isTrue();
        assertThat(scrolls(VIDEO)).isTrue();
    }
}
