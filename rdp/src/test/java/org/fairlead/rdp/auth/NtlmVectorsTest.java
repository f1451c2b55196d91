package org.fairlead.rdp.auth;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import org.junit.jupiter.api.Test;

/** RFC 1320 A.5, RFC 6229 and MS-NLMP 4.2.4 (NTLMv2). */
class NtlmVectorsTest {
    private static final HexFormat HEX = HexFormat.of();
    private static final String CHALLENGE = """
            4e544c4d53535000020000000c000c003800000033828ae20123456789abcdef
            00000000000000002400240044000000060070170000000f5300650072007600
            6500720002000c0044006f006d00610069006e0001000c005300650072007600
            6500720000000000""".replace("\n", "");
    private static final String AUTHENTICATE = """
            4e544c4d5353500003000000180018006c00000054005400840000000c000c00
            48000000080008005400000010001000 5c00000010001000d8000000358288e2
            0501280a0000000f44006f006d00610069006e00550073006500720043004f00
            4d005000550054004500520086c35097ac9cec102554764a57cccc19aaaaaaaa
            aaaaaaaa68cd0ab851e51c96aabc927bebef6a1c010100000000000000000000
            00000000aaaaaaaaaaaaaaaa0000000002000c0044006f006d00610069006e00
            01000c005300650072007600650072000000000000000000c5dad2544fc97990
            94ce1ce90bc9d03e""".replace("\n", "").replace(" ", "");
    private static final byte[] KEY = filled(16, 0x55);

    private static byte[] filled(int count, int value) {
        byte[] bytes = new byte[count];
        Arrays.fill(bytes, (byte) value);
        return bytes;
    }

    private static String md4(String text) {
        return HEX.formatHex(Md4.digest(text.getBytes(StandardCharsets.US_ASCII)));
    }

    @Test
    void md4GivesTheDigestsOfRfc1320() {
        assertThat(md4("")).isEqualTo("31d6cfe0d16ae931b73c59d7e0c089c0");
        assertThat(md4("a")).isEqualTo("bde52cb31de33e46245e05fbdbd6fb24");
        assertThat(md4("abc")).isEqualTo("a448017aaf21d8525fc10ae87aa6729d");
        assertThat(md4("message digest")).isEqualTo("d9130a8164549fe818874806e1c7014b");
        assertThat(md4("abcdefghijklmnopqrstuvwxyz")).isEqualTo("d79e1c308aa5bbcdeea8ed63df412da9");
        assertThat(md4("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789"))
                .isEqualTo("043f8582f241db351ce627e153e7f0e4");
        assertThat(md4("1234567890".repeat(8))).isEqualTo("e33b4ddc9c38f2199c3e7b164fcc0536");
    }

    @Test
    void rc4GivesTheKeyStreamOfRfc6229() {
        assertThat(HEX.formatHex(new Rc4(HEX.parseHex("0102030405")).apply(new byte[16])))
                .isEqualTo("b2396305f03dc027ccc3524a0a1118a8");
        assertThat(HEX.formatHex(new Rc4(HEX.parseHex("0102030405060708090a0b0c0d0e0f10")).apply(new byte[16])))
                .isEqualTo("9ac7cc9a609d1ef7b2932899cde41b97");
    }

    @Test
    void theResponseKeyIsThatOfTheSpecification() {
        NtHash hash = NtHash.of("Password".toCharArray());
        assertThat(HEX.formatHex(hash.responseKey("User", "Domain"))).isEqualTo("0c868a403bfd7a93a3001ef22ef02e3f");
    }

    @Test
    void theSpecificationsAuthenticateMessageIsReadAndItsProofIsRight() throws Exception {
        NtlmAuthenticate message = NtlmAuthenticate.read(HEX.parseHex(AUTHENTICATE));
        assertThat(message.domain()).isEqualTo("Domain");
        assertThat(message.user()).isEqualTo("User");
        assertThat(message.workstation()).isEqualTo("COMPUTER");
        byte[] key = NtHash.of("Password".toCharArray()).responseKey("User", "Domain");
        byte[] blob = Arrays.copyOfRange(message.ntResponse(), 16, message.ntResponse().length);
        byte[] proof = Digests.hmacMd5(key, HEX.parseHex("0123456789abcdef"), blob);
        assertThat(HEX.formatHex(proof)).isEqualTo("68cd0ab851e51c96aabc927bebef6a1c");
        byte[] base = Digests.hmacMd5(key, proof);
        assertThat(HEX.formatHex(base)).isEqualTo("8de40ccadbc14a82f15cb0ad0de95ca3");
        assertThat(new Rc4(base).apply(message.sessionKey())).isEqualTo(KEY);
        assertThat(message.saysMic()).isFalse();
    }

    @Test
    void theServerAcceptsTheSpecificationsExchange() throws Exception {
        NtlmServer server = new NtlmServer("Server", HEX.parseHex("0123456789abcdef"), 0);
        byte[] authenticate = HEX.parseHex(AUTHENTICATE);
        NtlmSession session =
                server.verify(NtlmAuthenticate.read(authenticate), List.of(NtHash.of("Password".toCharArray())));
        NtlmSession client = new NtlmSession(KEY, "client-to-server", "server-to-client");
        assertThat(session.unwrap(client.wrap(new byte[] {1, 2, 3}))).containsExactly(1, 2, 3);
    }

    @Test
    void sealedMessagesAreThoseOfTheSpecification() {
        NtlmSession client = new NtlmSession(KEY, "client-to-server", "server-to-client");
        byte[] wrapped = client.wrap("Plaintext".getBytes(StandardCharsets.UTF_16LE));
        assertThat(HEX.formatHex(wrapped))
                .isEqualTo("010000007fb38ec5c55d497600000000" + "54e50165bf1936dc996020c1811b0f06fb5f");
    }

    @Test
    void ourChallengeHasTheLayoutOfTheSpecifications() throws Exception {
        byte[] theirs = HEX.parseHex(CHALLENGE);
        NtlmServer server = new NtlmServer("Server", HEX.parseHex("0123456789abcdef"), 0);
        byte[] ours = server.challenge(new NtlmClient("u", "", "p", true).negotiate());
        assertThat(Arrays.copyOf(ours, 12)).isEqualTo(Arrays.copyOf(theirs, 12));
        assertThat(Arrays.copyOfRange(ours, 24, 40)).isEqualTo(Arrays.copyOfRange(theirs, 24, 40));
        assertThat(new String(ours, 56, 12, StandardCharsets.UTF_16LE)).isEqualTo("SERVER");
    }
}
