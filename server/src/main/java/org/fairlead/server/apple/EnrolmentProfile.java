package org.fairlead.server.apple;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.security.PrivateKey;
import java.security.cert.X509Certificate;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.function.Supplier;
import org.fairlead.server.core.apple.CommandLoop;
import org.fairlead.server.core.apple.ManagementProfile;
import org.fairlead.server.core.apple.Offers;

/**
 * Makes the profile that connects an iPhone or iPad: the root of the server's certificate, an identity by SCEP, the
 * management. Signed with the server's TLS key.
 */
public final class EnrolmentProfile implements ManagementProfile {
    /** Everything that a server may ask for. */
    static final int ACCESS_RIGHTS = 8191;

    private final IdentityAuthority authority;
    private final Supplier<Signer> signer;
    private final Supplier<String> publicUrl;
    private final Supplier<String> organisation;

    public EnrolmentProfile(
            IdentityAuthority authority,
            Supplier<Signer> signer,
            Supplier<String> publicUrl,
            Supplier<String> organisation) {
        this.authority = authority;
        this.signer = signer;
        this.publicUrl = publicUrl;
        this.organisation = organisation;
    }

    /** The server's TLS key; the chain goes from the server's certificate to its root. */
    public record Signer(PrivateKey key, List<X509Certificate> chain) {}

    @Override
    public String hash() {
        try {
            MessageDigest digest = MessageDigest.getInstance("SHA-256");
            digest.update(signer.get().chain().getLast().getEncoded());
            digest.update(fingerprint());
            return HexFormat.of().formatHex(digest.digest());
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }

    @Override
    public String serverUrl() {
        return publicUrl.get();
    }

    /** The signed profile in DER. */
    @Override
    public byte[] signed(Offers.Offer offer) {
        Signer with = signer.get();
        return SignedPlist.of(content(offer, with.chain().getLast()), with);
    }

    private Map<String, Object> content(Offers.Offer offer, X509Certificate root) {
        String scep = uuid(offer, "scep");
        Map<String, Object> profile = payload("Configuration", CommandLoop.PROFILE, uuid(offer, "profile"));
        profile.put("PayloadDisplayName", organisation.get() + ": management");
        profile.put("PayloadOrganization", organisation.get());
        profile.put(
                "PayloadDescription",
                "Connects this device to the management of " + organisation.get()
                        + ". It can be removed in the settings.");
        profile.put("PayloadContent", List.of(root(offer, root), scep(offer, scep), management(offer, scep)));
        return profile;
    }

    private static Map<String, Object> root(Offers.Offer offer, X509Certificate root) {
        Map<String, Object> payload =
                payload("com.apple.security.root", CommandLoop.PROFILE + ".root", uuid(offer, "root"));
        payload.put("PayloadDisplayName", "Server certificate");
        try {
            payload.put("PayloadContent", root.getEncoded());
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
        return payload;
    }

    private Map<String, Object> scep(Offers.Offer offer, String id) {
        Map<String, Object> content = new LinkedHashMap<>();
        content.put("URL", offer.serverUrl() + "/apple/scep");
        content.put("Name", "fairlead");
        content.put(
                "Subject",
                List.of(
                        List.of(List.of("O", "Fairlead")),
                        List.of(List.of("CN", offer.enrolment().toString()))));
        content.put("Challenge", offer.challenge());
        content.put("Keysize", 2048);
        content.put("Key Type", "RSA");
        content.put("Key Usage", 5);
        content.put("KeyIsExtractable", false);
        content.put("Retries", 3);
        content.put("RetryDelay", 10);
        content.put("CAFingerprint", fingerprint());
        Map<String, Object> payload = payload("com.apple.security.scep", CommandLoop.PROFILE + ".identity", id);
        payload.put("PayloadDisplayName", "Identity of this device");
        payload.put("PayloadContent", content);
        return payload;
    }

    private Map<String, Object> management(Offers.Offer offer, String scep) {
        Map<String, Object> payload = payload("com.apple.mdm", CommandLoop.PROFILE + ".mdm", uuid(offer, "mdm"));
        payload.put("PayloadDisplayName", "Device management");
        payload.put("IdentityCertificateUUID", scep);
        payload.put("Topic", offer.topic());
        payload.put("ServerURL", offer.serverUrl() + "/apple/mdm");
        payload.put("CheckInURL", offer.serverUrl() + "/apple/checkin");
        payload.put("SignMessage", true);
        payload.put("CheckOutWhenRemoved", true);
        payload.put("AccessRights", ACCESS_RIGHTS);
        payload.put("UseDevelopmentAPNS", false);
        return payload;
    }

    private byte[] fingerprint() {
        try {
            return MessageDigest.getInstance("SHA-256")
                    .digest(authority.issuer().certificate().getEncoded());
        } catch (GeneralSecurityException | IOException e) {
            throw new IllegalStateException(e);
        }
    }

    private static Map<String, Object> payload(String type, String identifier, String uuid) {
        Map<String, Object> payload = new LinkedHashMap<>();
        payload.put("PayloadType", type);
        payload.put("PayloadVersion", 1);
        payload.put("PayloadIdentifier", identifier);
        payload.put("PayloadUUID", uuid);
        return payload;
    }

    private static String uuid(Offers.Offer offer, String part) {
        return UUID.nameUUIDFromBytes(
                        (offer.enrolment() + "|" + offer.challenge() + "|" + part).getBytes(StandardCharsets.US_ASCII))
                .toString()
                .toUpperCase(java.util.Locale.ROOT);
    }
}
