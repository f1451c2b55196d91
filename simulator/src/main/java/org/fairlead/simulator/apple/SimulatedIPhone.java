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
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.Callable;
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
    private final PhoneState phone;
    private final Set<String> putOff = ConcurrentHashMap.newKeySet();
    private volatile boolean off;
    private volatile boolean kept;
    private @Nullable Managed before;
    private @Nullable Managed managed;
    private Declarative declarative = new Declarative(this::declare);

    SimulatedIPhone(ApnsService apns, PhoneState phone, Consumer<String> say) {
        this.apns = apns;
        this.phone = phone;
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
            long rights,
            String magic,
            byte[] token) {}

    String udid() {
        return phone.udid;
    }

    /** The payload of a declaration that the phone holds. */
    synchronized String declaration(String identifier) {
        return declarative.held(identifier);
    }

    /** Opens the link, installs the profile, checks in. */
    void enrol(String link, String fingerprint) throws IOException, GeneralSecurityException {
        try {
            enrol(link, fingerprint, () -> 0);
        } catch (IOException | GeneralSecurityException | RuntimeException e) {
            throw e;
        } catch (Exception e) {
            throw new IOException(e);
        }
    }

    /** Like the other, and waits between the download and the installation. */
    synchronized void enrol(String link, String fingerprint, Callable<?> between) throws Exception {
        HttpResponse<byte[]> fetched = PhoneHttp.pinned(fingerprint)
                .send(HttpRequest.newBuilder(URI.create(link + "/apple.mobileconfig"))
                        .timeout(PATIENCE)
                        .build());
        require(fetched.statusCode() == 200, "no profile: status " + fetched.statusCode());
        require(
                fetched.headers().firstValue("Content-Type").orElse("").startsWith("application/x-apple-aspen-config"),
                "the profile has another content type");
        between.call();
        declarative = new Declarative(this::declare);
        install(XmlPlist.read(unsigned(fetched.body())), null);
        say.accept("enrolled " + phone.udid);
    }

    /** Installs a profile whose signature was checked; the management that it renews keeps its addresses. */
    private void install(Map<String, Object> profile, @Nullable Managed old)
            throws IOException, GeneralSecurityException {
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
                ProfileCheck.number(mdm, "AccessRights"),
                UUID.randomUUID().toString().toUpperCase(java.util.Locale.ROOT),
                old == null ? random(32) : old.token());
        require(
                old == null
                        || old.topic().equals(fresh.topic())
                                && old.serverUrl().equals(fresh.serverUrl())
                                && old.checkInUrl().equals(fresh.checkInUrl())
                                && old.profile().equals(fresh.profile())
                                && (fresh.rights() & ~old.rights()) == 0,
                "12009 the new profile is not one of the same management");
        Map<String, Object> authenticate = message("Authenticate", fresh);
        phone.authenticate(authenticate);
        checkIn(fresh, authenticate);
        before = old;
        managed = fresh;
        tokenUpdate(fresh);
    }

    /** Says idle with the identity of before the renewal; gives the status. */
    synchronized int sayWithOldIdentity() throws IOException, GeneralSecurityException {
        Managed old = before;
        if (old == null) {
            throw new IllegalStateException("the phone has renewed nothing");
        }
        return put(
                        old,
                        old.serverUrl(),
                        "application/x-apple-aspen-mdm",
                        XmlPlist.write(Map.of("UDID", phone.udid, "Status", "Idle")))
                .statusCode();
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
                old.rights(),
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
        update.put("UnlockToken", phone.unlockToken);
        update.put("AwaitingConfiguration", false);
        checkIn(fresh, update);
    }

    private void pushed(Managed of, String magic) {
        if (!magic.equals(of.magic()) || managed != of) {
            say.accept("ignored a push");
            return;
        }
        if (off) {
            kept = true;
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
        phone.unlock();
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
        require(!off, "the phone is switched off");
        Map<String, Object> status = new LinkedHashMap<>();
        status.put("UDID", phone.udid);
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
            status.put("UDID", phone.udid);
            status.put("CommandUUID", id);
            if (putOff.contains(type) || phone.putsOff(type)) {
                status.put("Status", "NotNow");
                say.accept("not-now " + type);
            } else {
                status.put("Status", "Acknowledged");
                carryOut(type, command, status);
                now = managed();
                say.accept(("Error".equals(status.get("Status")) ? "failed " : "did ") + type);
            }
            if (type.equals("EraseDevice")
                    || now.profile().equals(command.get("Identifier"))
                            && type.equals("RemoveProfile")
                            && "Acknowledged".equals(status.get("Status"))) {
                put(now, now.serverUrl(), "application/x-apple-aspen-mdm", XmlPlist.write(status));
                apns.unregister(now.token());
                managed = null;
                return;
            }
            if (away(type) && "Acknowledged".equals(status.get("Status"))) {
                put(now, now.serverUrl(), "application/x-apple-aspen-mdm", XmlPlist.write(status));
                phone.start();
                off = type.equals("ShutDownDevice");
                say.accept(off ? "off" : "restarted");
                return;
            }
        }
    }

    private static boolean away(String type) {
        return type.equals("RestartDevice") || type.equals("ShutDownDevice");
    }

    /** The user locks the screen. */
    synchronized void lock() {
        phone.lock();
        say.accept("locked");
    }

    /** The user enters the passcode; what was put off is asked for again. */
    synchronized void unlock() throws IOException, GeneralSecurityException {
        phone.unlock();
        say.accept("unlocked");
        converse();
    }

    /** The user sets a passcode. */
    synchronized void setPasscode() {
        phone.setPasscode();
        say.accept("passcode set");
    }

    /** The user switches the phone on; the push that Apple has kept for it arrives. */
    synchronized void switchOn() throws IOException, GeneralSecurityException {
        off = false;
        say.accept("on");
        if (kept) {
            kept = false;
            say.accept("woken");
            converse();
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

    private void carryOut(String type, Map<String, Object> command, Map<String, Object> status)
            throws IOException, GeneralSecurityException {
        switch (type) {
            case "InstallProfile" -> installProfile(command, status);
            case "DeclarativeManagement" -> {
                byte[] tokens = command.get("Data") instanceof byte[] data ? data : null;
                int read = declarative.synchronise(tokens, phone.facts());
                say.accept(read < 0 ? "declarations same" : "declarations read " + read);
            }
            default ->
                phone.answer(
                        type, command, status, managed().profile(), managed().rights());
        }
    }

    private void installProfile(Map<String, Object> command, Map<String, Object> status)
            throws IOException, GeneralSecurityException {
        try {
            byte[] payload = ProfileCheck.data(command, "Payload");
            Map<String, Object> profile = XmlPlist.read(payload[0] == '<' ? payload : unsigned(payload));
            if (ProfileCheck.manages(profile)) {
                install(profile, managed());
                say.accept("renewed");
            } else {
                say.accept("installed " + phone.install(profile));
            }
        } catch (ProfileCheck.Refused e) {
            PhoneState.fail(status, 4001, "MCInstallationErrorDomain", String.valueOf(e.getMessage()));
        }
    }

    /** The settings that hold now. */
    synchronized String inForce() {
        return phone.inForce();
    }

    private byte @Nullable [] declare(String endpoint, byte @Nullable [] data)
            throws IOException, GeneralSecurityException {
        Managed now = managed();
        Map<String, Object> message = message("DeclarativeManagement", now);
        message.put("Endpoint", endpoint);
        if (data != null) {
            message.put("Data", data);
        }
        HttpResponse<byte[]> answer =
                put(now, now.checkInUrl(), "application/x-apple-aspen-mdm-checkin", XmlPlist.write(message));
        if (answer.statusCode() == 404) {
            return null;
        }
        require(answer.statusCode() == 200, "the server answered " + answer.statusCode() + " to " + endpoint);
        return answer.body();
    }

    /** Reports its status again, with other facts. */
    synchronized void report(String version) throws IOException, GeneralSecurityException {
        phone.version = version;
        declarative.report(phone.facts());
        say.accept("reported");
    }

    private Map<String, Object> message(String type, Managed of) {
        Map<String, Object> message = new LinkedHashMap<>();
        message.put("MessageType", type);
        message.put("Topic", of.topic());
        message.put("UDID", phone.udid);
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
}
