package org.fairlead.thinclient.model;

import java.io.IOException;
import java.security.cert.CertificateException;
import java.security.cert.X509Certificate;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.fairlead.protocol.agent.EventCode;
import org.fairlead.protocol.json.Json;
import org.fairlead.thinclient.log.EventLog;
import org.fairlead.thinclient.log.SyslogForwarder;
import org.fairlead.thinclient.state.Values;

/** Sends both logs to the log server that the settings name. */
public final class LogSender {
    private LogSender() {}

    /** Sends everything from the set level on; says how many entries; blocks. */
    public static int send(ThinClient client, View view) throws IOException {
        String host = Values.text(view.values(), "logs.forwarding.host");
        int port = (int) Values.number(view.values(), "logs.forwarding.port", 6514);
        EventLog.Severity least = EventLog.Severity.valueOf(
                Values.text(view.values(), "logs.forwarding.level").toUpperCase(Locale.ROOT));
        List<SyslogForwarder.Message> messages = new ArrayList<>();
        for (EventLog.Entry entry : client.eventLog().entries()) {
            if (entry.severity().compareTo(least) >= 0) {
                messages.add(new SyslogForwarder.Message(
                        entry.at(), entry.severity(), false, entry.component(), entry.text()));
            }
        }
        for (String line : client.auditLog().lines()) {
            messages.add(new SyslogForwarder.Message(
                    java.time.Instant.parse(Values.text(Json.parseObject(line), "at")),
                    EventLog.Severity.INFO,
                    true,
                    "audit",
                    line));
        }
        try {
            new SyslogForwarder(view.name()).send(host, port, client.trust(), messages);
        } catch (IOException e) {
            client.event(
                    EventCode.LOG_FORWARDING_FAILED, Map.of("server", host, "reason", String.valueOf(e.getMessage())));
            throw e;
        }
        client.event(EventCode.LOG_FORWARDED, Map.of("server", host, "entries", (long) messages.size()));
        client.log(EventLog.Severity.INFO, "logs", "sent " + messages.size() + " entries to " + host + ":" + port);
        return messages.size();
    }

    /** Trusts a certificate from now on because the user said so. */
    public static void accept(ThinClient client, X509Certificate certificate) {
        try {
            if (client.trust().accept(certificate)) {
                String name = certificate.getSubjectX500Principal().getName();
                client.auditLog().add("certificate-accepted", Map.of("subject", name));
                client.event(EventCode.REMOTE_CERTIFICATE_ACCEPTED, Map.of("subject", name));
            }
        } catch (CertificateException e) {
            client.log(EventLog.Severity.ERROR, "certificates", String.valueOf(e.getMessage()));
        }
    }
}
