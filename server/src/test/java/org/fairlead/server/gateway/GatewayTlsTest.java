package org.fairlead.server.gateway;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Path;
import java.security.KeyPair;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.List;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLSocket;
import org.fairlead.protocol.agent.Down;
import org.fairlead.server.core.pki.Authorities;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class GatewayTlsTest {
    @TempDir
    private Path folder;

    @AfterEach
    void freeChoice() {
        System.clearProperty(GatewayTls.PROPERTY);
    }

    private GatewayFixture gateway(String engine) throws Exception {
        System.setProperty(GatewayTls.PROPERTY, engine);
        return new GatewayFixture(folder.resolve("keys"), GatewayFixture.config());
    }

    @ParameterizedTest
    @CsvSource({"boringssl,BoringSSL", "jdk,JDK"})
    void aDeviceIsKnownByItsCertificate(String engine, String name) throws Exception {
        try (GatewayFixture gateway = gateway(engine);
                TestAgent agent = gateway.connect()) {
            assertThat(gateway.server.engine()).isEqualTo(name);
            agent.hello();
            assertThat(agent.receive()).isInstanceOf(Down.Welcome.class);
            assertThat(gateway.desk.fingerprints).containsExactly(gateway.identity.fingerprint());
            assertThat(((SSLSocket) agent.socket).getSession().getProtocol()).isEqualTo("TLSv1.3");
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"boringssl", "jdk"})
    void aTicketResumesTheSessionWithTheSameIdentity(String engine) throws Exception {
        try (GatewayFixture gateway = gateway(engine)) {
            SSLContext context = gateway.context();
            long created;
            try (TestAgent first = TestAgent.connect(context, gateway.server.port())) {
                first.hello();
                first.receive();
                created = ((SSLSocket) first.socket).getSession().getCreationTime();
            }
            Thread.sleep(5);
            try (TestAgent second = TestAgent.connect(context, gateway.server.port())) {
                second.hello();
                assertThat(second.receive()).isInstanceOf(Down.Welcome.class);
                assertThat(((SSLSocket) second.socket).getSession().getCreationTime())
                        .isEqualTo(created);
            }
            assertThat(gateway.desk.fingerprints)
                    .containsExactly(gateway.identity.fingerprint(), gateway.identity.fingerprint());
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"boringssl", "jdk"})
    void withoutACertificateNobodyComesIn(String engine) throws Exception {
        try (GatewayFixture gateway = gateway(engine)) {
            refused(gateway, TestAgent.context(null, List.of(), gateway.authorities.serverAuthority()));
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"boringssl", "jdk"})
    void aCertificateOfAnotherAuthorityOfTheSameNameIsRefused(String engine) throws Exception {
        try (GatewayFixture gateway = gateway(engine)) {
            Authorities foreign =
                    Authorities.loadOrCreate(folder.resolve("foreign"), List.of("localhost"), Clock.systemUTC());
            KeyPair key = GatewayFixture.newKey();
            Authorities.Identity identity = GatewayFixture.issue(foreign, key);
            refused(
                    gateway,
                    TestAgent.context(
                            key,
                            List.of(identity.certificate(), foreign.deviceAuthority()),
                            gateway.authorities.serverAuthority()));
            refused(
                    gateway,
                    TestAgent.context(
                            key,
                            List.of(identity.certificate(), gateway.authorities.deviceAuthority()),
                            gateway.authorities.serverAuthority()));
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"boringssl", "jdk"})
    void anExpiredCertificateIsRefused(String engine) throws Exception {
        try (GatewayFixture gateway = gateway(engine)) {
            Instant then = Instant.now().minus(Duration.ofDays(400));
            Authorities past = Authorities.loadOrCreate(
                    folder.resolve("keys"), List.of("localhost", "127.0.0.1"), Clock.fixed(then, ZoneOffset.UTC));
            KeyPair key = GatewayFixture.newKey();
            Authorities.Identity identity = GatewayFixture.issue(past, key);
            identity.certificate().verify(gateway.authorities.deviceAuthority().getPublicKey());
            refused(
                    gateway,
                    TestAgent.context(key, List.of(identity.certificate()), gateway.authorities.serverAuthority()));
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"boringssl", "jdk"})
    void theServersOwnCertificateIsNoIdentity(String engine) throws Exception {
        try (GatewayFixture gateway = gateway(engine)) {
            KeyPair server = new KeyPair(
                    gateway.authorities.serverChain().getFirst().getPublicKey(), gateway.authorities.serverKey());
            refused(
                    gateway,
                    TestAgent.context(
                            server, gateway.authorities.serverChain(), gateway.authorities.serverAuthority()));
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"boringssl", "jdk"})
    void tls12IsSpokenWithForwardSecrecyAndAuthenticatedEncryptionAloneAndTheDeskIsTold(String engine)
            throws Exception {
        try (GatewayFixture gateway = gateway(engine)) {
            try (TestAgent phone = TestAgent.tls(gateway.context(), gateway.server.port(), "TLSv1.2")) {
                assertThat(phone.upgrade("/agent/v1")).contains(" 101 ");
                phone.hello();
                assertThat(phone.receive()).isInstanceOf(Down.Welcome.class);
                assertThat(((SSLSocket) phone.socket).getSession().getCipherSuite())
                        .matches("TLS_ECDHE_ECDSA_WITH_(AES_\\d+_GCM|CHACHA20_POLY1305)_SHA\\d+");
            }
            assertThat(gateway.desk.fingerprints).containsExactly(gateway.identity.fingerprint());
            assertThat(gateway.desk.links.getFirst().oldTls()).isTrue();
            for (String weak : List.of(
                    "TLS_ECDHE_ECDSA_WITH_AES_128_CBC_SHA256",
                    "TLS_ECDHE_ECDSA_WITH_AES_256_CBC_SHA",
                    "TLS_DHE_RSA_WITH_AES_128_GCM_SHA256")) {
                assertThatThrownBy(() -> TestAgent.tls12(gateway.context(), gateway.server.port(), weak))
                        .as(weak)
                        .isInstanceOf(IOException.class);
            }
            TestAgent.tls12(gateway.context(), gateway.server.port(), "TLS_ECDHE_ECDSA_WITH_AES_128_GCM_SHA256")
                    .close();
            try (TestAgent new13 = gateway.greeted()) {
                assertThat(gateway.desk.links.getLast().oldTls()).isFalse();
            }
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"boringssl", "jdk"})
    void byTls12TooNobodyComesInWithoutACertificateOfTheDeviceAuthority(String engine) throws Exception {
        try (GatewayFixture gateway = gateway(engine)) {
            SSLContext nobody = TestAgent.context(null, List.of(), gateway.authorities.serverAuthority());
            assertThatThrownBy(() -> {
                        try (TestAgent agent = TestAgent.tls(nobody, gateway.server.port(), "TLSv1.2")) {
                            agent.upgrade("/agent/v1");
                        }
                    })
                    .isInstanceOf(IOException.class);
            assertThat(gateway.desk.fingerprints).isEmpty();
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"boringssl", "jdk"})
    void whereTls12IsNotAllowedItIsRefused(String engine) throws Exception {
        System.setProperty(GatewayTls.PROPERTY, engine);
        try (GatewayFixture gateway = new GatewayFixture(
                folder.resolve("keys"), GatewayFixture.config().withTls12(false))) {
            SSLContext context = gateway.context();
            assertThatThrownBy(() -> TestAgent.tls(context, gateway.server.port(), "TLSv1.2"))
                    .isInstanceOf(IOException.class);
            TestAgent.tls(context, gateway.server.port(), "TLSv1.3").close();
        }
    }

    @Test
    void anUnknownEngineIsAClearError() {
        assertThatThrownBy(() -> gateway("openssl3"))
                .hasMessage("fairlead.gateway.tls is \"openssl3\", use jdk or boringssl");
    }

    private static void refused(GatewayFixture gateway, SSLContext context) {
        assertThatThrownBy(() -> {
                    try (TestAgent agent = TestAgent.connect(context, gateway.server.port())) {
                        agent.hello();
                        agent.receive();
                    }
                })
                .isInstanceOf(IOException.class);
        assertThat(gateway.desk.fingerprints).isEmpty();
    }
}
