package org.fairlead.rdp;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.ByteBuffer;
import java.util.List;
import java.util.Random;
import org.fairlead.rdp.auth.CredSspClient;
import org.fairlead.rdp.picture.GraphicsPath;
import org.fairlead.rdp.picture.Rect;
import org.fairlead.rdp.wire.ByteReader;
import org.fairlead.rdp.wire.ByteWriter;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The share once it is active: input, updates, session control (S1 disconnection, S2, S3, S4, S6, S8 of the suite). */
class SessionTest {
    private static SyntheticClient bitmaps() {
        return SyntheticClient.active(SyntheticClient.fullSets());
    }

    private static SyntheticClient surfaces() {
        byte[][] full = SyntheticClient.fullSets();
        byte[][] sets = java.util.Arrays.copyOf(full, full.length + 1);
        sets[full.length] = SyntheticClient.remoteFxSet();
        return SyntheticClient.active(sets);
    }

    private static List<InputEvent> inputs(SyntheticClient client) {
        return client.events(SessionEvent.Input.class).stream()
                .map(SessionEvent.Input::input)
                .toList();
    }

    @Test
    void aPlainClientIsActivatedWithBitmaps() {
        SyntheticClient client = bitmaps();
        SessionEvent.Activated event = client.event(SessionEvent.Activated.class);
        assertThat(event.path()).isEqualTo(new GraphicsPath.Bitmaps(32, true, false, 16373, false));
        assertThat(event.width()).isEqualTo(800);
        assertThat(event.height()).isEqualTo(600);
    }

    @Test
    void aClientWithRemoteFxIsActivatedWithSurfaceCommands() {
        assertThat(surfaces().event(SessionEvent.Activated.class).path())
                .isEqualTo(new GraphicsPath.SurfaceCommands(
                        3, false, true, 0x3F_0000 - 16, new GraphicsPath.Bitmaps(32, true, false, 16373, false)));
    }

    @Test
    void slowPathInputArrivesTwice() {
        SyntheticClient client = bitmaps();
        byte[] pdu = new ByteWriter()
                .u16(7)
                .u16(0)
                .bytes(slow(0x0000, w -> w.u16(0).u32(6)))
                .bytes(slow(0x0002, w -> w.zeros(6)))
                .bytes(slow(0x0004, w -> w.u16(0x0100).u16(0x1D).u16(0)))
                .bytes(slow(0x0004, w -> w.u16(0xC200).u16(0x1D).u16(0)))
                .bytes(slow(0x0005, w -> w.u16(0).u16(0x20AC).u16(0)))
                .bytes(slow(0x8001, w -> w.u16(0x9000).u16(10).u16(20)))
                .bytes(slow(0x8002, w -> w.u16(0x8001).u16(11).u16(21)))
                .toByteArray();
        client.shareData(0x1C, pdu);
        client.shareData(0x1C, pdu);
        List<InputEvent> once = List.of(
                new InputEvent.Synchronize(6),
                new InputEvent.Key(0x1D, true, true, false),
                new InputEvent.Key(0x1D, false, false, true),
                new InputEvent.Unicode('€', true),
                new InputEvent.Move(10, 20),
                new InputEvent.Button(InputEvent.Button.LEFT, true),
                new InputEvent.Move(11, 21),
                new InputEvent.Button(InputEvent.Button.BACK, true));
        assertThat(inputs(client)).hasSize(16);
        assertThat(inputs(client).subList(0, 8)).isEqualTo(once);
        assertThat(inputs(client).subList(8, 16)).isEqualTo(once);
    }

    private static byte[] slow(int type, java.util.function.UnaryOperator<ByteWriter> body) {
        return body.apply(new ByteWriter().u32(0).u16(type)).toByteArray();
    }

    @Test
    void fastPathInputArrives() {
        SyntheticClient client = bitmaps();
        ByteWriter events = new ByteWriter();
        events.u8(0x03).u8(0x48); // release, extended scancode
        events.u8(0x20).u16(0x0800).u16(7).u16(8);
        events.u8(0x20).u16(0x0278).u16(0).u16(0); // wheel up a notch
        events.u8(0x20).u16(0x0388).u16(0).u16(0); // wheel down a notch
        events.u8(0x20).u16(0x0478).u16(0).u16(0); // wheel right
        events.u8(0x40).u16(0x0002).u16(9).u16(9);
        events.u8(0x64);
        events.u8(0x81).u16('ß');
        events.u8(0xC0).u32(99);
        byte[] body = events.toByteArray();
        client.send(new ByteWriter().u8(9 << 2).u8(body.length + 2).bytes(body).toByteArray());
        assertThat(inputs(client))
                .containsExactly(
                        new InputEvent.Key(0x48, false, true, false),
                        new InputEvent.Move(7, 8),
                        new InputEvent.Wheel(120, false),
                        new InputEvent.Wheel(-120, false),
                        new InputEvent.Wheel(120, true),
                        new InputEvent.Move(9, 9),
                        new InputEvent.Button(InputEvent.Button.FORWARD, false),
                        new InputEvent.Synchronize(4),
                        new InputEvent.Unicode('ß', false));
    }

    @Test
    void moreThanFifteenFastPathEventsHaveTheirNumberInAByteOfItsOwn() {
        SyntheticClient client = bitmaps();
        ByteWriter body = new ByteWriter().u8(200);
        for (int i = 0; i < 200; i++) body.u8(0).u8(i);
        client.send(new ByteWriter()
                .u8(0)
                .u16be(body.size() + 3 | 0x8000)
                .bytes(body.toByteArray())
                .toByteArray());
        assertThat(inputs(client)).hasSize(200);
    }

    @Test
    void inputBeforeTheFontListIsReadAndDropped() {
        SyntheticClient client = new SyntheticClient(SyntheticClient.settings(false));
        client.request("", 3);
        client.logOn("anna", "secret", CredSspClient.Wrap.RAW, 6);
        client.connect();
        client.clientInfo("anna", "", new byte[0]);
        client.confirmActive(SyntheticClient.fullSets());
        client.send(new byte[] {4, 4, 0, 0x1E});
        client.finalizeConnection();
        assertThat(inputs(client)).isEmpty();
        assertThat(client.session.isActive()).isTrue();
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 119, 120, 121, 122, 123, 16377, 16378, 40000})
    void fastPathUpdatesHaveExactLengthsInShortAndLongForm(int size) {
        SyntheticClient client = surfaces();
        FrameSlot slot = client.session.nextFrame(client.now);
        assertThat(slot).isNotNull();
        ByteBuffer packed = slot.pack(List.of(ByteBuffer.wrap(new byte[size])));
        byte[] bytes = new byte[packed.remaining()];
        packed.get(bytes);
        client.messages.clear();
        client.take(bytes);
        int total = client.messages.stream().mapToInt(m -> m.data().length).sum();
        assertThat(total).isEqualTo(size + 16);
        assertThat(client.messages).allSatisfy(m -> assertThat(m.number() & 0xF).isEqualTo(4));
        assertThat(client.messages).allSatisfy(m -> assertThat(m.data().length).isLessThanOrEqualTo(16377));
        int count = client.messages.size();
        assertThat(client.messages.getFirst().number() >> 4).isEqualTo(count == 1 ? 0 : 2);
        assertThat(client.messages.getLast().number() >> 4).isEqualTo(count == 1 ? 0 : 1);
    }

    @Test
    void bitmapsArePackedIntoUpdatesThatFit() throws Exception {
        SyntheticClient client = bitmaps();
        FrameSlot slot = client.session.nextFrame(client.now);
        assertThat(slot).isNotNull();
        byte[] rectangle = new byte[7000];
        ByteBuffer packed =
                slot.pack(List.of(ByteBuffer.wrap(rectangle), ByteBuffer.wrap(rectangle), ByteBuffer.wrap(rectangle)));
        byte[] bytes = new byte[packed.remaining()];
        packed.get(bytes);
        client.messages.clear();
        client.take(bytes);
        assertThat(client.kinds()).containsExactly("fast-path 1", "fast-path 1");
        ByteReader first = client.messages.getFirst().in();
        assertThat(first.u16()).isEqualTo(1);
        assertThat(first.u16()).isEqualTo(2);
    }

    @Test
    void bitmapsGoCompressedToAClientThatTakesIt() throws Exception {
        SyntheticClient client = new SyntheticClient(SyntheticClient.settings(false));
        client.bulkCompression = 3;
        client.activate(SyntheticClient.fullSets());
        for (int i = 0; i < 2; i++) bitmap(client, new byte[7000]);
        assertThat(client.bulkFlags).containsExactly(0xE1, 0x21);
        byte[] noise = new byte[7000];
        new Random(1).nextBytes(noise);
        bitmap(client, noise);
        assertThat(client.bulkFlags).hasSize(2);
    }

    @Test
    void theHistoryBeginsAnewWhenTheScreenHasAnotherSize() throws Exception {
        SyntheticClient client = new SyntheticClient(SyntheticClient.settings(false));
        client.bulkCompression = 1;
        client.activate(SyntheticClient.fullSets());
        bitmap(client, new byte[7000]);
        FrameSlot lost = client.session.nextFrame(client.now);
        assertThat(lost).isNotNull();
        lost.pack(List.of(ByteBuffer.wrap(new byte[7000])));
        client.session.resize(1024, 768, client.now);
        client.collect();
        client.confirmActive(SyntheticClient.fullSets());
        client.finalizeConnection();
        bitmap(client, new byte[7000]);
        assertThat(client.bulkFlags).containsExactly(0xE1, 0xE1);
    }

    @ParameterizedTest
    @ValueSource(ints = {-1, 0})
    void aClientWithoutTheLargeHistoryGetsBitmapsAsTheyAre(int type) throws Exception {
        SyntheticClient client = new SyntheticClient(SyntheticClient.settings(false));
        client.bulkCompression = type;
        client.activate(SyntheticClient.fullSets());
        bitmap(client, new byte[7000]);
        assertThat(client.bulkFlags).isEmpty();
    }

    /** One bitmap goes to the client, which has it as it was. */
    private static void bitmap(SyntheticClient client, byte[] rectangle) throws Exception {
        FrameSlot slot = client.session.nextFrame(client.now);
        assertThat(slot).isNotNull();
        ByteBuffer packed = slot.pack(List.of(ByteBuffer.wrap(rectangle)));
        assertThat(client.session.admit(slot, client.now)).isTrue();
        byte[] bytes = new byte[packed.remaining()];
        packed.get(bytes);
        client.take(bytes);
        ByteReader in = client.last("fast-path").in();
        in.skip(4);
        assertThat(in.rest()).isEqualTo(rectangle);
    }

    @Test
    void aClientWithoutFastPathOutputGetsShareDataUpdates() {
        byte[][] sets = SyntheticClient.fullSets();
        sets[0] = SyntheticClient.set(1, new ByteWriter().zeros(20).toByteArray());
        SyntheticClient client = SyntheticClient.active(sets);
        FrameSlot slot = client.session.nextFrame(client.now);
        assertThat(slot).isNotNull();
        ByteBuffer packed = slot.pack(List.of(ByteBuffer.wrap(new byte[15_996]), ByteBuffer.wrap(new byte[15_996])));
        byte[] bytes = new byte[packed.remaining()];
        packed.get(bytes);
        client.messages.clear();
        client.take(bytes);
        assertThat(client.shareData(2)).hasSize(2);
        client.session.pointer(new PointerShape(2, 2, 0, 0, new int[4]));
        client.collect();
        assertThat(client.shareData(0x1B)).hasSize(1);
    }

    @Test
    void twoFramesMayBeOnTheirWay() {
        SyntheticClient client = surfaces();
        for (int i = 0; i < 2; i++) {
            FrameSlot slot = client.session.nextFrame(client.now);
            assertThat(slot).isNotNull();
            assertThat(client.session.admit(slot, client.now)).isTrue();
        }
        assertThat(client.session.nextFrame(client.now)).isNull();
        client.now += 30_000_000;
        client.shareData(0x38, new ByteWriter().u32(1).toByteArray());
        assertThat(client.event(SessionEvent.FrameAcknowledged.class).latencyNanos())
                .isEqualTo(30_000_000);
        assertThat(client.session.nextFrame(client.now)).isNotNull();
    }

    @Test
    void aMissingAcknowledgementStopsNothingForMoreThanHalfASecond() {
        SyntheticClient client = surfaces();
        for (int i = 0; i < 2; i++) client.session.admit(client.session.nextFrame(client.now), client.now);
        assertThat(client.session.readyForFrame(client.now + FrameWindow.PATIENCE_NANOS - 1))
                .isFalse();
        assertThat(client.session.frameDeadlineNanos()).isEqualTo(client.now + FrameWindow.PATIENCE_NANOS);
        assertThat(client.session.readyForFrame(client.now + FrameWindow.PATIENCE_NANOS))
                .isTrue();
    }

    @Test
    void nothingIsSentToAHiddenClientAndEverythingIsWantedAfterwards() {
        SyntheticClient client = bitmaps();
        client.shareData(0x23, new byte[] {0, 0, 0, 0});
        assertThat(client.session.nextFrame(client.now)).isNull();
        client.session.pointer(new PointerShape(1, 1, 0, 0, new int[1]));
        assertThat(client.session.takeOutput()).isEmpty();
        client.shareData(
                0x23, new ByteWriter().u32(1).zeros(4).u16(799).u16(599).toByteArray());
        assertThat(client.session.nextFrame(client.now)).isNotNull();
        assertThat(client.events(SessionEvent.OutputSuppressed.class))
                .containsExactly(new SessionEvent.OutputSuppressed(true), new SessionEvent.OutputSuppressed(false));
    }

    @Test
    void refreshRectIsClippedToTheScreen() {
        SyntheticClient client = bitmaps();
        client.shareData(
                0x21,
                new ByteWriter()
                        .u8(2)
                        .zeros(3)
                        .u16(10)
                        .u16(20)
                        .u16(19)
                        .u16(29)
                        .u16(700)
                        .u16(500)
                        .u16(5000)
                        .u16(5000)
                        .toByteArray());
        assertThat(client.event(SessionEvent.RefreshRequested.class).areas())
                .containsExactly(new Rect(10, 20, 10, 10), new Rect(700, 500, 100, 100));
    }

    @Test
    void shutdownIsDeniedAfterLogOnAndEndsTheSessionBefore() {
        SyntheticClient early = bitmaps();
        early.shareData(0x24, new byte[0]);
        assertThat(early.session.isClosed()).isTrue();
        assertThat(early.kinds()).endsWith("ultimatum 0");
        SyntheticClient client = bitmaps();
        client.session.logOn();
        client.shareData(0x24, new byte[0]);
        assertThat(client.session.isClosed()).isFalse();
        assertThat(client.shareData(0x25)).hasSize(1);
        client.send(SyntheticClient.x224(new byte[] {0x21, (byte) 0x80}));
        assertThat(client.event(SessionEvent.Closed.class).reason().kind()).isEqualTo(CloseReason.Kind.CLIENT);
    }

    @Test
    void logOnIsToldWithACookieForReconnecting() throws Exception {
        SyntheticClient client = bitmaps();
        client.session.logOn();
        client.session.logOn();
        client.collect();
        List<byte[]> infos = client.shareData(0x26);
        assertThat(infos).hasSize(2);
        ByteReader logon = new ByteReader(infos.get(0));
        assertThat(logon.i32()).isEqualTo(1);
        assertThat(logon.u16()).isEqualTo(1);
        assertThat(logon.i32()).isEqualTo(18);
        logon.skip(4);
        int domain = logon.i32();
        int user = logon.i32();
        logon.skip(558 + domain);
        assertThat(logon.utf16(user)).isEqualTo("anna");
        ByteReader extended = new ByteReader(infos.get(1));
        assertThat(extended.i32()).isEqualTo(3);
        extended.skip(2);
        assertThat(extended.i32()).isEqualTo(1);
        assertThat(extended.i32()).isEqualTo(28);
        assertThat(extended.i32()).isEqualTo(28);
        assertThat(extended.i32()).isEqualTo(1);
        SessionEvent.ReconnectCookieSent cookie = client.event(SessionEvent.ReconnectCookieSent.class);
        assertThat(extended.i32()).isEqualTo(cookie.logonId());
        assertThat(extended.bytes(16)).isEqualTo(cookie.random());
    }

    @ParameterizedTest
    @EnumSource(ErrorInfo.class)
    void closingTellsTheReasonAndNothingButTheUltimatumFollows(ErrorInfo reason) {
        SyntheticClient client = bitmaps();
        client.messages.clear();
        client.session.close(reason);
        client.collect();
        if (reason != ErrorInfo.NONE)
            assertThat(client.shareData(0x2F))
                    .containsExactly(new ByteWriter().u32(reason.code()).toByteArray());
        assertThat(client.kinds()).endsWith("ultimatum 0").hasSize(reason == ErrorInfo.NONE ? 1 : 2);
        assertThat(client.session.nextFrame(client.now)).isNull();
    }

    @Test
    void anotherSizeDeactivatesAndActivatesAgainWithNoPictureInBetween() throws Exception {
        SyntheticClient client = bitmaps();
        FrameSlot old = client.session.nextFrame(client.now);
        assertThat(old).isNotNull();
        client.messages.clear();
        assertThat(client.session.resize(1024, 768, client.now)).isTrue();
        client.collect();
        assertThat(client.messages).hasSize(2);
        assertThat(client.messages.get(0).data()[2] & 0xF).isEqualTo(6);
        assertThat(client.messages.get(1).data()[2] & 0xF).isEqualTo(1);
        assertThat(client.session.admit(old, client.now)).isFalse();
        assertThat(client.session.nextFrame(client.now)).isNull();
        client.confirmActive(SyntheticClient.fullSets());
        client.finalizeConnection();
        SessionEvent.Activated again = client.event(SessionEvent.Activated.class);
        assertThat(again.epoch()).isEqualTo(2);
        assertThat(again.width()).isEqualTo(1024);
        assertThat(client.session.nextFrame(client.now)).isNotNull();
    }

    @Test
    void twoSizesInOneBreathEndWithTheLast() {
        SyntheticClient client = bitmaps();
        client.session.resize(1024, 768, client.now);
        client.session.resize(640, 480, client.now);
        client.confirmActive(SyntheticClient.fullSets());
        client.finalizeConnection();
        client.confirmActive(SyntheticClient.fullSets());
        client.finalizeConnection();
        assertThat(client.event(SessionEvent.Activated.class).width()).isEqualTo(640);
        assertThat(client.session.resize(640, 480, client.now)).isFalse();
    }

    @Test
    void pointersAreSentOnceAndThenFromTheCache() throws Exception {
        SyntheticClient client = bitmaps();
        int[] pixels = new int[96 * 96];
        pixels[0] = 0xFF00FF00;
        PointerShape shape = new PointerShape(96, 96, 3, 4, pixels);
        client.messages.clear();
        client.session.pointer(shape);
        client.session.pointer(PointerShape.HIDDEN);
        client.session.pointer(shape);
        client.collect();
        assertThat(client.kinds()).startsWith("fast-path " + (0x0B | 2 << 4)).endsWith("fast-path 5", "fast-path 10");
        ByteReader in = client.messages.getFirst().in();
        assertThat(in.u16()).isEqualTo(32);
        assertThat(in.u16()).isZero();
        assertThat(in.u16()).isEqualTo(3);
        assertThat(in.u16()).isEqualTo(4);
        assertThat(in.u16()).isEqualTo(96);
        assertThat(in.u16()).isEqualTo(96);
        assertThat(in.u16()).isEqualTo(96 * 12);
        assertThat(in.u16()).isEqualTo(96 * 96 * 4);
    }

    @Test
    void aHugePointerIsLargeOrCutForAClientWithoutLargePointers() throws Exception {
        SyntheticClient client = bitmaps();
        client.messages.clear();
        client.session.pointer(new PointerShape(384, 384, 200, 200, new int[384 * 384]));
        client.collect();
        assertThat(client.messages.getFirst().number() & 0xF).isEqualTo(0xC);
        byte[][] sets = SyntheticClient.fullSets();
        sets[4] = SyntheticClient.set(27, new byte[] {1, 0});
        SyntheticClient modest = SyntheticClient.active(sets);
        modest.messages.clear();
        modest.session.pointer(new PointerShape(384, 384, 200, 200, new int[384 * 384]));
        modest.collect();
        ByteReader in = modest.messages.getFirst().in();
        in.skip(4);
        assertThat(in.u16()).isEqualTo(48);
        in.skip(2);
        assertThat(in.u16()).isEqualTo(96);
    }

    @Test
    void theTwentyFirstPointerTakesThePlaceOfTheOldest() {
        SyntheticClient client = bitmaps();
        for (int i = 0; i <= 20; i++) client.session.pointer(new PointerShape(1, 1, 0, 0, new int[] {i}));
        client.collect();
        client.messages.clear();
        client.session.pointer(new PointerShape(1, 1, 0, 0, new int[] {0}));
        client.session.pointer(new PointerShape(1, 1, 0, 0, new int[] {20}));
        client.collect();
        assertThat(client.kinds()).containsExactly("fast-path 11", "fast-path 10");
    }

    @Test
    void lockLightsAreTold() {
        SyntheticClient client = bitmaps();
        client.session.keyboardIndicators(InputEvent.Synchronize.CAPS_LOCK);
        client.collect();
        assertThat(client.shareData(0x29).getFirst()).containsExactly(0, 0, 4, 0);
    }
}
