package org.fairlead.server.gateway;

import java.io.StringWriter;
import java.nio.file.Path;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.time.Clock;
import java.util.List;
import java.util.UUID;
import javax.net.ssl.SSLContext;
import org.bouncycastle.asn1.x500.X500Name;
import org.bouncycastle.openssl.jcajce.JcaPEMWriter;
import org.bouncycastle.operator.jcajce.JcaContentSignerBuilder;
import org.bouncycastle.pkcs.jcajce.JcaPKCS10CertificationRequestBuilder;
import org.fairlead.server.core.pki.Authorities;

/** A gateway on a free port with a stub desk, and a device's identity. */
final class GatewayFixture implements AutoCloseable {
    final Authorities authorities;
    final StubDesk desk = new StubDesk();
    final GatewayServer server;
    final Authorities.Identity identity;
    final KeyPair key;

    GatewayFixture(Path folder, GatewayConfig config) throws Exception {
        authorities = Authorities.loadOrCreate(folder, List.of("localhost", "127.0.0.1"), Clock.systemUTC());
        key = newKey();
        identity = issue(authorities, key);
        server = new GatewayServer(
                config, desk, authorities.serverKey(), authorities.serverChain(), authorities.deviceAuthority());
        server.start();
    }

    static GatewayConfig config() {
        return GatewayConfig.of("127.0.0.1", 0, 60, 2);
    }

    static KeyPair newKey() throws Exception {
        KeyPairGenerator generator = KeyPairGenerator.getInstance("EC");
        generator.initialize(256);
        return generator.generateKeyPair();
    }

    static Authorities.Identity issue(Authorities authorities, KeyPair key) throws Exception {
        var request = new JcaPKCS10CertificationRequestBuilder(new X500Name("CN=device"), key.getPublic())
                .build(new JcaContentSignerBuilder("SHA256withECDSA").build(key.getPrivate()));
        StringWriter pem = new StringWriter();
        try (JcaPEMWriter writer = new JcaPEMWriter(pem)) {
            writer.writeObject(request);
        }
        return authorities.issueIdentity(UUID.randomUUID(), pem.toString());
    }

    SSLContext context() throws Exception {
        return TestAgent.context(key, List.of(identity.certificate()), authorities.serverAuthority());
    }

    TestAgent connect() throws Exception {
        return TestAgent.connect(context(), server.port());
    }

    TestAgent greeted() throws Exception {
        TestAgent agent = connect();
        agent.hello();
        agent.receive();
        return agent;
    }

    @Override
    public void close() {
        server.close();
    }
}
