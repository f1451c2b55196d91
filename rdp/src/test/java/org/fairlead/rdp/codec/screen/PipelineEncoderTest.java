package org.fairlead.rdp.codec.screen;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.fairlead.rdp.picture.GraphicsPath;
import org.fairlead.rdp.picture.PictureEncoder;
import org.fairlead.rdp.picture.Rect;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class PipelineEncoderTest {
    private static final long MILLI = 1_000_000;

    private long now;

    private PictureEncoder encoder(int width, int height) {
        return Encoders.of(new GraphicsPath.Pipeline(0x000A0600, 0, 0), width, height, Runnable::run);
    }

    /** Lets the picture rest until nothing is left to be made exact. */
    private int rest(PictureEncoder encoder, Desktop desktop, PipelineClient client) {
        int bytes = 0;
        while (encoder.refineAtNanos() != Long.MAX_VALUE) {
            now = Math.max(now, encoder.refineAtNanos());
            bytes += client.draw(encoder.encode(desktop.frame, List.of(), now));
        }
        return bytes;
    }

    @ParameterizedTest
    @CsvSource({"1,1,1", "63,65,2", "64,64,3", "200,130,4", "321,257,5", "640,400,6", "640,400,7"})
    void whateverHappensTheClientEndsWithTheSamePixels(int width, int height, long seed) {
        var desktop = new Desktop(width, height, seed);
        var encoder = encoder(width, height);
        var client = new PipelineClient(width, height);
        for (int round = 0; round < 60; round++) {
            for (int i = 0; i < round % 3; i++) desktop.something();
            client.draw(encoder.encode(desktop.frame, desktop.takeDamage(), now));
            now += round % 7 * 100 * MILLI;
            if (round % 20 == 19) {
                rest(encoder, desktop, client);
                assertThat(client.screen).isEqualTo(desktop.plain());
            }
        }
    }

    @Test
    void withoutDamageNothingIsSent() {
        var desktop = new Desktop(200, 200, 1);
        var encoder = encoder(200, 200);
        assertThat(encoder.encode(desktop.frame, desktop.takeDamage(), 0)).isNotEmpty();
        assertThat(encoder.encode(desktop.frame, List.of(), MILLI)).isEmpty();
        assertThat(encoder.encode(desktop.frame, List.of(new Rect(0, 0, 200, 200)), MILLI))
                .isEmpty();
        assertThat(encoder.refineAtNanos()).isEqualTo(Long.MAX_VALUE);
    }

    @Test
    void damageOutsideOfTheScreenIsIgnored() {
        var desktop = new Desktop(100, 100, 1);
        var encoder = encoder(100, 100);
        encoder.encode(desktop.frame, desktop.takeDamage(), 0);
        assertThat(encoder.encode(desktop.frame, List.of(new Rect(-50, -50, 20, 20), new Rect(90, 90, 500, 500)), 0))
                .isEmpty();
    }

    @Test
    void aFlatScreenIsOneFill() {
        var desktop = new Desktop(640, 400, 1);
        var client = new PipelineClient(640, 400);
        client.draw(encoder(640, 400).encode(desktop.frame, desktop.takeDamage(), 0));
        assertThat(client.commands).containsExactly(4);
        assertThat(client.screen).isEqualTo(desktop.plain());
    }

    @ParameterizedTest
    @ValueSource(ints = {100, 400, 9000})
    void scrolledTextIsACopyAndTheNewLine(int height) {
        var desktop = new Desktop(640, height, 1);
        var area = new Rect(10, 20, 620, height - 30);
        for (int i = 0; i < height / 13; i++) desktop.scroll(area, 13);
        var encoder = encoder(640, height);
        var client = new PipelineClient(640, height);
        client.draw(encoder.encode(desktop.frame, desktop.takeDamage(), 0));
        client.commands.clear();
        desktop.scroll(area, 13);
        client.draw(encoder.encode(desktop.frame, desktop.takeDamage(), MILLI));
        assertThat(client.commands).startsWith(5).hasSizeLessThan(5);
        assertThat(client.screen).isEqualTo(desktop.plain());
    }

    @ParameterizedTest
    @CsvSource({"100,50,103,57", "100,50,91,52", "100,50,240,51", "100,50,100,180", "0,0,340,200", "120,90,7,3"})
    void aWindowThatIsDraggedIsACopy(int fromX, int fromY, int toX, int toY) {
        for (String kind : List.of("photo", "text", "noise")) {
            var desktop = new Desktop(640, 400, 1);
            desktop.picture(kind, fromX, fromY, 300, 200);
            var encoder = encoder(640, 400);
            var client = new PipelineClient(640, 400);
            int first = client.draw(encoder.encode(desktop.frame, desktop.takeDamage(), now));
            first += rest(encoder, desktop, client);
            client.commands.clear();
            desktop.drag(kind, 300, 200, fromX, fromY, toX, toY);
            int second = client.draw(encoder.encode(desktop.frame, desktop.takeDamage(), now += 1000 * MILLI));
            second += rest(encoder, desktop, client);
            assertThat(client.screen).isEqualTo(desktop.plain());
            // the same letters come again and again in text, so that it is not always known where it came from
            if (kind.equals("text")) continue;
            assertThat(client.commands).as(kind).startsWith(5);
            assertThat(second).as(kind).isLessThan(first / 5);
        }
    }

    @Test
    void aPictureInMovementIsRemoteFxAndBecomesExactWhenItRests() {
        var desktop = new Desktop(640, 400, 1);
        var encoder = encoder(640, 400);
        var client = new PipelineClient(640, 400);
        for (int i = 0; i < 4; i++) {
            desktop.picture(i % 2 == 0 ? "photo" : "noise", 30, 40, 500, 300);
            client.draw(encoder.encode(desktop.frame, desktop.takeDamage(), now += 33 * MILLI));
        }
        assertThat(client.screen).isNotEqualTo(desktop.plain());
        assertThat(encoder.refineAtNanos()).isEqualTo(now + 250 * MILLI);
        assertThat(encoder.encode(desktop.frame, List.of(), now + 250 * MILLI - 1))
                .isEmpty();
        rest(encoder, desktop, client);
        assertThat(client.screen).isEqualTo(desktop.plain());
    }

    @Test
    void whatWasThereBeforeComesFromTheClientsCache() {
        var desktop = new Desktop(640, 384, 1);
        var encoder = encoder(640, 384);
        var client = new PipelineClient(640, 384);
        int first = 0;
        for (int round = 0; round < 3; round++) {
            client.commands.clear();
            desktop.picture("photo", 0, 0, 640, 384);
            int bytes = client.draw(encoder.encode(desktop.frame, desktop.takeDamage(), now));
            bytes += rest(encoder, desktop, client);
            if (round == 0) first = bytes;
            else assertThat(bytes).isLessThan(first / 20);
            now += 2000 * MILLI;
            desktop.picture("text", 0, 0, 640, 384);
            client.draw(encoder.encode(desktop.frame, desktop.takeDamage(), now));
            assertThat(client.screen).isEqualTo(desktop.plain());
            now += 2000 * MILLI;
        }
        assertThat(client.commands).contains(7);
    }

    @Test
    void afterAResetEverythingIsSentToANewClient() {
        var desktop = new Desktop(300, 200, 1);
        desktop.picture("text", 20, 20, 200, 100);
        var encoder = encoder(300, 200);
        encoder.encode(desktop.frame, desktop.takeDamage(), 0);
        encoder.reset();
        var client = new PipelineClient(300, 200);
        client.draw(encoder.encode(desktop.frame, List.of(), 0));
        assertThat(client.screen).isEqualTo(desktop.plain());
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void aSlowLineMakesMovingPicturesCoarser(boolean slow) {
        var desktop = new Desktop(640, 400, 1);
        var encoder = encoder(640, 400);
        encoder.throughput(slow ? 20_000 : 100_000_000);
        var client = new PipelineClient(640, 400);
        int first = 0;
        int last = 0;
        for (int i = 0; i < 10; i++) {
            desktop.picture("noise", 0, 0, 640, 400 - i % 2);
            desktop.scroll(new Rect(0, 0, 640, 390), 1 + i % 2);
            last = client.draw(encoder.encode(desktop.frame, desktop.takeDamage(), now += 33 * MILLI));
            if (i == 1) first = last;
        }
        if (slow) assertThat(last).isLessThan(first);
        else assertThat(last).isBetween(first * 8 / 10, first * 12 / 10);
    }
}
