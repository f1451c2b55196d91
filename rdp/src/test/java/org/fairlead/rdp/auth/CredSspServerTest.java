package org.fairlead.rdp.auth;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import org.fairlead.rdp.wire.ProtocolException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class CredSspServerTest {
    private static final byte[] PUBLIC_KEY = {0x30, 5, 2, 1, 1, 2, 1};

    private static CredSspServer server() {
        return new CredSspServer("screen", PUBLIC_KEY, new byte[] {8, 7, 6, 5, 4, 3, 2, 1}, 133_000_000_000_000_000L);
    }

    private static List<NtHash> hashes(String... passwords) {
        return List.of(passwords).stream().map(p -> NtHash.of(p.toCharArray())).toList();
    }

    private static void logOn(CredSspServer server, CredSspClient client, List<NtHash> hashes) throws Exception {
        byte[] message = client.first();
        for (int i = 0; i < 8 && !server.isDone(); i++) {
            byte[] answer = server.receive(message);
            if (server.claim() != null) answer = server.accept(hashes);
            if (server.isDone()) break;
            message = client.next(answer);
        }
    }

    @ParameterizedTest
    @CsvSource({
        "RAW, 2",
        "RAW, 3",
        "RAW, 4",
        "RAW, 5",
        "RAW, 6",
        "RAW, 9",
        "SPNEGO_NTLM_FIRST, 2",
        "SPNEGO_NTLM_FIRST, 6",
        "SPNEGO_KERBEROS_FIRST, 2",
        "SPNEGO_KERBEROS_FIRST, 6"
    })
    void aClientWithTheRightPasswordGetsInInEveryFormAndVersion(CredSspClient.Wrap wrap, int version) throws Exception {
        CredSspServer server = server();
        CredSspClient client =
                new CredSspClient(new NtlmClient("Anna", "HOME", "Grüße", true), wrap, version, PUBLIC_KEY);
        logOn(server, client, hashes("other", "Grüße"));
        assertThat(server.isDone()).isTrue();
        assertThat(client.isDone()).isTrue();
    }

    @Test
    void aClientWithoutMicGetsIn() throws Exception {
        CredSspServer server = server();
        logOn(
                server,
                new CredSspClient(new NtlmClient("anna", "", "secret", false), CredSspClient.Wrap.RAW, 6, PUBLIC_KEY),
                hashes("secret"));
        assertThat(server.isDone()).isTrue();
    }

    @Test
    void theClaimTellsUserAndDomainAsTheClientWroteThem() throws Exception {
        CredSspServer server = server();
        NtlmClient ntlm = new NtlmClient("Anna", "Home", "x", true);
        CredSspClient client = new CredSspClient(ntlm, CredSspClient.Wrap.RAW, 6, PUBLIC_KEY);
        assertThat(server.claim()).isNull();
        server.receive(client.next(server.receive(client.first())));
        assertThat(server.claim()).isEqualTo(new CredSspServer.Claim("Anna", "Home", "HERE"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"Secret", "secret ", ""})
    void aWrongPasswordIsRefusedWithLogonFailure(String wrong) {
        CredSspServer server = server();
        CredSspClient client =
                new CredSspClient(new NtlmClient("anna", "", wrong, true), CredSspClient.Wrap.RAW, 6, PUBLIC_KEY);
        assertThatThrownBy(() -> logOn(server, client, hashes("secret")))
                .isInstanceOfSatisfying(
                        AuthenticationException.class,
                        e -> assertThat(e.ntStatus()).isEqualTo(0xC000006D));
    }

    @Test
    void anUnknownUserIsRefusedLikeAWrongPassword() {
        CredSspServer server = server();
        CredSspClient client =
                new CredSspClient(new NtlmClient("who", "", "x", true), CredSspClient.Wrap.RAW, 6, PUBLIC_KEY);
        assertThatThrownBy(() -> logOn(server, client, List.of()))
                .isInstanceOf(AuthenticationException.class)
                .hasMessage("wrong user or password");
    }

    @Test
    void anonymousIsRefused() {
        CredSspServer server = server();
        NtlmClient ntlm = new NtlmClient("", "", "", true);
        ntlm.flags |= 0x0800;
        CredSspClient client = new CredSspClient(ntlm, CredSspClient.Wrap.RAW, 6, PUBLIC_KEY);
        assertThatThrownBy(() -> logOn(server, client, hashes("")))
                .isInstanceOfSatisfying(
                        AuthenticationException.class,
                        e -> assertThat(e.ntStatus()).isEqualTo(0xC000006D));
    }

    @Test
    void aClientWithoutStrongSealingIsRefused() {
        CredSspServer server = server();
        NtlmClient ntlm = new NtlmClient("anna", "", "secret", true);
        ntlm.flags &= ~0x2000_0000;
        CredSspClient client = new CredSspClient(ntlm, CredSspClient.Wrap.RAW, 6, PUBLIC_KEY);
        assertThatThrownBy(() -> logOn(server, client, hashes("secret")))
                .isInstanceOfSatisfying(
                        AuthenticationException.class,
                        e -> assertThat(e.ntStatus()).isEqualTo(0xC000006E));
    }

    @ParameterizedTest
    @ValueSource(ints = {2, 6})
    void aClientThatSawAnotherTlsKeyIsRefused(int version) {
        CredSspServer server = server();
        byte[] stranger = {0x30, 5, 2, 1, 9, 2, 1};
        CredSspClient client = new CredSspClient(
                new NtlmClient("anna", "", "secret", true), CredSspClient.Wrap.RAW, version, stranger);
        assertThatThrownBy(() -> logOn(server, client, hashes("secret"))).isInstanceOf(AuthenticationException.class);
    }

    @Test
    void aChangedMessageBreaksTheMic() throws Exception {
        CredSspServer server = server();
        NtlmClient ntlm = new NtlmClient("anna", "", "secret", true);
        byte[] challenge = TsRequest.read(
                        server.receive(TsRequest.ofToken(6, ntlm.negotiate()).write()))
                .token();
        byte[] authenticate = ntlm.authenticate(challenge);
        authenticate[68] ^= 1; // version field, covered by nothing but the MIC
        server.receive(TsRequest.ofToken(6, authenticate).write());
        assertThatThrownBy(() -> server.accept(hashes("secret")))
                .isInstanceOf(AuthenticationException.class)
                .hasMessage("the NTLM MIC is wrong");
    }

    @Test
    void theRefusalIsToldToPeersThatCanReadIt() throws Exception {
        for (int version : new int[] {2, 3, 4, 5, 6, 7}) {
            CredSspServer server = server();
            server.receive(TsRequest.ofToken(version, new NtlmClient("a", "", "", true).negotiate())
                    .write());
            byte[] refusal = server.refusal(LogonFailure.LOCKED_OUT.ntStatus());
            if (version == 2 || version == 5) assertThat(refusal).isEmpty();
            else assertThat(TsRequest.read(refusal).errorCode()).isEqualTo(0xC0000234);
        }
    }

    @Test
    void versionFiveNeedsANonce() throws Exception {
        CredSspServer server = server();
        NtlmClient ntlm = new NtlmClient("anna", "", "secret", true);
        byte[] challenge = TsRequest.read(
                        server.receive(TsRequest.ofToken(5, ntlm.negotiate()).write()))
                .token();
        byte[] none = {};
        byte[] authenticate = ntlm.authenticate(challenge);
        byte[] proof = ntlm.session().wrap(PUBLIC_KEY);
        server.receive(new TsRequest(5, authenticate, none, proof, 0, none).write());
        assertThatThrownBy(() -> server.accept(hashes("secret")))
                .isInstanceOf(ProtocolException.class)
                .hasMessageContaining("nonce");
    }

    @Test
    void aTokenOfAnotherKindIsRefused() {
        byte[] token = TsRequest.ofToken(6, new byte[] {1, 2, 3}).write();
        assertThatThrownBy(() -> server().receive(token)).isInstanceOf(ProtocolException.class);
    }

    @Test
    void versionOneIsRefused() {
        byte[] token = TsRequest.ofToken(1, new NtlmClient("a", "", "", true).negotiate())
                .write();
        assertThatThrownBy(() -> server().receive(token)).isInstanceOf(ProtocolException.class);
    }
}
