package org.fairlead.simulator.apple;

import static org.fairlead.simulator.apple.ProfileCheck.require;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.SecureRandom;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.util.Arrays;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Consumer;
import org.bouncycastle.asn1.x509.AlgorithmIdentifier;
import org.bouncycastle.cert.X509CertificateHolder;
import org.bouncycastle.cert.jcajce.JcaCertStore;
import org.bouncycastle.cms.CMSException;
import org.bouncycastle.cms.CMSProcessableByteArray;
import org.bouncycastle.cms.CMSSignedData;
import org.bouncycastle.cms.CMSSignedDataGenerator;
import org.bouncycastle.cms.SignerInformation;
import org.bouncycastle.cms.jcajce.JcaSignerInfoGeneratorBuilder;
import org.bouncycastle.cms.jcajce.JcaSimpleSignerInfoVerifierBuilder;
import org.bouncycastle.operator.OperatorCreationException;
import org.bouncycastle.operator.jcajce.JcaContentSignerBuilder;
import org.bouncycastle.operator.jcajce.JcaDigestCalculatorProviderBuilder;
import org.jspecify.annotations.Nullable;

/**
 * One iPhone or iPad: installs a profile, checks in, sleeps until it is pushed with its own magic, carries out requests.
 * One conversation at a time; wake it from any thread.
 */
final class SimulatedIPhone {
    private static final Duration PATIENCE = Duration.ofSeconds(60);
    private static final SecureRandom RANDOM = new SecureRandom();

    private final ApnsService apns;
    private final Consumer<String> say;
    private final boolean supervised;
    private final String udid = "00008030-" + hex(8).toUpperCase(java.util.Locale.ROOT);
    private final String serial = "F" + hex(5).toUpperCase(java.util.Locale.ROOT);
    private final String product;
    private final byte[] unlockToken = random(1300);
    private final Set<String> putOff = ConcurrentHashMap.newKeySet();
    private @Nullable Managed managed;
    private boolean lost;

    SimulatedIPhone(ApnsService apns, boolean supervised, boolean pad, Consumer<String> say) {
        this.apns = apns;
        this.supervised = supervised;
        this.product = pad ? "iPad13,18" : "iPhone14,5";
        this.say = say;
    }

    /** What the installed profile left behind. */
    private record Managed(
            PhoneHttp http,
            ScepClient.Identity identity,
            String topic,
            String serverUrl,
            String checkInUrl,
            String profile,
            String magic,
            byte[] token) {}

    String udid() {
        return udid;
    }

    /** Opens the link, installs the profile, checks in. */
    synchronized void enrol(String link, String fingerprint) throws IOException, GeneralSecurityException {
        HttpResponse<byte[]> fetched = PhoneHttp.pinned(fingerprint)
                .send(HttpRequest.newBuilder(URI.create(link + "/apple.mobileconfig"))
                        .timeout(PATIENCE)
                        .build());
        require(fetched.statusCode() == 200, "no profile: status " + fetched.statusCode());
        require(
                fetched.headers().firstValue("Content-Type").orElse("").startsWith("application/x-apple-aspen-config"),
                "the profile has another content type");
        install(unsigned(fetched.body()));
    }

    /** Installs a profile whose signature was checked; an older management is replaced. */
    private void install(byte[] xml) throws IOException, GeneralSecurityException {
        Map<String, Object> profile = XmlPlist.read(xml);
        Map<String, Map<String, Object>> payloads = ProfileCheck.payloads(profile);
        require(payloads.containsKey("com.apple.security.root"), "the server's certificate would not be trusted");
        X509Certificate root = (X509Certificate) CertificateFactory.getInstance("X.509")
                .generateCertificate(new ByteArrayInputStream(ProfileCheck.data(
                        ProfileCheck.map(payloads.get("com.apple.security.root")), "PayloadContent")));
        PhoneHttp http = PhoneHttp.trusting(root);
        ScepClient.Identity identity = new ScepClient(http)
                .enrol(ProfileCheck.map(ProfileCheck.map(payloads.get("com.apple.security.scep"))
                        .get("PayloadContent")));
        Map<String, Object> mdm = ProfileCheck.map(payloads.get("com.apple.mdm"));
        Managed fresh = new Managed(
                http,
                identity,
                ProfileCheck.text(mdm, "Topic"),
                ProfileCheck.text(mdm, "ServerURL"),
                ProfileCheck.text(mdm, "CheckInURL"),
                ProfileCheck.text(profile, "PayloadIdentifier"),
                UUID.randomUUID().toString().toUpperCase(java.util.Locale.ROOT),
                random(32));
        Map<String, Object> authenticate = message("Authenticate", fresh);
        authenticate.put("OSVersion", "18.1");
        authenticate.put("BuildVersion", "22B83");
        authenticate.put("ProductName", product);
        authenticate.put("SerialNumber", serial);
        checkIn(fresh, authenticate);
        managed = fresh;
        tokenUpdate(fresh);
        say.accept("enrolled " + udid);
    }

    /** Gets another push token, as after a restore. */
    synchronized void renewToken() throws IOException, GeneralSecurityException {
        Managed old = managed();
        Managed fresh = new Managed(
                old.http(),
                old.identity(),
                old.topic(),
                old.serverUrl(),
                old.checkInUrl(),
                old.profile(),
                old.magic(),
                random(32));
        managed = fresh;
        tokenUpdate(fresh);
        say.accept("token");
    }

    private void tokenUpdate(Managed fresh) throws IOException, GeneralSecurityException {
        apns.register(fresh.token(), fresh.topic(), magic -> pushed(fresh, magic));
        Map<String, Object> update = message("TokenUpdate", fresh);
        update.put("Token", fresh.token());
        update.put("PushMagic", fresh.magic());
        update.put("UnlockToken", unlockToken);
        update.put("AwaitingConfiguration", false);
        checkIn(fresh, update);
    }

    private void pushed(Managed of, String magic) {
        if (!magic.equals(of.magic()) || managed != of) {
            say.accept("ignored a push");
            return;
        }
        say.accept("woken");
        Thread.startVirtualThread(() -> {
            try {
                converse();
            } catch (IOException | GeneralSecurityException | RuntimeException e) {
                say.accept("error " + e.getMessage());
            }
        });
    }

    /** Forgets its token at Apple, as when the management was removed without a word. */
    synchronized void unregister() {
        apns.unregister(managed().token());
        say.accept("unregistered");
    }

    /** Answers NotNow to requests of a type until it is ready again. */
    void putOff(String type) {
        putOff.add(type);
    }

    void ready() throws IOException, GeneralSecurityException {
        putOff.clear();
        converse();
    }

    synchronized void checkOut() throws IOException, GeneralSecurityException {
        Managed old = managed();
        checkIn(old, message("CheckOut", old));
        apns.unregister(old.token());
        managed = null;
        say.accept("checked-out");
    }

    /** Comes for its requests until there are none. */
    synchronized void converse() throws IOException, GeneralSecurityException {
        Managed now = managed();
        Map<String, Object> status = new LinkedHashMap<>();
        status.put("UDID", udid);
        status.put("Status", "Idle");
        while (true) {
            HttpResponse<byte[]> answer =
                    put(now, now.serverUrl(), "application/x-apple-aspen-mdm", XmlPlist.write(status));
            require(answer.statusCode() == 200, "the server answered " + answer.statusCode());
            if (answer.body().length == 0) {
                say.accept("idle");
                return;
            }
            Map<String, Object> request = XmlPlist.read(answer.body());
            Map<String, Object> command = ProfileCheck.map(request.get("Command"));
            String type = ProfileCheck.text(command, "RequestType");
            String id = ProfileCheck.text(request, "CommandUUID");
            status = new LinkedHashMap<>();
            status.put("UDID", udid);
            status.put("CommandUUID", id);
            if (putOff.contains(type)) {
                status.put("Status", "NotNow");
                say.accept("not-now " + type);
            } else {
                status.put("Status", "Acknowledged");
                answer(type, command, status);
                say.accept(("Error".equals(status.get("Status")) ? "failed " : "did ") + type);
            }
            if (type.equals("EraseDevice")
                    || type.equals("RemoveProfile") && "Acknowledged".equals(status.get("Status"))) {
                put(now, now.serverUrl(), "application/x-apple-aspen-mdm", XmlPlist.write(status));
                apns.unregister(now.token());
                managed = null;
                return;
            }
        }
    }

    /** Sends any bytes as a check-in or answer; gives the status. */
    synchronized int raw(boolean checkIn, byte[] body) throws IOException, GeneralSecurityException {
        Managed now = managed();
        return put(
                        now,
                        checkIn ? now.checkInUrl() : now.serverUrl(),
                        checkIn ? "application/x-apple-aspen-mdm-checkin" : "application/x-apple-aspen-mdm",
                        body)
                .statusCode();
    }

    private void answer(String type, Map<String, Object> command, Map<String, Object> status) {
        switch (type) {
            case "DeviceInformation" -> {
                Map<String, Object> answers = new LinkedHashMap<>(Map.of(
                        "UDID",
                        udid,
                        "DeviceName",
                        product.startsWith("iPad") ? "Anna’s iPad" : "Anna’s iPhone",
                        "OSVersion",
                        "18.1",
                        "BuildVersion",
                        "22B83",
                        "ModelName",
                        product.startsWith("iPad") ? "iPad" : "iPhone",
                        "ProductName",
                        product,
                        "SerialNumber",
                        serial,
                        "DeviceCapacity",
                        128.0,
                        "BatteryLevel",
                        0.82,
                        "IsSupervised",
                        supervised));
                answers.put("IsMDMLostModeEnabled", lost);
                answers.keySet().retainAll(ProfileCheck.list(command.get("Queries")));
                status.put("QueryResponses", answers);
            }
            case "SecurityInfo" ->
                status.put(
                        "SecurityInfo",
                        Map.of("HardwareEncryptionCaps", 3L, "PasscodePresent", true, "PasscodeCompliant", true));
            case "ProfileList" ->
                status.put(
                        "ProfileList",
                        List.of(Map.of("PayloadIdentifier", managed().profile(), "IsManaged", true)));
            case "InstalledApplicationList" ->
                status.put(
                        "InstalledApplicationList",
                        List.of(Map.of("Identifier", "com.example.mail", "Name", "Mail & more", "Version", "7")));
            case "DeviceLock" -> status.put("MessageResult", "Success");
            case "ClearPasscode" -> {
                if (!(command.get("UnlockToken") instanceof byte[] token) || !Arrays.equals(token, unlockToken)) {
                    fail(status, 5013, "MCPasscodeErrorDomain", "cannot clear the passcode");
                }
            }
            case "RemoveProfile" -> {
                if (!managed().profile().equals(command.get("Identifier"))) {
                    fail(status, 12075, "MCMDMErrorDomain", "the profile is not installed");
                }
            }
            case "RestartDevice", "ShutDownDevice" -> onlySupervised(status);
            case "EnableLostMode" -> {
                onlySupervised(status);
                if (command.get("Message") == null && command.get("PhoneNumber") == null) {
                    fail(status, 12066, "MCMDMErrorDomain", "a message or phone number is needed");
                }
                lost = "Acknowledged".equals(status.get("Status"));
            }
            case "DisableLostMode", "PlayLostModeSound", "DeviceLocation" -> {
                onlySupervised(status);
                if (!lost) {
                    fail(status, 12067, "MCMDMErrorDomain", "the device is not in lost mode");
                } else if (type.equals("DeviceLocation")) {
                    status.put("Latitude", 59.9386);
                    status.put("Longitude", 30.3141);
                    status.put("HorizontalAccuracy", 12.0);
                }
                lost = lost && !type.equals("DisableLostMode");
            }
            case "EraseDevice" -> {}
            default -> fail(status, 12021, "MCMDMErrorDomain", "invalid request type");
        }
    }

    private void onlySupervised(Map<String, Object> status) {
        if (!supervised) {
            fail(status, 12021, "MCMDMErrorDomain", "invalid request type");
        }
    }

    private static void fail(Map<String, Object> status, long code, String domain, String words) {
        status.put("Status", "Error");
        status.put(
                "ErrorChain",
                List.of(Map.of(
                        "ErrorCode", code,
                        "ErrorDomain", domain,
                        "LocalizedDescription", words,
                        "USEnglishDescription", words)));
    }

    private Map<String, Object> message(String type, Managed of) {
        Map<String, Object> message = new LinkedHashMap<>();
        message.put("MessageType", type);
        message.put("Topic", of.topic());
        message.put("UDID", udid);
        return message;
    }

    private void checkIn(Managed of, Map<String, Object> message) throws IOException, GeneralSecurityException {
        HttpResponse<byte[]> answer =
                put(of, of.checkInUrl(), "application/x-apple-aspen-mdm-checkin", XmlPlist.write(message));
        require(
                answer.statusCode() == 200,
                "the server refused " + message.get("MessageType") + ": " + answer.statusCode() + " "
                        + new String(answer.body(), StandardCharsets.UTF_8).strip());
        require(answer.body().length == 0, "the answer to a check-in has a body");
    }

    private static HttpResponse<byte[]> put(Managed of, String url, String type, byte[] body)
            throws IOException, GeneralSecurityException {
        return of.http()
                .send(HttpRequest.newBuilder(URI.create(url))
                        .timeout(PATIENCE)
                        .header("Content-Type", type)
                        .header("User-Agent", "MDM/1.0")
                        .header("Mdm-Signature", signature(of.identity(), body))
                        .PUT(HttpRequest.BodyPublishers.ofByteArray(body))
                        .build());
    }

    /** As captured from devices: BER, detached, SHA-1, without signed attributes, one certificate. */
    static String signature(ScepClient.Identity identity, byte[] body) throws IOException, GeneralSecurityException {
        try {
            CMSSignedDataGenerator generator = new CMSSignedDataGenerator();
            JcaSignerInfoGeneratorBuilder signer =
                    new JcaSignerInfoGeneratorBuilder(new JcaDigestCalculatorProviderBuilder().build());
            signer.setDirectSignature(true);
            generator.addSignerInfoGenerator(signer.build(
                    new JcaContentSignerBuilder("SHA1withRSA")
                            .build(identity.key().getPrivate()),
                    identity.certificate()));
            generator.addCertificates(new JcaCertStore(List.of(identity.certificate())));
            return Base64.getEncoder()
                    .encodeToString(generator
                            .generate(new CMSProcessableByteArray(body), false)
                            .getEncoded());
        } catch (CMSException | OperatorCreationException e) {
            throw new GeneralSecurityException(e);
        }
    }

    private static byte[] unsigned(byte[] cms) throws IOException, GeneralSecurityException {
        try {
            CMSSignedData signed = new CMSSignedData(cms);
            SignerInformation signer = signed.getSignerInfos().iterator().next();
            X509CertificateHolder certificate = (X509CertificateHolder) signed.getCertificates()
                    .getMatches(signer.getSID())
                    .iterator()
                    .next();
            AlgorithmIdentifier digest = signer.getDigestAlgorithmID();
            require(
                    signer.verify(new JcaSimpleSignerInfoVerifierBuilder()
                            .build(new org.bouncycastle.cert.jcajce.JcaX509CertificateConverter()
                                    .getCertificate(certificate)
                                    .getPublicKey())),
                    "the profile's signature is broken, digest " + digest.getAlgorithm());
            return (byte[]) signed.getSignedContent().getContent();
        } catch (CMSException | OperatorCreationException e) {
            throw new IOException("the profile is not signed: " + e.getMessage(), e);
        }
    }

    private Managed managed() {
        Managed now = managed;
        require(now != null, "the phone is not managed");
        return java.util.Objects.requireNonNull(now);
    }

    static byte[] random(int length) {
        byte[] bytes = new byte[length];
        RANDOM.nextBytes(bytes);
        return bytes;
    }

    private static String hex(int bytes) {
        return java.util.HexFormat.of().formatHex(random(bytes));
    }
}
