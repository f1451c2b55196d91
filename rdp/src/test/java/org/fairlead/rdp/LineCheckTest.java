package org.fairlead.rdp;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.ByteBuffer;
import java.util.List;
import org.fairlead.rdp.auth.CredSspClient;
import org.fairlead.rdp.connect.ClientCore;
import org.fairlead.rdp.wire.ByteReader;
import org.fairlead.rdp.wire.ByteWriter;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Heartbeats and auto-detection on the message channel (S6, S8 of the suite). */
class LineCheckTest {
    private static SyntheticClient client(int early) {
        SyntheticClient client = new SyntheticClient(SyntheticClient.settings(false));
        client.early = early;
        return client;
    }

    private static SyntheticClient active() {
        return SyntheticClient.active(SyntheticClient.fullSets());
    }

    private static List<byte[]> messages(SyntheticClient client, int securityFlag) {
        return client.messages.stream()
                .filter(m -> m.kind().equals("data") && m.number() == client.messageChannelId)
                .map(SyntheticClient.FromServer::data)
                .filter(data -> (data[0] & 0xFF | (data[1] & 0xFF) << 8) == securityFlag)
                .toList();
    }

    private static int type(byte[] request) {
        return request[8] & 0xFF | (request[9] & 0xFF) << 8;
    }

    private static int sequence(byte[] request) {
        return request[6] & 0xFF | (request[7] & 0xFF) << 8;
    }

    private static void answer(SyntheticClient client, int type, int sequence, long... values) {
        ByteWriter out = new ByteWriter().u16(0x2000).u16(0).u8(6 + 4 * values.length);
        out.u8(1).u16(sequence).u16(type);
        for (long value : values) out.u32(value);
        client.data(client.messageChannelId, out.toByteArray());
    }

    private static byte[] lastRequest(SyntheticClient client) {
        return messages(client, 0x1000).getLast();
    }

    private static FrameSlot slot(SyntheticClient client) {
        FrameSlot slot = client.session.nextFrame(client.now);
        if (slot == null) throw new AssertionError("no frame may be sent");
        return slot;
    }

    private static void frame(SyntheticClient client) {
        assertThat(client.session.admit(slot(client), client.now)).isTrue();
        client.collect();
    }

    private static byte[] through(SyntheticClient client, int size) {
        ByteBuffer out = client.session.measured(ByteBuffer.allocate(size), client.now);
        byte[] bytes = new byte[out.remaining()];
        out.get(bytes);
        return bytes;
    }

    @Test
    void beforeLicensingRoundTripAndBandwidthAreMeasuredWithExactHeaders() throws Exception {
        SyntheticClient client = client(SyntheticClient.EARLY);
        client.request("", 3);
        client.logOn("anna", "secret", CredSspClient.Wrap.RAW, 6);
        client.connect();
        client.messages.clear();
        client.clientInfo("anna", "", new byte[0]);
        List<byte[]> requests = messages(client, 0x1000);
        assertThat(requests).extracting(LineCheckTest::type).containsExactly(0x1001, 0x1014, 0x0002, 0x002B);
        int[] headers = {6, 6, 8, 8};
        for (int i = 0; i < 4; i++) {
            ByteReader in = new ByteReader(requests.get(i));
            in.skip(4);
            assertThat(in.u8()).isEqualTo(headers[i]);
            assertThat(in.u8()).isZero();
            assertThat(in.u16()).isEqualTo(i + 1);
            in.skip(2);
            if (headers[i] == 8) in.skip(in.u16());
            assertThat(in.isEmpty()).isTrue();
        }
        // the licence and the rest wait for no answer
        assertThat(client.messages.subList(4, 6))
                .allSatisfy(m -> assertThat(m.number()).isEqualTo(1003));
    }

    @Test
    void theAnswersBecomeEventsAndTheClientHearsTheResult() throws Exception {
        SyntheticClient client = active();
        List<byte[]> requests = messages(client, 0x1000);
        client.now += 40_000_000;
        answer(client, 0x0000, sequence(requests.get(0)));
        assertThat(client.event(SessionEvent.RoundTrip.class).nanos()).isEqualTo(40_000_000);
        answer(client, 0x0003, sequence(requests.get(3)), 16, 16384);
        assertThat(client.event(SessionEvent.Bandwidth.class).bytesPerSecond()).isEqualTo(1_024_000);
        ByteReader in = new ByteReader(lastRequest(client));
        in.skip(4);
        assertThat(in.u8()).isEqualTo(0x12);
        in.skip(1 + 2);
        assertThat(in.u16()).isEqualTo(0x08C0);
        assertThat(in.i32()).isEqualTo(40);
        assertThat(in.i32()).isEqualTo(8192);
        assertThat(in.i32()).isEqualTo(40);
        assertThat(in.isEmpty()).isTrue();
    }

    @Test
    void aClientThatComesBackSaysWhatWasKnown() {
        SyntheticClient client = active();
        answer(client, 0x0018, 1, 20_000, 35);
        assertThat(client.event(SessionEvent.RoundTrip.class).nanos()).isEqualTo(35_000_000);
        assertThat(client.event(SessionEvent.Bandwidth.class).bytesPerSecond()).isEqualTo(2_500_000);
        int before = client.events.size();
        answer(client, 0x0018, 1, 1, 1);
        assertThat(client.events).hasSize(before);
    }

    @ParameterizedTest
    @CsvSource({
        // milliseconds, bytes, bytes a second; 0: not believed
        "0, 16384, 0",
        "1, 16384, 0",
        "2, 0, 0",
        "2, 16384, 8192000",
        "2, 4294967295, 16384000",
        "4294967295, 1, 1000"
    })
    void figuresOfTheClientAreBelievedWithinReason(long millis, long bytes, long believed) {
        SyntheticClient client = active();
        answer(client, 0x0003, 4, millis, bytes);
        List<SessionEvent.Bandwidth> events = client.events(SessionEvent.Bandwidth.class);
        if (believed == 0) assertThat(events).isEmpty();
        else assertThat(events).containsExactly(new SessionEvent.Bandwidth(believed));
    }

    @Test
    void answersThatNobodyAskedForAreIgnored() {
        SyntheticClient client = active();
        answer(client, 0x0000, 77);
        answer(client, 0x0003, 77, 10, 10_000);
        answer(client, 0x0099, 1);
        client.data(
                client.messageChannelId,
                new ByteWriter().u16(0x4000).u16(0).u32(0).toByteArray());
        assertThat(client.events(SessionEvent.RoundTrip.class)).isEmpty();
        assertThat(client.events(SessionEvent.Bandwidth.class)).isEmpty();
        assertThat(client.session.isClosed()).isFalse();
    }

    @Test
    void aClientWithoutAutoDetectionIsAskedNothing() {
        SyntheticClient client = client(ClientCore.SUPPORT_ERRINFO | ClientCore.WANT_32BPP | ClientCore.HEARTBEAT);
        client.activate(SyntheticClient.fullSets());
        frame(client);
        assertThat(messages(client, 0x1000)).isEmpty();
        assertThat(through(client, 100_000)).hasSize(100_000);
        assertThat(client.session.deadlineNanos()).isEqualTo(client.now + LineCheck.HEARTBEAT_NANOS);
    }

    @Test
    void heartbeatsRepeatEveryTenSeconds() {
        SyntheticClient client = active();
        answer(client, 0x0000, 1);
        for (int i = 1; i <= 3; i++) {
            assertThat(client.session.deadlineNanos()).isEqualTo(client.now + LineCheck.HEARTBEAT_NANOS);
            client.now += LineCheck.HEARTBEAT_NANOS;
            client.session.tick(client.now);
            client.collect();
            List<byte[]> beats = messages(client, 0x4000);
            assertThat(beats).hasSize(i);
            assertThat(beats.getLast()).containsExactly(0, 0x40, 0, 0, 0, 10, 3, 5);
            answer(client, 0x0000, sequence(lastRequest(client)));
        }
    }

    @Test
    void theRoundTripIsMeasuredWhenPicturesFlow() {
        SyntheticClient client = active();
        answer(client, 0x0000, 1);
        client.now += LineCheck.ROUND_TRIP_NANOS - 1;
        frame(client);
        assertThat(type(lastRequest(client))).isNotEqualTo(1);
        client.now += 1;
        frame(client);
        byte[] request = lastRequest(client);
        assertThat(request).hasSize(10).startsWith(0, 0x10, 0, 0, 6, 0).endsWith(1, 0);
        client.now += 12_000_000;
        answer(client, 0x0000, sequence(request));
        assertThat(client.event(SessionEvent.RoundTrip.class).nanos()).isEqualTo(12_000_000);
    }

    @Test
    void aLargeFrameIsMeasuredFromItsFirstByteToItsLast() {
        SyntheticClient client = active();
        answer(client, 0x0003, 4, 1, 1);
        assertThat(through(client, LineCheck.LEAST_FRAME)).hasSize(LineCheck.LEAST_FRAME);
        client.now += LineCheck.BANDWIDTH_NANOS;
        assertThat(through(client, LineCheck.LEAST_FRAME - 1)).hasSize(LineCheck.LEAST_FRAME - 1);
        byte[] measured = through(client, LineCheck.LEAST_FRAME);
        int wrap = 14 + 10;
        assertThat(measured).hasSize(LineCheck.LEAST_FRAME + 2 * wrap);
        client.messages.clear();
        client.take(java.util.Arrays.copyOf(measured, wrap));
        client.take(java.util.Arrays.copyOfRange(measured, measured.length - wrap, measured.length));
        assertThat(messages(client, 0x1000)).extracting(LineCheckTest::type).containsExactly(0x0014, 0x0429);
        // one at a time
        client.now += LineCheck.BANDWIDTH_NANOS;
        assertThat(through(client, LineCheck.LEAST_FRAME)).hasSize(LineCheck.LEAST_FRAME);
        answer(client, 0x000B, sequence(lastRequest(client)), 8, 32768);
        assertThat(client.event(SessionEvent.Bandwidth.class).bytesPerSecond()).isEqualTo(4_096_000);
    }

    @Test
    void aClientThatOwesTheRoundTripForHalfAMinuteIsGone() {
        SyntheticClient client = active();
        long asked = client.now;
        assertThat(client.session.deadlineNanos()).isEqualTo(asked + LineCheck.HEARTBEAT_NANOS);
        client.session.tick(asked + LineCheck.PATIENCE_NANOS - 1);
        assertThat(client.session.isClosed()).isFalse();
        client.session.tick(asked + LineCheck.PATIENCE_NANOS);
        client.collect();
        assertThat(client.event(SessionEvent.Closed.class).reason().kind()).isEqualTo(CloseReason.Kind.LOST);
    }

    @Test
    void aClientIsAskedAlsoWhileNothingIsDrawn() {
        SyntheticClient client = active();
        answer(client, 0x0000, 1);
        client.now += LineCheck.HEARTBEAT_NANOS;
        client.session.tick(client.now);
        client.collect();
        assertThat(type(lastRequest(client))).isEqualTo(1);
        assertThat(client.session.deadlineNanos()).isEqualTo(client.now + LineCheck.HEARTBEAT_NANOS);
        client.now += LineCheck.PATIENCE_NANOS;
        client.session.tick(client.now);
        assertThat(client.session.isClosed()).isTrue();
    }
}
