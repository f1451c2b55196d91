package org.fairlead.rdp;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.fairlead.rdp.auth.CredSspClient;
import org.fairlead.rdp.auth.LogonFailure;
import org.fairlead.rdp.connect.ClientCore;
import org.fairlead.rdp.picture.GraphicsPath;
import org.fairlead.rdp.wire.ByteReader;
import org.fairlead.rdp.wire.ByteWriter;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The way in: what the server test suite of the specifications' owner checks in S1_Connection_*. */
class ConnectionTest {
    private static SyntheticClient client(boolean tlsOnly) {
        return new SyntheticClient(SyntheticClient.settings(tlsOnly));
    }

    @ParameterizedTest
    @CsvSource({
        // server allows TLS only, client offers, answer (2 response, 3 failure), value
        "false, 11, 2, 8",
        "false, 3, 2, 2",
        "false, 2, 2, 2",
        "false, 1, 3, 5",
        "false, 0, 3, 5",
        "false, -1, 3, 5",
        "true, 11, 2, 8",
        "true, 3, 2, 2",
        "true, 1, 2, 1",
        "true, 0, 3, 1"
    })
    void theRequestIsAnsweredWithOneProtocolOrTheRightRefusal(boolean tlsOnly, int offers, int type, int value)
            throws Exception {
        SyntheticClient client = client(tlsOnly);
        client.request("", offers);
        ByteReader in = client.last("confirm").in();
        assertThat(in.u8()).isEqualTo(type);
        assertThat(in.u8()).isEqualTo(type == 2 ? 3 : 0);
        assertThat(in.u16()).isEqualTo(8);
        assertThat(in.i32()).isEqualTo(value);
        assertThat(in.isEmpty()).isTrue();
        assertThat(client.session.isClosed()).isEqualTo(type == 3);
        assertThat(client.events.getFirst())
                .isInstanceOf(type == 2 ? SessionEvent.StartTls.class : SessionEvent.Closed.class);
    }

    @Test
    void cookiesAndRoutingTokensAndCorrelationsAreAccepted() {
        SyntheticClient client = client(false);
        client.request("Cookie: msts=3640205228.15629.0000\r\n", 3);
        assertThat(client.session.isClosed()).isFalse();
        SyntheticClient second = client(false);
        byte[] request = new ByteWriter()
                .u8(6 + 8 + 36)
                .u8(0xE0)
                .zeros(5)
                .u8(1)
                .u8(8)
                .u16(8)
                .u32(3)
                .u8(6)
                .u8(0)
                .u16(36)
                .zeros(32)
                .toByteArray();
        second.send(SyntheticClient.tpktRaw(request));
        assertThat(second.session.isClosed()).isFalse();
    }

    @Test
    void aConnectionRequestOfOneKibibyteIsReadAndALongerOneNot() {
        SyntheticClient client = client(false);
        byte[] long1024 = new byte[1024];
        long1024[0] = 3;
        long1024[2] = 4;
        client.session.receive(long1024, 0, 4, client.now);
        assertThat(client.session.isClosed()).isFalse();
        SyntheticClient other = client(false);
        long1024[3] = 1;
        other.session.receive(long1024, 0, 4, other.now);
        assertThat(other.session.isClosed()).isTrue();
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 1, 2, 3})
    void theConnectResponseMirrorsWhatTheClientAsked(int channelCount) throws Exception {
        SyntheticClient client = client(false);
        client.channels = List.of("rdpdr", "rdpsnd", "drdynvc").subList(0, channelCount);
        client.request("", 11);
        client.logOn("anna", "secret", CredSspClient.Wrap.RAW, 6);
        client.connect();
        ByteReader core = client.last(0x0C01).in();
        core.skip(4);
        assertThat(core.i32()).isEqualTo(11);
        assertThat(client.last(0x0C02).data()).isEqualTo(new byte[8]);
        assertThat(client.channelIds).hasSize(channelCount).doesNotHaveDuplicates();
        assertThat(client.last(0x0C03).data().length).isEqualTo(4 + 2 * channelCount + channelCount % 2 * 2);
        assertThat(client.messageChannelId).isNotZero();
        assertThat(client.messages.stream().filter(m -> m.kind().equals("join-confirm")))
                .hasSize(channelCount + 3)
                .allSatisfy(m -> assertThat(m.data()[1]).isZero());
    }

    @Test
    void aClientWithoutMessageChannelGetsNone() {
        SyntheticClient client = client(false);
        client.messageChannel = false;
        client.activate(SyntheticClient.fullSets());
        assertThat(client.messageChannelId).isZero();
        assertThat(client.session.isActive() || !client.session.isClosed()).isTrue();
    }

    @Test
    void aClientThatSleepsBetweenAnswersGetsItsJoinsConfirmedAheadAndOnce() {
        SyntheticClient client = client(false);
        client.build = 18363;
        client.request("", 3);
        client.logOn("anna", "secret", CredSspClient.Wrap.RAW, 6);
        client.send(client.connectInitial());
        List<String> ahead = client.kinds();
        assertThat(ahead.stream().filter("attach-confirm 0"::equals)).hasSize(1);
        assertThat(ahead.stream().filter("join-confirm 0"::equals)).hasSize(6);
        SyntheticClient whole = client(false);
        whole.build = 18363;
        whole.activate(SyntheticClient.fullSets());
        assertThat(whole.kinds().stream().filter("join-confirm 0"::equals)).hasSize(6);
        assertThat(whole.session.isActive()).isTrue();
    }

    @Test
    void aChannelThatNobodyAskedForIsNotJoined() {
        SyntheticClient client = client(false);
        client.request("", 3);
        client.logOn("anna", "secret", CredSspClient.Wrap.RAW, 6);
        client.connect();
        client.join(1100);
        assertThat(client.last("join-confirm").data()[1]).isNotZero();
    }

    @Test
    void withHybridExTheClientIsToldThatItMayIn() {
        SyntheticClient client = client(false);
        client.request("", 11);
        client.logOn("anna", "secret", CredSspClient.Wrap.SPNEGO_KERBEROS_FIRST, 6);
        assertThat(client.lastTsRequest()).containsExactly(0, 0, 0, 0);
        assertThat(client.event(SessionEvent.Authenticated.class).user()).isEqualTo("anna");
    }

    @Test
    void aWrongPasswordEndsWithTheErrorCodeInATsRequest() {
        SyntheticClient client = client(false);
        client.request("", 3);
        client.logOn("anna", "wrong", CredSspClient.Wrap.RAW, 6);
        assertThat(java.util.HexFormat.of().formatHex(client.lastTsRequest())).endsWith("a4060204c000006d");
        assertThat(client.events).contains(new SessionEvent.AuthenticationFailed("anna"));
        assertThat(client.event(SessionEvent.Closed.class).reason().kind()).isEqualTo(CloseReason.Kind.AUTHENTICATION);
    }

    @Test
    void aLockedOutClientIsTold() {
        SyntheticClient client = client(false);
        client.request("", 3);
        client.session.tlsStarted(client.now);
        client.session.refuse(LogonFailure.LOCKED_OUT);
        assertThat(java.util.HexFormat.of().formatHex(client.session.takeOutput()))
                .endsWith("a4060204c0000234");
        assertThat(client.session.isClosed()).isTrue();
    }

    @Test
    void theLicenceShortCutIsExactAndDemandActiveFollows() throws Exception {
        SyntheticClient client = client(false);
        client.request("", 3);
        client.logOn("anna", "secret", CredSspClient.Wrap.RAW, 6);
        client.connect();
        client.clientInfo("anna", "", new byte[0]);
        List<SyntheticClient.FromServer> data = client.messages.stream()
                .filter(m -> m.kind().equals("data") && m.number() == 1003)
                .toList();
        assertThat(java.util.HexFormat.of().formatHex(data.getFirst().data()))
                .isEqualTo("80000000ff031000070000000200000004000000");
        ByteReader in = data.get(1).in();
        assertThat(in.u16()).isEqualTo(data.get(1).data().length);
        assertThat(in.u16()).isEqualTo(0x11);
        in.skip(2 + 4);
        int source = in.u16();
        int combined = in.u16();
        in.skip(source);
        int count = in.u16();
        in.skip(2);
        int size = 4;
        for (int i = 0; i < count; i++) {
            in.skip(2);
            int length = in.u16();
            size += length;
            in.skip(length - 4);
        }
        assertThat(combined).isEqualTo(size);
        assertThat(in.remaining()).isEqualTo(4);
    }

    @Test
    void finalisationAnswersInOrderAndFontMapComesLast() throws Exception {
        SyntheticClient client = SyntheticClient.active(SyntheticClient.fullSets());
        List<Integer> types = client.messages.stream()
                .filter(m -> m.kind().equals("data") && m.number() == 1003 && m.data().length > 18)
                .filter(m -> (m.data()[2] & 0xF) == 7)
                .map(m -> m.data()[14] & 0xFF)
                .toList();
        assertThat(types).containsExactly(0x1F, 0x14, 0x14, 0x28);
        ByteReader cooperate = new ByteReader(client.shareData(0x14).get(0));
        assertThat(cooperate.u16()).isEqualTo(4);
        assertThat(cooperate.u16()).isZero();
        assertThat(cooperate.i32()).isZero();
        ByteReader granted = new ByteReader(client.shareData(0x14).get(1));
        assertThat(granted.u16()).isEqualTo(2);
        assertThat(granted.u16()).isEqualTo(client.userChannel);
        assertThat(granted.i32()).isEqualTo(0x3EA);
        assertThat(client.shareData(0x28).getFirst()).containsExactly(0, 0, 0, 0, 3, 0, 4, 0);
    }

    @Test
    void aClientThatPipelinesEverythingGetsInAsWell() {
        SyntheticClient recorder = SyntheticClient.active(SyntheticClient.fullSets());
        SyntheticClient client = client(false);
        client.request("", 3);
        client.logOn("anna", "secret", CredSspClient.Wrap.RAW, 6);
        ByteWriter all = new ByteWriter();
        int from = recorder.sent.size();
        for (int i = 4; i < from; i++) all.bytes(recorder.sent.get(i));
        client.send(all.toByteArray());
        assertThat(client.session.isClosed()).isFalse();
        assertThat(client.events(SessionEvent.Activated.class)).hasSize(1);
    }

    @Test
    void theSameBytesOneByOneGiveTheSame() {
        SyntheticClient recorder = SyntheticClient.active(SyntheticClient.fullSets());
        SyntheticClient client = client(false);
        client.request("", 3);
        client.logOn("anna", "secret", CredSspClient.Wrap.RAW, 6);
        for (int i = 4; i < recorder.sent.size(); i++) for (byte b : recorder.sent.get(i)) client.send(new byte[] {b});
        assertThat(client.events(SessionEvent.Activated.class)).hasSize(1);
        assertThat(client.kinds()).endsWith("data 1003");
    }

    @Test
    void aPasswordUnderTlsIsOfferedAndTheClientGetsInWhenItIsRight() {
        SyntheticClient client = client(true);
        client.early &= ~ClientCore.DYNVC_GFX;
        client.request("", 1);
        client.session.tlsStarted(client.now);
        client.connect();
        client.clientInfo("anna", "secret", new byte[0]);
        SessionEvent.PasswordOffered offer = client.event(SessionEvent.PasswordOffered.class);
        assertThat(offer.user()).isEqualTo("anna");
        assertThat(offer.password()).containsExactly('s', 'e', 'c', 'r', 'e', 't');
        assertThat(offer.toString()).doesNotContain("secret");
        client.session.decide(true, client.now);
        client.collect();
        client.confirmActive(SyntheticClient.fullSets());
        client.finalizeConnection();
        assertThat(client.event(SessionEvent.Activated.class).path()).isInstanceOf(GraphicsPath.Bitmaps.class);
    }

    @Test
    void aWrongPasswordUnderTlsEndsWithErrorInfo() {
        SyntheticClient client = client(true);
        client.request("", 1);
        client.session.tlsStarted(client.now);
        client.connect();
        client.clientInfo("anna", "no", new byte[0]);
        client.session.decide(false, client.now);
        client.collect();
        assertThat(client.shareData(0x2F)).hasSize(1);
        assertThat(client.shareData(0x2F).getFirst()).containsExactly(0x0A, 0, 0, 0);
        assertThat(client.kinds()).endsWith("ultimatum 0");
        assertThat(client.session.isClosed()).isTrue();
    }

    @Test
    void moreThan64KibibytesBeforeAuthenticationEndIt() {
        SyntheticClient client = client(false);
        client.request("", 3);
        client.session.tlsStarted(client.now);
        byte[] start = {0x30, (byte) 0x82, (byte) 0xFF, (byte) 0xF0};
        client.session.receive(start, 0, 4, client.now);
        int left = RdpSession.LIMIT_BEFORE_AUTHENTICATION
                - 4
                - client.sent.stream().mapToInt(b -> b.length).sum();
        client.session.receive(new byte[left], 0, left, client.now);
        assertThat(client.session.isClosed()).isFalse();
        client.session.receive(new byte[1], 0, 1, client.now);
        assertThat(client.session.isClosed()).isTrue();
    }

    @Test
    void whoIsNotAuthenticatedAfterTenSecondsIsCutOff() {
        SyntheticClient client = client(false);
        client.request("", 3);
        client.session.tick(client.now + RdpSession.TIME_TO_AUTHENTICATE_NANOS - 1);
        assertThat(client.session.isClosed()).isFalse();
        assertThat(client.session.deadlineNanos()).isEqualTo(client.now + RdpSession.TIME_TO_AUTHENTICATE_NANOS);
        client.session.tick(client.now + RdpSession.TIME_TO_AUTHENTICATE_NANOS);
        assertThat(client.session.isClosed()).isTrue();
    }

    @ParameterizedTest
    @CsvSource({"4, 16", "8, 16", "15, 15", "16, 16", "24, 24"})
    void theColourDepthIsThatOfTheClientAndPalettesBecome16Bit(int asked, int served) {
        SyntheticClient client = client(false);
        client.early &= ~ClientCore.WANT_32BPP;
        client.colorDepth = asked;
        client.activate(SyntheticClient.fullSets());
        assertThat(((GraphicsPath.Bitmaps)
                                client.event(SessionEvent.Activated.class).path())
                        .bitsPerPixel())
                .isEqualTo(served);
    }

    @Test
    void thirtyOneChannelsAreTakenAndThirtyTwoAreNot() {
        SyntheticClient client = client(false);
        client.channels =
                java.util.stream.IntStream.range(0, 31).mapToObj(i -> "c" + i).toList();
        client.activate(SyntheticClient.fullSets());
        assertThat(client.channelIds).hasSize(31);
        SyntheticClient greedy = client(false);
        greedy.channels =
                java.util.stream.IntStream.range(0, 32).mapToObj(i -> "c" + i).toList();
        greedy.request("", 3);
        greedy.logOn("anna", "secret", CredSspClient.Wrap.RAW, 6);
        greedy.send(greedy.connectInitial());
        assertThat(greedy.session.isClosed()).isTrue();
    }

    @Test
    void aCookieForReconnectingIsReportedAndChecked() {
        SyntheticClient client = client(false);
        byte[] random = new byte[16];
        random[3] = 9;
        byte[] cookie = new ByteWriter()
                .u32(28)
                .u32(1)
                .u32(77)
                .bytes(AutoReconnect.verifier(random))
                .toByteArray();
        client.request("", 3);
        client.logOn("anna", "secret", CredSspClient.Wrap.RAW, 6);
        client.connect();
        client.clientInfo("anna", "", cookie);
        SessionEvent.Reconnects event = client.event(SessionEvent.Reconnects.class);
        assertThat(event.logonId()).isEqualTo(77);
        assertThat(AutoReconnect.verifies(random, event.verifier())).isTrue();
        assertThat(AutoReconnect.verifies(new byte[16], event.verifier())).isFalse();
    }
}
