package org.fairlead.rdp.host;

import static org.assertj.core.api.Assertions.assertThat;

import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import org.junit.jupiter.api.Test;

class ReconnectsTest {
    private static final long PATIENCE = 60_000_000_000L;
    private final Reconnects<String> reconnects = new Reconnects<>(PATIENCE);
    private final byte[] secret = {1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15, 16};
    private final byte[] verifier = verifier(secret);
    private long now = 7;

    /** As a client makes it: HMAC-MD5 with the secret over 32 zero bytes. */
    private static byte[] verifier(byte[] secret) {
        try {
            Mac mac = Mac.getInstance("HmacMD5");
            mac.init(new SecretKeySpec(secret, "HmacMD5"));
            return mac.doFinal(new byte[32]);
        } catch (java.security.GeneralSecurityException e) {
            throw new AssertionError(e);
        }
    }

    private void given() {
        reconnects.given(42, secret.clone(), "first", now);
    }

    @Test
    void aCookieOpensOnceAlsoWhileItsConnectionSeemsToLive() {
        given();
        assertThat(reconnects.find(42, verifier, now)).isEqualTo("first");
        assertThat(reconnects.take(42, verifier, now)).isEqualTo("first");
        assertThat(reconnects.take(42, verifier, now)).isNull();
    }

    @Test
    void aWrongVerifierOrNumberOpensNothingAndSpendsNothing() {
        given();
        byte[] wrong = verifier.clone();
        wrong[15] ^= 1;
        assertThat(reconnects.take(42, wrong, now)).isNull();
        assertThat(reconnects.take(43, verifier, now)).isNull();
        assertThat(reconnects.take(42, new byte[0], now)).isNull();
        assertThat(reconnects.take(42, verifier, now)).isEqualTo("first");
    }

    @Test
    void afterTheLineBrokeItOpensForSoLong() {
        given();
        reconnects.ended("first", true, now);
        assertThat(reconnects.find(42, verifier, now + PATIENCE - 1)).isEqualTo("first");
        assertThat(reconnects.find(42, verifier, now + PATIENCE)).isNull();
        assertThat(reconnects.size()).isZero();
    }

    @Test
    void anEndInOrderEndsItsCookieAndNoOther() {
        given();
        reconnects.given(43, secret.clone(), "second", now);
        reconnects.ended("first", false, now);
        assertThat(reconnects.find(42, verifier, now)).isNull();
        assertThat(reconnects.find(43, verifier, now)).isEqualTo("second");
    }

    @Test
    void theCookieOfABrokenConnectionThatIsClosedAfterwardsOpensNothing() {
        given();
        reconnects.ended("first", true, now);
        reconnects.ended("first", false, now);
        assertThat(reconnects.find(42, verifier, now)).isNull();
    }

    @Test
    void asManyCookiesAsAllowedAreKeptAndTheOldestGoesForOneMore() {
        for (int i = 0; i < Reconnects.MOST; i++) reconnects.given(i, secret.clone(), "c" + i, now);
        assertThat(reconnects.find(0, verifier, now)).isEqualTo("c0");
        reconnects.given(1000, secret.clone(), "last", now);
        assertThat(reconnects.size()).isEqualTo(Reconnects.MOST);
        assertThat(reconnects.find(0, verifier, now)).isNull();
        assertThat(reconnects.find(1, verifier, now)).isEqualTo("c1");
    }
}
