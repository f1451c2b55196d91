package org.fairlead.simulator.bench;

import java.io.IOException;
import java.math.BigInteger;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.MessageDigest;
import java.security.PrivateKey;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.security.spec.PKCS8EncodedKeySpec;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Base64;
import java.util.Date;
import java.util.HexFormat;
import java.util.List;
import java.util.UUID;
import org.bouncycastle.asn1.x500.X500Name;
import org.bouncycastle.asn1.x509.ExtendedKeyUsage;
import org.bouncycastle.asn1.x509.Extension;
import org.bouncycastle.asn1.x509.KeyPurposeId;
import org.bouncycastle.asn1.x509.KeyUsage;
import org.bouncycastle.asn1.x509.SubjectPublicKeyInfo;
import org.bouncycastle.cert.X509v3CertificateBuilder;
import org.bouncycastle.cert.jcajce.JcaX509CertificateConverter;
import org.bouncycastle.operator.OperatorCreationException;
import org.bouncycastle.operator.jcajce.JcaContentSignerBuilder;
import org.fairlead.simulator.Identity;

/** Devices with identities put straight into the database, since enrolment is not what is measured. */
final class Population {
    private Population() {}

    static List<Identity> create(Connection database, Path keys, UUID group, int count, int gatewayPort)
            throws IOException, GeneralSecurityException, SQLException {
        String pem = Files.readString(keys.resolve("device-ca.key"));
        int begin = pem.indexOf("-----BEGIN PRIVATE KEY-----") + 27;
        PrivateKey key = KeyFactory.getInstance("EC")
                .generatePrivate(new PKCS8EncodedKeySpec(Base64.getMimeDecoder()
                        .decode(pem.substring(begin, pem.indexOf("-----END PRIVATE KEY-----")))));
        X509Certificate authority;
        try (var in = Files.newInputStream(keys.resolve("device-ca.crt"))) {
            authority =
                    (X509Certificate) CertificateFactory.getInstance("X.509").generateCertificate(in);
        }
        KeyPairGenerator generator = KeyPairGenerator.getInstance("EC");
        generator.initialize(256);
        List<Identity> identities = new ArrayList<>();
        UUID workspace = workspace(database);
        database.setAutoCommit(false);
        try (PreparedStatement device = database.prepareStatement("""
                        insert into device (workspace_id, id, number, name_id, platform, group_id, name, hostname, model,
                          serial, os, agent_version, addresses, reported, enrolled_at, search)
                        values (?, ?, ?, ?, 'thin-client', ?, ?, ?, 'HP t640', ?, 'Debian GNU/Linux 12', '0.1.0', '{}',
                          '{}', now(), ?)
                        """);
                PreparedStatement state =
                        database.prepareStatement("insert into device_state (workspace_id, device_id) values (?, ?)");
                PreparedStatement identity = database.prepareStatement(
                        "insert into identity values (?, ?, ?, now(), now() + interval '300 days', null)")) {
            for (int i = 0; i < count; i++) {
                UUID id = UUID.randomUUID();
                KeyPair pair = generator.generateKeyPair();
                X509Certificate leaf = certify(id, pair, authority, key);
                String name = "tc-%05d".formatted(i);
                device.setObject(1, workspace);
                device.setObject(2, id);
                device.setInt(3, i + 1);
                device.setString(4, "%08d".formatted(i));
                device.setObject(5, group);
                device.setString(6, name);
                device.setString(7, name);
                device.setString(8, "SN" + i);
                device.setString(9, name);
                device.addBatch();
                state.setObject(1, workspace);
                state.setObject(2, id);
                state.addBatch();
                identity.setString(
                        1,
                        HexFormat.of()
                                .formatHex(MessageDigest.getInstance("SHA-256").digest(leaf.getEncoded())));
                identity.setObject(2, workspace);
                identity.setObject(3, id);
                identity.addBatch();
                identities.add(new Identity(id.toString(), pair.getPrivate(), List.of(leaf), "127.0.0.1", gatewayPort));
            }
            device.executeBatch();
            state.executeBatch();
            identity.executeBatch();
        }
        database.commit();
        database.setAutoCommit(true);
        return identities;
    }

    private static UUID workspace(Connection database) throws SQLException {
        try (var statement = database.createStatement();
                var row = statement.executeQuery("select workspace_id from device_group limit 1")) {
            if (!row.next()) {
                throw new SQLException("the server has no group yet");
            }
            return row.getObject(1, UUID.class);
        }
    }

    private static X509Certificate certify(UUID id, KeyPair pair, X509Certificate authority, PrivateKey key)
            throws GeneralSecurityException, IOException {
        Instant now = Instant.now();
        X509v3CertificateBuilder builder = new X509v3CertificateBuilder(
                new X500Name(authority.getSubjectX500Principal().getName()),
                new BigInteger(1, id.toString().substring(0, 8).getBytes(java.nio.charset.StandardCharsets.US_ASCII)),
                Date.from(now.minusSeconds(3600)),
                Date.from(now.plusSeconds(86400L * 300)),
                new X500Name("CN=" + id),
                SubjectPublicKeyInfo.getInstance(pair.getPublic().getEncoded()));
        builder.addExtension(Extension.keyUsage, true, new KeyUsage(KeyUsage.digitalSignature));
        builder.addExtension(Extension.extendedKeyUsage, false, new ExtendedKeyUsage(KeyPurposeId.id_kp_clientAuth));
        try {
            return new JcaX509CertificateConverter()
                    .getCertificate(builder.build(new JcaContentSignerBuilder("SHA256withECDSA").build(key)));
        } catch (OperatorCreationException e) {
            throw new GeneralSecurityException(e);
        }
    }
}
