package org.fairlead.thinclient.model;

import java.security.cert.CertificateException;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.fairlead.protocol.agent.EventCode;
import org.fairlead.thinclient.agent.Pem;
import org.fairlead.thinclient.log.EventLog;
import org.fairlead.thinclient.state.Identity;
import org.fairlead.thinclient.state.SafeFiles;
import org.fairlead.thinclient.state.Values;
import org.jspecify.annotations.Nullable;

/** Tells once, also over restarts, that a certificate ends within 30 days and that it has ended. */
final class ExpiryWatch {
    static final Duration SOON = Duration.ofDays(30);
    private static final Duration PERIOD = Duration.ofMinutes(10);
    private static final String FILE = "expiry.json";

    private final SafeFiles files;
    private final Records records;
    private final InstantSource clock;
    private Instant next = Instant.MIN;
    private List<String> looked = List.of();

    ExpiryWatch(SafeFiles files, Records records, InstantSource clock) {
        this.files = files;
        this.records = records;
        this.clock = clock;
    }

    /** Looks at the identity and the trusted certificates when they differ or it is time to. */
    void tick(@Nullable Identity identity, TrustStore trust) {
        Instant now = clock.instant();
        List<String> pems = new ArrayList<>();
        if (identity != null) {
            pems.add(identity.chain());
        }
        pems.addAll(trust.centralPems());
        pems.addAll(trust.acceptedPems());
        if (now.isBefore(next) && pems.equals(looked)) {
            return;
        }
        next = now.plus(PERIOD);
        looked = pems;
        Map<String, @Nullable Object> told = files.loadObject(FILE);
        Map<String, @Nullable Object> known = told == null ? new LinkedHashMap<>() : told;
        Map<String, @Nullable Object> still = new LinkedHashMap<>();
        for (String pem : pems) {
            try {
                for (X509Certificate certificate : Pem.certificates(pem)) {
                    look(certificate, now, known, still);
                }
            } catch (CertificateException e) {
                records.log(EventLog.Severity.ERROR, "certificates", String.valueOf(e.getMessage()));
            }
        }
        if (!still.equals(known)) {
            files.saveObject(FILE, still);
        }
    }

    private void look(
            X509Certificate certificate,
            Instant now,
            Map<String, @Nullable Object> known,
            Map<String, @Nullable Object> still)
            throws CertificateException {
        Instant end = certificate.getNotAfter().toInstant();
        if (now.isBefore(end.minus(SOON))) {
            return;
        }
        String code = now.isBefore(end) ? EventCode.CERTIFICATE_EXPIRES : EventCode.CERTIFICATE_EXPIRED;
        String fingerprint = Pem.fingerprint(certificate);
        boolean before = code.equals(Values.text(known, fingerprint)) || code.equals(Values.text(still, fingerprint));
        still.put(fingerprint, code);
        if (before) {
            return;
        }
        String subject = certificate.getSubjectX500Principal().getName();
        Map<String, @Nullable Object> args = Map.of("subject", subject, "notAfter", end.toString());
        records.event(code, args);
        records.audit(code.equals(EventCode.CERTIFICATE_EXPIRES) ? "certificate-expires" : "certificate-expired", args);
        records.log(EventLog.Severity.WARNING, "certificates", subject + " ends at " + end);
    }
}
