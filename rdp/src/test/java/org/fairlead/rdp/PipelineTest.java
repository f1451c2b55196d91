package org.fairlead.rdp;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import org.fairlead.rdp.connect.ClientCore;
import org.fairlead.rdp.picture.GraphicsPath;
import org.fairlead.rdp.wire.ByteReader;
import org.fairlead.rdp.wire.ByteWriter;
import org.fairlead.rdp.wire.ProtocolException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The graphics pipeline's channel and control messages (MS-RDPEDYC, MS-RDPEGFX; S1_EDYC_* of the suite). */
class PipelineTest {
    private static final int VERSION_8 = 0x0008_0004;
    private static final int VERSION_10_1 = 0x000A_0100;
    private static final int VERSION_10_7 = 0x000A_0701;

    private record Message(int command, byte[] body) {}

    private static SyntheticClient waiting() {
        SyntheticClient client = new SyntheticClient(SyntheticClient.settings(false));
        client.early |= ClientCore.DYNVC_GFX;
        return client.activate(SyntheticClient.fullSets());
    }

    private static int channel(SyntheticClient client) {
        return client.channelIds[2];
    }

    private static void dynamic(SyntheticClient client, byte[] message) {
        client.data(
                channel(client),
                new ByteWriter().u32(message.length).u32(3).bytes(message).toByteArray());
    }

    private static byte[] advertise(int... versions) {
        ByteWriter out = new ByteWriter().u16(versions.length);
        for (int version : versions) {
            int size = version == VERSION_10_1 ? 16 : 4;
            out.u32(version).u32(size);
            if (size == 4) out.u32(0x20 | 0x2 | 0x80);
            else out.zeros(16);
        }
        return graphics(0x12, out.toByteArray());
    }

    private static byte[] graphics(int command, byte[] body) {
        return new ByteWriter()
                .u8(0x30)
                .u8(1)
                .u16(command)
                .u16(0)
                .u32(body.length + 8)
                .bytes(body)
                .toByteArray();
    }

    private static SyntheticClient ready(int... versions) {
        SyntheticClient client = waiting();
        dynamic(client, new byte[] {0x50, 0, 1, 0});
        dynamic(client, new byte[] {0x10, 1, 0, 0, 0, 0});
        dynamic(client, advertise(versions));
        return client;
    }

    /** Puts dynamic channel data together and reads the graphics messages in their segments. */
    private static List<Message> graphicsOf(SyntheticClient client, ByteBuffer packed) throws ProtocolException {
        byte[] bytes = new byte[packed.remaining()];
        packed.get(bytes);
        client.messages.clear();
        client.take(bytes);
        ByteWriter all = new ByteWriter();
        int expected = -1;
        for (SyntheticClient.FromServer message : client.messages) {
            assertThat(message.number()).isEqualTo(channel(client));
            assertThat(message.data().length).isLessThanOrEqualTo(1608);
            ByteReader in = message.in();
            assertThat(in.i32()).isEqualTo(message.data().length - 8);
            assertThat(in.i32()).isEqualTo(3);
            int header = in.u8();
            assertThat(in.u8()).isEqualTo(1);
            if (header >> 4 == 2) expected = (header >> 2 & 3) == 1 ? in.u16() : in.i32();
            else assertThat(header).isEqualTo(0x30);
            all.bytes(in.rest());
        }
        if (expected >= 0) assertThat(all.size()).isEqualTo(expected);
        ByteReader segments = new ByteReader(all.toByteArray());
        ByteWriter plain = new ByteWriter();
        if (segments.u8() == 0xE0) {
            assertThat(segments.u8()).isEqualTo(4);
            plain.bytes(segments.rest());
        } else {
            int count = segments.u16();
            int total = segments.i32();
            for (int i = 0; i < count; i++) {
                ByteReader segment = segments.slice(segments.i32());
                assertThat(segment.u8()).isEqualTo(4);
                plain.bytes(segment.rest());
            }
            assertThat(plain.size()).isEqualTo(total);
        }
        List<Message> messages = new ArrayList<>();
        ByteReader in = new ByteReader(plain.toByteArray());
        while (!in.isEmpty()) {
            int command = in.u16();
            in.skip(2);
            messages.add(new Message(command, in.bytes(in.i32() - 8)));
        }
        return messages;
    }

    private static ByteBuffer pack(SyntheticClient client, ByteBuffer... commands) {
        FrameSlot slot = client.session.nextFrame(client.now);
        assertThat(slot).isNotNull();
        ByteBuffer packed = slot.pack(List.of(commands));
        assertThat(client.session.admit(slot, client.now)).isTrue();
        return packed;
    }

    private static ByteBuffer command(int size) {
        return new ByteWriter().u16(1).u16(0).u32(size).zeros(size - 8).toBuffer();
    }

    @Test
    void theChannelIsOpenedAfterTheFontMap() {
        SyntheticClient client = waiting();
        assertThat(client.session.isActive()).isFalse();
        assertThat(client.last("data").data()).containsExactly(4, 0, 0, 0, 3, 0, 0, 0, 0x50, 0, 1, 0);
        dynamic(client, new byte[] {0x50, 0, 1, 0});
        byte[] create = client.last("data").data();
        assertThat(new String(create, 10, create.length - 11, java.nio.charset.StandardCharsets.US_ASCII))
                .isEqualTo("Microsoft::Windows::RDS::Graphics");
        assertThat(create[8]).isEqualTo((byte) 0x10);
    }

    @Test
    void nothingIsDrawnBeforeTheCapabilitiesAreConfirmed() {
        SyntheticClient client = waiting();
        dynamic(client, new byte[] {0x50, 0, 1, 0});
        dynamic(client, new byte[] {0x10, 1, 0, 0, 0, 0});
        assertThat(client.session.nextFrame(client.now)).isNull();
        assertThat(client.events(SessionEvent.Activated.class)).isEmpty();
    }

    @ParameterizedTest
    @CsvSource({"0x00080004, 0x2", "0x00080105, 0x2", "0x000A0002, 0x22", "0x000A0100, 0x0", "0x000A0701, 0x22"})
    void theFirstFrameConfirmsOneSetAndMakesTheSurface(String version, String flags) throws Exception {
        int wanted = Integer.decode(version);
        SyntheticClient client = ready(wanted);
        assertThat(client.event(SessionEvent.Activated.class).path())
                .isEqualTo(new GraphicsPath.Pipeline(wanted, Integer.decode(flags), 1));
        FrameSlot slot = client.session.nextFrame(client.now);
        assertThat(slot.isOpening()).isTrue();
        List<Message> messages = graphicsOf(client, slot.pack(List.of(command(20))));
        assertThat(messages.stream().map(Message::command)).containsExactly(0x13, 0x0E, 0x09, 0x0F, 0x0B, 0x01, 0x0C);
        ByteReader confirm = new ByteReader(messages.get(0).body());
        assertThat(confirm.i32()).isEqualTo(wanted);
        assertThat(confirm.i32()).isEqualTo(wanted == VERSION_10_1 ? 16 : 4);
        assertThat(messages.get(1).body().length + 8).isEqualTo(340);
        ByteReader reset = new ByteReader(messages.get(1).body());
        assertThat(reset.i32()).isEqualTo(800);
        assertThat(reset.i32()).isEqualTo(600);
        assertThat(messages.get(2).body()).containsExactly(1, 0, 0x20, 3, 0x58, 2, 0x20);
        assertThat(messages.get(3).body()).hasSize(12);
    }

    @Test
    void theHighestKnownVersionWinsHoweverManyThereAre() {
        int[] versions = new int[40];
        for (int i = 0; i < versions.length; i++) versions[i] = 0x000B_0000 + i;
        versions[3] = VERSION_8;
        versions[17] = VERSION_10_7;
        versions[30] = VERSION_10_1;
        SyntheticClient client = ready(versions);
        assertThat(((GraphicsPath.Pipeline)
                                client.event(SessionEvent.Activated.class).path())
                        .version())
                .isEqualTo(VERSION_10_7);
    }

    @Test
    void aClientWithoutAKnownVersionGetsUpdates() {
        SyntheticClient client = ready(0x000B_0001);
        assertThat(client.event(SessionEvent.Activated.class).path()).isInstanceOf(GraphicsPath.Bitmaps.class);
    }

    @Test
    void aClientThatRefusesTheChannelGetsUpdates() {
        SyntheticClient client = waiting();
        dynamic(client, new byte[] {0x50, 0, 1, 0});
        dynamic(client, new byte[] {0x10, 1, 1, 0, 0, (byte) 0x80});
        assertThat(client.event(SessionEvent.Activated.class).path()).isInstanceOf(GraphicsPath.Bitmaps.class);
    }

    @Test
    void aClientThatSaysNothingGetsUpdatesAfterTwoSeconds() {
        SyntheticClient client = waiting();
        client.session.tick(client.now + Share.PIPELINE_PATIENCE_NANOS - 1);
        client.collect();
        assertThat(client.events(SessionEvent.Activated.class)).isEmpty();
        client.session.tick(client.now + Share.PIPELINE_PATIENCE_NANOS);
        client.collect();
        assertThat(client.event(SessionEvent.Activated.class).path()).isInstanceOf(GraphicsPath.Bitmaps.class);
    }

    @Test
    void capabilitiesAdvertisedAgainStartEverythingOver() throws Exception {
        SyntheticClient client = ready(VERSION_10_7);
        pack(client, command(20));
        dynamic(client, advertise(VERSION_10_7));
        assertThat(client.event(SessionEvent.Activated.class).epoch()).isEqualTo(2);
        List<Message> messages = graphicsOf(client, pack(client, command(20)));
        assertThat(messages.stream().map(Message::command)).containsExactly(0x13, 0x0E, 0x09, 0x0F, 0x0B, 0x01, 0x0C);
    }

    @Test
    void anotherSizeResetsGraphicsWithoutDeactivation() throws Exception {
        SyntheticClient client = ready(VERSION_10_7);
        pack(client, command(20));
        client.collect();
        client.messages.clear();
        client.session.resize(1366, 768, client.now);
        client.collect();
        assertThat(client.messages).isEmpty();
        SessionEvent.Activated again = client.event(SessionEvent.Activated.class);
        assertThat(again.width()).isEqualTo(1366);
        List<Message> messages = graphicsOf(client, pack(client, command(20)));
        assertThat(messages.stream().map(Message::command)).containsExactly(0x0A, 0x0E, 0x09, 0x0F, 0x0B, 0x01, 0x0C);
    }

    @ParameterizedTest
    @ValueSource(ints = {1530, 1540, 1560, 1570, 1580, 1590, 1600, 65_400, 65_510, 65_535, 65_600, 300_000})
    void framesOfAnySizeAreCutIntoChunksAndSegments(int size) throws Exception {
        SyntheticClient client = ready(VERSION_10_7);
        pack(client, command(20));
        List<Message> messages = graphicsOf(client, pack(client, command(size)));
        assertThat(messages.stream().map(Message::command)).containsExactly(0x0B, 0x01, 0x0C);
        assertThat(messages.get(1).body()).hasSize(size - 8);
    }

    @Test
    void acknowledgementsOpenTheWindowAndASuspendedClientNeedsNone() {
        SyntheticClient client = ready(VERSION_10_7);
        pack(client, command(20));
        pack(client, command(20));
        assertThat(client.session.nextFrame(client.now)).isNull();
        client.now += 5_000_000;
        dynamic(client, graphics(0x0D, new ByteWriter().u32(700).u32(1).u32(1).toByteArray()));
        assertThat(client.event(SessionEvent.FrameAcknowledged.class))
                .isEqualTo(new SessionEvent.FrameAcknowledged(1, 5_000_000, 700));
        pack(client, command(20));
        assertThat(client.session.nextFrame(client.now)).isNull();
        dynamic(client, graphics(0x0D, new ByteWriter().u32(-1).u32(2).u32(2).toByteArray()));
        for (int i = 0; i < 10; i++) pack(client, command(20));
    }

    @Test
    void aCacheOfferIsAnsweredWithNothingImported() throws Exception {
        SyntheticClient client = ready(VERSION_10_7);
        pack(client, command(20));
        dynamic(client, graphics(0x10, new ByteWriter().u16(0).toByteArray()));
        List<Message> messages = graphicsOf(client, pack(client));
        assertThat(messages).hasSize(1);
        assertThat(messages.getFirst().command()).isEqualTo(0x11);
        assertThat(messages.getFirst().body()).containsExactly(0, 0);
    }

    @Test
    void theChannelIsClosedBeforeTheSessionEnds() {
        SyntheticClient client = ready(VERSION_10_7);
        pack(client, command(20));
        client.collect();
        client.messages.clear();
        client.session.close(ErrorInfo.IDLE_TIMEOUT);
        client.collect();
        assertThat(client.messages.getFirst().data()).endsWith(0x40, 1);
        assertThat(client.shareData(0x2F)).hasSize(1);
        assertThat(client.kinds()).endsWith("ultimatum 0");
    }

    @Test
    void aClientThatClosesTheChannelGetsUpdatesFromThenOn() {
        SyntheticClient client = ready(VERSION_10_7);
        pack(client, command(20));
        dynamic(client, new byte[] {0x40, 1});
        assertThat(client.event(SessionEvent.Activated.class).path()).isInstanceOf(GraphicsPath.Bitmaps.class);
    }

    @Test
    void messagesInSeveralChunksAndPartsArePutTogether() {
        SyntheticClient client = waiting();
        dynamic(client, new byte[] {0x50, 0, 1, 0});
        dynamic(client, new byte[] {0x10, 1, 0, 0, 0, 0});
        byte[] whole = advertise(VERSION_8, VERSION_10_1, VERSION_10_7);
        int length = whole.length - 2;
        byte[] first =
                new ByteWriter().u8(0x24).u8(1).u16(length).bytes(whole, 2, 10).toByteArray();
        byte[] rest =
                new ByteWriter().u8(0x30).u8(1).bytes(whole, 12, length - 10).toByteArray();
        dynamic(client, first);
        client.data(
                channel(client),
                new ByteWriter().u32(rest.length).u32(1).bytes(rest, 0, 7).toByteArray());
        client.data(
                channel(client),
                new ByteWriter()
                        .u32(rest.length)
                        .u32(2)
                        .bytes(rest, 7, rest.length - 7)
                        .toByteArray());
        assertThat(client.events(SessionEvent.Activated.class)).hasSize(1);
    }

    @Test
    void channelMessagesOf256KibibytesAreTakenAndLongerOnesEndTheSession() {
        SyntheticClient client = waiting();
        client.data(
                channel(client),
                new ByteWriter().u32(256 * 1024).u32(1).u8(0x70).toByteArray());
        assertThat(client.session.isClosed()).isFalse();
        client.data(
                channel(client),
                new ByteWriter().u32(256 * 1024 + 1).u32(1).u8(0x70).toByteArray());
        assertThat(client.session.isClosed()).isTrue();
    }

    @Test
    void compressedChannelDataWereNotAgreed() {
        SyntheticClient client = waiting();
        client.data(
                channel(client), new ByteWriter().u32(4).u32(0x0020_0003).u32(0).toByteArray());
        assertThat(client.session.isClosed()).isTrue();
    }
}
