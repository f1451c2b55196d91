package org.fairlead.rdp;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.fairlead.rdp.connect.ConnectionRequest;
import org.fairlead.rdp.connect.DomainPdu;
import org.fairlead.rdp.connect.SecurityHeader;
import org.fairlead.rdp.picture.GraphicsPath;
import org.fairlead.rdp.share.SharePdu;
import org.fairlead.rdp.wire.ByteReader;
import org.fairlead.rdp.wire.ByteWriter;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/**
 * The frames of MS-RDPBCGR 4, decrypted: those of the client go into a session, ours are held against those of the server.
 * The recording is of RDP's own encryption, which this server never speaks: the connection request and what only encryption
 * needs differ for that reason.
 */
class SpecificationFramesTest {
    private static final HexFormat HEX = HexFormat.of();
    private static Map<String, byte[]> frames = Map.of();

    @BeforeAll
    static void read() throws Exception {
        try (var in = SpecificationFramesTest.class.getResourceAsStream("/bcgr/ms-rdpbcgr-4.1.txt")) {
            frames = new String(in.readAllBytes(), StandardCharsets.US_ASCII)
                    .lines()
                    .map(line -> line.split(": "))
                    .collect(Collectors.toMap(part -> part[0].split(" ")[0], part -> HEX.parseHex(part[1])));
        }
    }

    private static byte[] frame(String section) {
        byte[] frame = frames.get(section);
        if (frame == null) throw new AssertionError("no frame " + section);
        return frame;
    }

    private static byte[] hex(String text) {
        return HEX.parseHex(text.replace(" ", ""));
    }

    private static SyntheticClient joined() {
        SyntheticClient client = new SyntheticClient(SyntheticClient.settings(true));
        client.request("Cookie: mstshash=eltons\r\n", ConnectionRequest.PROTOCOL_SSL);
        client.session.tlsStarted(client.now);
        client.send(SyntheticClient.x224(frame("4.1.3")));
        return client;
    }

    private static byte[] mcs(SyntheticClient client, String kind) {
        return client.last(kind).data();
    }

    @Test
    void theConnectionRequestIsReadAndItsWishForPlainRdpRefused() throws Exception {
        byte[] request =
                hex("0300002c 27e00000000000 436f6f6b69653a206d737473686173683d656c746f6e73 0d0a 0100080000000000");
        ConnectionRequest read = ConnectionRequest.read(new ByteReader(request, 4, request.length - 4));
        assertThat(read).isEqualTo(new ConnectionRequest("Cookie: mstshash=eltons", true, 0));
        SyntheticClient client = new SyntheticClient(SyntheticClient.settings(true));
        client.session.receive(request, 0, request.length, client.now);
        // 4.1.2 up to the type of the answer: failure (3) SSL_REQUIRED (1) instead of response (2) PROTOCOL_RDP
        assertThat(client.session.takeOutput()).isEqualTo(hex("030000130ed00000123400 03 00 0800 01000000"));
    }

    @Test
    void theConfirmIsThatOfTheSpecificationButForWhatItConfirms() {
        SyntheticClient client = new SyntheticClient(SyntheticClient.settings(true));
        byte[] request =
                hex("0300002c 27e00000000000 436f6f6b69653a206d737473686173683d656c746f6e73 0d0a 0100080001000000");
        client.session.receive(request, 0, request.length, client.now);
        // 4.1.2 has no flags, since the pipeline and extended client data came later
        assertThat(client.session.takeOutput()).isEqualTo(hex("030000130ed00000123400 02 03 0800 01000000"));
    }

    @Test
    void connectInitialIsReadAndAnsweredWithTheSameChannels() {
        SyntheticClient client = joined();
        byte[] response = mcs(client, "connect-response");
        // 4.1.4 ends with 232 bytes of server random and certificate for encryption; here its security block is empty.
        // Its maxMCSPDUsize is 02 02 ff f8, which is negative in BER; ours says what it means.
        byte[] conference = hex("000500147c0001 2e 14760a01010001c0004d63446e 20");
        byte[] core = hex("010c1000 04000800 01000000 00000000");
        byte[] security = hex("020c0c00 00000000 00000000");
        byte[] network = hex("030c1000 eb03 0300 ec03 ed03 ee03 0000");
        int blocks = core.length + security.length + network.length;
        conference[7] = (byte) (14 + blocks);
        conference[conference.length - 1] = (byte) blocks;
        byte[] head =
                hex("7f66 00 0a0100 020100 301a 020122 020103 020100 020101 020100 020101 020300fff8 020102 04 00");
        head[2] = (byte) (head.length - 3 + conference.length + blocks);
        head[head.length - 1] = (byte) (conference.length + blocks);
        assertThat(response)
                .isEqualTo(new ByteWriter()
                        .bytes(head)
                        .bytes(conference)
                        .bytes(core)
                        .bytes(security)
                        .bytes(network)
                        .toByteArray());
    }

    @Test
    void theChannelsAreAttachedAndJoinedByteForByte() {
        SyntheticClient client = joined();
        client.send(SyntheticClient.x224(hex("0401000100"))); // 4.1.5
        client.send(SyntheticClient.x224(hex("28"))); // 4.1.6
        assertThat(mcs(client, "attach-confirm")).isEqualTo(hex("2e000006")); // 4.1.7
        for (String channel : List.of("03ef", "03eb", "03ec", "03ed", "03ee")) {
            client.send(SyntheticClient.x224(hex("380006" + channel))); // 4.1.8.n.1
            assertThat(mcs(client, "join-confirm")).isEqualTo(hex("3e000006" + channel + channel)); // 4.1.8.n.2
        }
    }

    private static SyntheticClient licensed() {
        SyntheticClient client = joined();
        client.send(SyntheticClient.x224(hex("28")));
        client.userChannel = 1007;
        for (int channel = 1003; channel <= 1007; channel++) client.join(channel);
        client.data(1003, frame("4.1.10"));
        return client;
    }

    @Test
    void theClientInfoIsReadAndTheLicenceIsTheShortCut() {
        SyntheticClient client = licensed();
        SessionEvent.PasswordOffered offer = client.event(SessionEvent.PasswordOffered.class);
        assertThat(offer.user()).isEqualTo("eltons");
        assertThat(offer.domain()).isEqualTo("NTDEV");
        assertThat(offer.password()).isEmpty();
        client.session.decide(true, client.now);
        client.collect();
        // 4.1.11 behind its MCS header; the size of the message is 16 as 2.2.1.12.1.1 counts it
        byte[] licence = hex("80000000 ff03 1000 07000000 02000000 0400 0000");
        assertThat(SecurityHeader.validClient()).isEqualTo(licence);
        assertThat(DomainPdu.sendDataIndication(DomainPdu.IO_CHANNEL, licence))
                .startsWith(hex("03000022 02f080 68000103eb70 14"));
    }

    private static SyntheticClient confirmed() {
        SyntheticClient client = licensed();
        client.session.decide(true, client.now);
        client.collect();
        client.data(1003, frame("4.1.13"));
        return client;
    }

    @Test
    void demandActiveHasTheHeadersOfTheSpecificationAndSetsOfItsOwn() throws Exception {
        SyntheticClient client = licensed();
        client.session.decide(true, client.now);
        client.collect();
        ByteReader ours = client.messages.getLast().in();
        ByteReader theirs = new ByteReader(frame("4.1.12"));
        assertThat(ours.u16()).isEqualTo(client.messages.getLast().data().length);
        assertThat(theirs.u16()).isEqualTo(frame("4.1.12").length);
        // type, source, share id, length of the source descriptor
        assertThat(ours.bytes(2 + 2 + 4 + 2)).isEqualTo(theirs.bytes(2 + 2 + 4 + 2));
        ours.skip(2);
        theirs.skip(2);
        assertThat(ours.bytes(4)).isEqualTo(theirs.bytes(4));
        assertThat(setsOf(theirs).keySet()).contains(1, 2, 3, 8, 9, 13, 14, 20);
        // no colour cache (10), host bitmap cache (18), GDI+ (22), RemoteApp (23), window list (24): nothing of it is
        // served
        assertThat(setsOf(ours).keySet()).containsExactlyInAnyOrder(1, 2, 3, 8, 9, 13, 14, 20, 26, 27, 28, 29, 30);
    }

    private static Map<Integer, Integer> setsOf(ByteReader in) throws Exception {
        Map<Integer, Integer> lengths = new java.util.HashMap<>();
        int count = in.u16();
        in.skip(2);
        for (int i = 0; i < count; i++) {
            int type = in.u16();
            int length = in.u16();
            lengths.put(type, length);
            in.skip(length - 4);
        }
        assertThat(in.remaining()).isEqualTo(4);
        return lengths;
    }

    @Test
    void confirmActiveIsReadAndFinalisationAnsweredAsInTheSpecification() {
        SyntheticClient client = confirmed();
        client.messages.clear();
        client.data(1003, frame("4.1.14"));
        client.data(1003, frame("4.1.15"));
        client.data(1003, frame("4.1.16"));
        client.data(1003, frame("4.1.18"));
        List<byte[]> ours =
                client.messages.stream().map(SyntheticClient.FromServer::data).toList();
        assertThat(ours).hasSize(4);
        assertThat(ours.get(0)).isEqualTo(onLine(SharePdu.synchronize(1007)));
        assertThat(ours.get(1)).isEqualTo(onLine(SharePdu.cooperate()));
        assertThat(ours.get(2)).isEqualTo(asOurs(frame("4.1.21")));
        assertThat(ours.get(3)).isEqualTo(asOurs(frame("4.1.22")));
        GraphicsPath path = client.event(SessionEvent.Activated.class).path();
        // 24 bit as the core data say; the client takes no fragments, no surface commands, but moves on its screen
        assertThat(path)
                .isInstanceOfSatisfying(
                        GraphicsPath.Bitmaps.class,
                        bitmaps -> assertThat(bitmaps.bitsPerPixel()).isEqualTo(24));
    }

    private static byte[] onLine(byte[] pdu) {
        return java.util.Arrays.copyOfRange(pdu, 14, pdu.length);
    }

    /**
     * The stream id is low (1) instead of medium (2), as the client has it, and the uncompressed length counts the four bytes
     * of header behind it, as the specification's own frame of 4.2.1 does.
     */
    private static byte[] asOurs(byte[] frame) {
        byte[] ours = frame.clone();
        ours[11] = 1;
        ours[12] += 4;
        return ours;
    }

    @Test
    void fastPathInputMovesTheMouse() {
        SyntheticClient client = confirmed();
        client.data(1003, frame("4.1.18"));
        client.send(hex("04 09 20 0008 ab02 6f01")); // 4.7 without its encryption
        assertThat(client.event(SessionEvent.Input.class).input()).isEqualTo(new InputEvent.Move(683, 367));
        SyntheticClient encrypted = confirmed();
        encrypted.data(1003, frame("4.1.18"));
        encrypted.send(hex("c4 11 30356b5bb534c847 26185e760ede28"));
        assertThat(encrypted.session.isClosed()).isTrue();
    }

    @Test
    void theShutdownRequestIsDeniedAndTheUltimatumEndsIt() {
        SyntheticClient client = confirmed();
        client.data(1003, frame("4.1.18"));
        client.session.logOn();
        client.data(1003, hex("12001700ef03 ea030200 00 01 0400 24 00 0000")); // 4.2.1
        assertThat(client.messages.getLast().data()).isEqualTo(hex("12001700ea03 ea030100 00 01 0400 25 00 0000"));
        client.send(hex("03000009 02f080 2180")); // 4.2.3
        assertThat(client.event(SessionEvent.Closed.class).reason().kind()).isEqualTo(CloseReason.Kind.CLIENT);
    }
}
