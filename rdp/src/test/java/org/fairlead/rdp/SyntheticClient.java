package org.fairlead.rdp;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.fairlead.rdp.auth.CredSspClient;
import org.fairlead.rdp.auth.NtHash;
import org.fairlead.rdp.auth.NtlmClient;
import org.fairlead.rdp.channel.BulkSegments;
import org.fairlead.rdp.codec.bulk.MppcDecompressor;
import org.fairlead.rdp.connect.ClientCore;
import org.fairlead.rdp.wire.ByteReader;
import org.fairlead.rdp.wire.ByteWriter;
import org.fairlead.rdp.wire.Der;
import org.fairlead.rdp.wire.Per;
import org.fairlead.rdp.wire.ProtocolException;

/** A client against a session in memory: writes what a client writes, takes apart what the server sends. */
public class SyntheticClient {
    static final byte[] PUBLIC_KEY = {0x30, 6, 2, 1, 42, 2, 1, 3};
    static final int EARLY =
            ClientCore.SUPPORT_ERRINFO | ClientCore.WANT_32BPP | ClientCore.HEARTBEAT | ClientCore.NETCHAR_AUTODETECT;

    /** One message of the server. */
    record FromServer(String kind, int number, byte[] data) {
        ByteReader in() {
            return new ByteReader(data);
        }
    }

    final RdpSession session;
    final List<SessionEvent> events = new ArrayList<>();
    final List<FromServer> messages = new ArrayList<>();
    /** Everything that was sent, message by message, for mutations. */
    final List<byte[]> sent = new ArrayList<>();

    long now = 1_000_000_000L;
    int early = EARLY;
    int colorDepth = 24;
    int build = 2600;
    List<String> channels = List.of("rdpdr", "rdpsnd", "drdynvc");
    boolean messageChannel = true;
    /** CompressionType of the client info, -1 for none. */
    int bulkCompression = -1;
    /** Compression flags of the updates that came compressed. */
    final List<Integer> bulkFlags = new ArrayList<>();

    private final MppcDecompressor history = new MppcDecompressor();
    int userChannel;
    int[] channelIds = {};
    int messageChannelId;
    private final ByteArrayOutputStream tsRequests = new ByteArrayOutputStream();
    private boolean credSsp;

    static SessionSettings settings(boolean tlsOnly) {
        return new SessionSettings(
                "screen", PUBLIC_KEY, tlsOnly, true, 800, 600, true, true, true, BulkSegments::stored);
    }

    SyntheticClient(SessionSettings settings) {
        session = new RdpSession(settings, new Random(7), 133_000_000_000_000_000L, now);
    }

    void send(byte[] bytes) {
        sent.add(bytes);
        session.receive(bytes, 0, bytes.length, now);
        collect();
    }

    void collect() {
        events.addAll(session.takeEvents());
        byte[] out = session.takeOutput();
        if (credSsp) {
            tsRequests.writeBytes(out);
            return;
        }
        take(out);
    }

    /** Takes apart bytes that came from the server. */
    void take(byte[] out) {
        try {
            ByteReader in = new ByteReader(out);
            while (!in.isEmpty()) one(in);
        } catch (ProtocolException e) {
            throw new AssertionError("the server's output is malformed", e);
        }
    }

    private void one(ByteReader in) throws ProtocolException {
        if (in.peek() == 3) {
            in.skip(2);
            tpkt(in.slice(in.u16be() - 4));
            return;
        }
        int header = in.u8();
        if (header != 0) throw new ProtocolException("fast-path header " + header);
        int length = in.u8();
        int used = 2;
        if (length >= 0x80) {
            length = (length & 0x7F) << 8 | in.u8();
            used = 3;
            if (length < 0x80) throw new ProtocolException("a long form for a short length");
        }
        ByteReader pdu = in.slice(length - used);
        while (!pdu.isEmpty()) {
            int update = pdu.u8();
            boolean compressed = (update & 0x80) != 0;
            int flags = compressed ? pdu.u8() : 0;
            byte[] data = pdu.bytes(pdu.u16());
            if (compressed) bulkFlags.add(flags);
            messages.add(
                    new FromServer("fast-path", update & 0x7F, compressed ? history.decompress(flags, data) : data));
        }
    }

    private void tpkt(ByteReader in) throws ProtocolException {
        int indicator = in.u8();
        int type = in.u8();
        if (type == 0xD0) {
            in.skip(5);
            messages.add(new FromServer("confirm", 0, in.rest()));
            return;
        }
        if (indicator != 2 || type != 0xF0 || in.u8() != 0x80) throw new ProtocolException("no X.224 data");
        int choice = in.peek() >> 2;
        switch (choice) {
            case 0x7F >> 2 -> messages.add(new FromServer("connect-response", 0, in.rest()));
            case 11 -> messages.add(new FromServer("attach-confirm", 0, in.rest()));
            case 15 -> messages.add(new FromServer("join-confirm", 0, in.rest()));
            case 8 -> messages.add(new FromServer("ultimatum", 0, in.rest()));
            case 26 -> {
                in.skip(3);
                int channel = in.u16be();
                if (in.u8() != 0x70) throw new ProtocolException("segmentation");
                int length = Per.length(in);
                if (length != in.remaining()) throw new ProtocolException("an MCS length is wrong");
                messages.add(new FromServer("data", channel, in.rest()));
            }
            default -> throw new ProtocolException("MCS choice " + choice);
        }
    }

    FromServer last(String kind) {
        return messages.reversed().stream()
                .filter(m -> m.kind().equals(kind))
                .findFirst()
                .orElseThrow(() -> new AssertionError("no " + kind + " among " + kinds()));
    }

    List<String> kinds() {
        return messages.stream().map(m -> m.kind() + " " + m.number()).toList();
    }

    /** Share data PDUs of a type on the I/O channel, their bodies. */
    List<byte[]> shareData(int type) {
        return messages.stream()
                .filter(m -> m.kind().equals("data") && m.number() == 1003 && m.data().length >= 18)
                .filter(m -> (m.data()[2] & 0xF) == 7 && (m.data()[14] & 0xFF) == type)
                .map(m -> Arrays.copyOfRange(m.data(), 18, m.data().length))
                .toList();
    }

    <T extends SessionEvent> List<T> events(Class<T> type) {
        return events.stream().filter(type::isInstance).map(type::cast).toList();
    }

    <T extends SessionEvent> T event(Class<T> type) {
        return events(type).reversed().stream()
                .findFirst()
                .orElseThrow(() -> new AssertionError("no " + type + " in " + events));
    }

    void request(String cookie, int protocols) {
        ByteWriter body = new ByteWriter().u8(0xE0).zeros(5).latin1(cookie);
        if (protocols >= 0) body.u8(1).u8(0).u16(8).u32(protocols);
        send(tpktRaw(new ByteWriter().u8(body.size()).bytes(body.toByteArray()).toByteArray()));
    }

    static byte[] tpktRaw(byte[] content) {
        return new ByteWriter()
                .u8(3)
                .u8(0)
                .u16be(content.length + 4)
                .bytes(content)
                .toByteArray();
    }

    static byte[] x224(byte[] content) {
        return tpktRaw(new ByteWriter().u8(2).u8(0xF0).u8(0x80).bytes(content).toByteArray());
    }

    /** Network level authentication as this user; the server knows "anna" with "secret". */
    void logOn(String user, String password, CredSspClient.Wrap wrap, int version) {
        session.tlsStarted(now);
        CredSspClient client = new CredSspClient(new NtlmClient(user, "", password, true), wrap, version, PUBLIC_KEY);
        credSsp = true;
        try {
            byte[] message = client.first();
            for (int i = 0; i < 8 && !client.isDone() && !session.isClosed(); i++) {
                tsRequests.reset();
                int before = events.size();
                send(message);
                if (events.size() > before
                        && events.getLast() instanceof SessionEvent.AuthenticationNeeded(String name, String _)) {
                    session.authenticate(
                            name.equals("anna") ? List.of(NtHash.of("secret".toCharArray())) : List.of(), now);
                    collect();
                }
                if (session.isClosed()) break;
                message = client.next(tsRequests.toByteArray());
            }
            if (session.isClosed()) return;
            tsRequests.reset();
            send(message);
        } catch (ProtocolException e) {
            throw new AssertionError(e);
        } finally {
            credSsp = false;
        }
    }

    byte[] lastTsRequest() {
        return tsRequests.toByteArray();
    }

    byte[] connectInitial() {
        ByteWriter blocks = new ByteWriter();
        blocks.u16(0xC001)
                .u16(216)
                .u32(0x0008_0004)
                .u16(1024)
                .u16(768)
                .u16(0xCA01)
                .u16(0xAA03)
                .u32(0x409)
                .u32(build);
        byte[] name = Arrays.copyOf("TESTER".getBytes(StandardCharsets.UTF_16LE), 32);
        blocks.bytes(name).u32(4).u32(0).u32(12).zeros(64);
        blocks.u16(0xCA01)
                .u16(1)
                .u32(0)
                .u16(colorDepth)
                .u16(0xF)
                .u16(early)
                .zeros(64)
                .u8(6)
                .u8(0)
                .u32(1);
        blocks.u16(0xC004).u16(12).u32(9).u32(0);
        blocks.u16(0xC002).u16(12).u32(3).u32(0);
        if (!channels.isEmpty()) {
            blocks.u16(0xC003).u16(8 + 12 * channels.size()).u32(channels.size());
            for (String channel : channels)
                blocks.bytes(Arrays.copyOf(channel.getBytes(StandardCharsets.US_ASCII), 8))
                        .u32(0x8080_0000L);
        }
        if (messageChannel) blocks.u16(0xC006).u16(8).u32(0);
        blocks.u16(0xC00A).u16(8).u32(5);
        ByteWriter conference =
                new ByteWriter().u8(0).u8(8).u8(0).u8(0x10).u8(0).u8(1).u8(0xC0).u8(0);
        conference.latin1("Duca");
        Per.length(conference, blocks.size()).bytes(blocks.toByteArray());
        ByteWriter gcc =
                new ByteWriter().u8(0).u8(5).u8(0).u8(0x14).u8(0x7C).u8(0).u8(1);
        Per.length(gcc, conference.size()).bytes(conference.toByteArray());
        byte[] domain = Der.value(Der.SEQUENCE, Der.number(Der.INTEGER, 34));
        return x224(Der.value(
                0x7F65,
                Der.value(Der.OCTET_STRING, new byte[] {1}),
                Der.value(Der.OCTET_STRING, new byte[] {1}),
                Der.value(Der.BOOLEAN, new byte[] {-1}),
                domain,
                domain,
                domain,
                Der.value(Der.OCTET_STRING, gcc.toByteArray())));
    }

    /** From Connect Initial to the joined channels. */
    void connect() {
        if (messages.stream().noneMatch(m -> m.kind().equals("connect-response"))) send(connectInitial());
        try {
            serverBlocks(last("connect-response").data());
        } catch (ProtocolException e) {
            throw new AssertionError(e);
        }
        send(x224(new byte[] {0x04, 1, 0, 1, 0}));
        send(x224(new byte[] {0x28}));
        byte[] confirm = last("attach-confirm").data();
        userChannel = (confirm[2] & 0xFF) << 8 | confirm[3] & 0xFF;
        userChannel += 1001;
        join(userChannel);
        join(1003);
        for (int id : channelIds) join(id);
        if (messageChannelId != 0) join(messageChannelId);
    }

    void join(int channel) {
        send(x224(new ByteWriter()
                .u8(0x38)
                .u16be(userChannel - 1001)
                .u16be(channel)
                .toByteArray()));
    }

    private void serverBlocks(byte[] response) throws ProtocolException {
        ByteReader in = new ByteReader(response);
        in.skip(2);
        ByteReader ber = in.slice(Der.length(in));
        if (Der.integer(ber, Der.ENUMERATED) != 0) throw new ProtocolException("the conference was refused");
        Der.integer(ber, Der.INTEGER);
        Der.expect(ber, Der.SEQUENCE);
        ByteReader gcc = Der.expect(ber, Der.OCTET_STRING);
        gcc.skip(7);
        ByteReader conference = gcc.slice(Per.length(gcc));
        if (!gcc.isEmpty()) throw new ProtocolException("bytes behind the conference response");
        conference.skip(9);
        if (!conference.latin1(4).equals("McDn")) throw new ProtocolException("no h221 key");
        ByteReader blocks = conference.slice(Per.length(conference));
        if (!conference.isEmpty()) throw new ProtocolException("bytes behind the user data");
        while (!blocks.isEmpty()) {
            int type = blocks.u16();
            ByteReader block = blocks.slice(blocks.u16() - 4);
            messages.add(new FromServer("block", type, block.rest()));
        }
        ByteReader net = last(0x0C03).in();
        if (net.u16() != 1003) throw new ProtocolException("another I/O channel");
        channelIds = new int[net.u16()];
        for (int i = 0; i < channelIds.length; i++) channelIds[i] = net.u16();
        messageChannelId = messages.stream().anyMatch(m -> m.kind().equals("block") && m.number() == 0x0C04)
                ? last(0x0C04).in().u16()
                : 0;
    }

    FromServer last(int blockType) {
        return messages.stream()
                .filter(m -> m.kind().equals("block") && m.number() == blockType)
                .findFirst()
                .orElseThrow(() -> new AssertionError("no block 0x%X".formatted(blockType)));
    }

    void data(int channel, byte[] content) {
        ByteWriter out = new ByteWriter()
                .u8(0x64)
                .u16be(userChannel - 1001)
                .u16be(channel)
                .u8(0x70);
        send(x224(Per.length(out, content.length).bytes(content).toByteArray()));
    }

    void clientInfo(String user, String password, byte[] cookie) {
        ByteWriter out = new ByteWriter().u16(0x40).u16(0).u32(0);
        out.u32(0x0001_0033 | 0x8 | (bulkCompression < 0 ? 0 : 0x80 | bulkCompression << 9));
        out.u16(0).u16(user.length() * 2).u16(password.length() * 2).u16(0).u16(0);
        out.zeros(2).utf16(user).zeros(2).utf16(password).zeros(2).zeros(2).zeros(2);
        out.u16(2)
                .u16(2)
                .zeros(2)
                .u16(2)
                .zeros(2)
                .zeros(172)
                .u32(0)
                .u32(7)
                .u16(cookie.length)
                .bytes(cookie);
        data(1003, out.zeros(4).toByteArray());
    }

    void shareControl(int type, byte[] body) {
        data(
                1003,
                new ByteWriter()
                        .u16(body.length + 6)
                        .u16(type | 0x10)
                        .u16(userChannel)
                        .bytes(body)
                        .toByteArray());
    }

    void shareData(int type, byte[] body) {
        shareControl(
                7,
                new ByteWriter()
                        .u32(0x1_03EA)
                        .u8(0)
                        .u8(1)
                        .u16(body.length + 4)
                        .u8(type)
                        .u8(0)
                        .u16(0)
                        .bytes(body)
                        .toByteArray());
    }

    void confirmActive(byte[]... sets) {
        ByteWriter all = new ByteWriter();
        for (byte[] set : sets) all.bytes(set);
        ByteWriter out = new ByteWriter()
                .u32(0x1_03EA)
                .u16(0x3EA)
                .u16(6)
                .u16(all.size() + 4)
                .latin1("MSTSC")
                .u8(0);
        shareControl(3, out.u16(sets.length).u16(0).bytes(all.toByteArray()).toByteArray());
    }

    static byte[] set(int type, byte[] body) {
        return new ByteWriter().u16(type).u16(body.length + 4).bytes(body).toByteArray();
    }

    /** What a full client confirms. */
    static byte[][] fullSets() {
        return new byte[][] {
            set(1, new ByteWriter().zeros(10).u16(0x0401).zeros(8).toByteArray()),
            set(2, new ByteWriter().zeros(14).u16(1).u16(1).zeros(6).toByteArray()),
            set(8, new ByteWriter().u16(1).u16(20).u16(20).toByteArray()),
            set(26, new ByteWriter().u32(0x3F_0000).toByteArray()),
            set(27, new ByteWriter().u16(3).toByteArray()),
            set(28, new ByteWriter().u32(0x52).u32(0).toByteArray()),
            set(30, new ByteWriter().u32(2).toByteArray())
        };
    }

    static byte[] remoteFxSet() {
        ByteWriter out = new ByteWriter().u8(1);
        out.bytes(java.util.HexFormat.of().parseHex("122f777672bd6344afb3b73c9c6f7886"))
                .u8(3)
                .u16(49);
        out.u32(49)
                .u32(1)
                .u32(37)
                .u16(0xCBC0)
                .u32(8)
                .u16(1)
                .u16(0xCBC1)
                .u32(29)
                .u8(1)
                .u16(0xCFC0)
                .u16(2)
                .u16(8);
        for (int i = 0; i < 2; i++) out.u16(0x100).u16(64).u8(0).u8(1).u8(1).u8(i == 0 ? 1 : 4);
        return set(29, out.toByteArray());
    }

    void finalizeConnection() {
        shareData(0x1F, new ByteWriter().u16(1).u16(1002).toByteArray());
        shareData(0x14, new ByteWriter().u16(4).u16(0).u32(0).toByteArray());
        shareData(0x14, new ByteWriter().u16(1).u16(0).u32(0).toByteArray());
        shareData(0x27, new ByteWriter().u16(0).u16(0).u16(3).u16(50).toByteArray());
    }

    /** The whole way in, by network level authentication. */
    static SyntheticClient active(byte[]... sets) {
        return new SyntheticClient(settings(false)).activate(sets);
    }

    SyntheticClient activate(byte[]... sets) {
        request("Cookie: mstshash=anna\r\n", 3);
        logOn("anna", "secret", CredSspClient.Wrap.RAW, 6);
        connect();
        clientInfo("anna", "", new byte[0]);
        confirmActive(sets);
        finalizeConnection();
        return this;
    }
}
