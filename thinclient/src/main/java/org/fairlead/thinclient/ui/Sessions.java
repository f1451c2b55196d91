package org.fairlead.thinclient.ui;

import java.awt.Component;
import java.awt.Dimension;
import java.awt.FlowLayout;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.security.cert.CertificateException;
import java.security.cert.X509Certificate;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import javax.swing.JFrame;
import javax.swing.JPasswordField;
import javax.swing.JTextField;
import javax.swing.SwingUtilities;
import org.fairlead.protocol.agent.EventCode;
import org.fairlead.thinclient.apply.Program;
import org.fairlead.thinclient.log.EventLog;
import org.fairlead.thinclient.model.TrustStore;
import org.fairlead.thinclient.model.View;
import org.fairlead.thinclient.session.ClientArguments;
import org.fairlead.thinclient.session.ClientTrust;
import org.fairlead.thinclient.session.SessionTrust;
import org.fairlead.thinclient.state.Values;
import org.fairlead.thinclient.x11.SessionWindow;
import org.jspecify.annotations.Nullable;

/** Opens remote desktops with xfreerdp, one at a time; the password goes through its standard input. */
final class Sessions {
    /** The client's exit status when it ends a connection because of a certificate that nobody trusts. */
    private static final int NOT_TRUSTED = 143;

    private final SessionPrivacy privacy;
    private final SessionTrust trust;
    private final String display;
    private final JFrame frame;
    private volatile @Nullable Process running;
    private volatile boolean leaving;

    Sessions(SessionPrivacy privacy, TrustStore trust, String display, JFrame frame) {
        this.privacy = privacy;
        this.trust = new SessionTrust(trust);
        this.display = display;
        this.frame = frame;
    }

    /** Asks for the password of the connection that shall start by itself, if there is one. */
    void atStart(Ui ui, View view) {
        Values.maps(view.values().get("connections.rdp.list")).stream()
                .filter(connection -> Values.flag(connection, "autoStart"))
                .findFirst()
                .ifPresent(connection -> ask(ui, connection));
    }

    void ask(Ui ui, Map<String, @Nullable Object> connection) {
        Process open = running;
        if (open != null && open.isAlive()) {
            bringBack(ui, open.pid());
            return;
        }
        String name = Values.text(connection, "name");
        Card card = new Card(ui.theme(), 28);
        card.add(new Line(ui.theme(), Icon.DESKTOP, name, ui.theme().accent, 20));
        card.add(ui.gap(4));
        card.add(ui.muted(Values.text(connection, "server") + ":" + Values.number(connection, "port", 3389), 15, 460));
        card.add(ui.gap(16));
        if (!ui.programs().has(Program.XFREERDP)) {
            card.add(ui.text(ui.say("connect.missing"), 16, 460));
            card.add(ui.gap(20));
            Btn close = new Btn(ui.theme(), Btn.Kind.PRIMARY, null, ui.say("button.close"), ui.overlay()::close);
            card.add(ui.row(FlowLayout.RIGHT, close));
            ui.overlay().show("connection:" + name, card, close);
            return;
        }
        String given = Values.text(connection, "user");
        boolean remember = given.isEmpty() && Values.flag(connection, "rememberUser");
        String key = name + "@" + Values.text(connection, "server");
        JTextField user = new JTextField(remember ? ui.client().userNames().get(key) : given);
        JPasswordField password = new JPasswordField();
        field(ui, card, ui.say("connect.user"), user);
        field(ui, card, ui.say("connect.password"), password);
        Runnable start = () -> {
            ui.overlay().close();
            if (given.isEmpty()) {
                ui.client().userNames().put(key, remember ? user.getText().strip() : "");
            }
            start(ui, connection, user.getText().strip(), new String(password.getPassword()));
        };
        password.addActionListener(event -> start.run());
        card.add(ui.gap(12));
        Btn cancel = new Btn(ui.theme(), Btn.Kind.SECONDARY, null, ui.say("button.cancel"), ui.overlay()::close);
        Btn connect = new Btn(ui.theme(), Btn.Kind.PRIMARY, null, ui.say("connect.start"), start);
        card.add(ui.row(FlowLayout.RIGHT, cancel, connect));
        ui.overlay().show("connection:" + name, card, user.getText().isEmpty() ? user : password);
    }

    private static void field(Ui ui, Card card, String title, JTextField input) {
        card.add(ui.text(title, 15, 460));
        card.add(ui.gap(4));
        input.setFont(ui.theme().font(17));
        input.setAlignmentX(Component.LEFT_ALIGNMENT);
        Dimension size = new Dimension(ui.px(460), ui.px(46));
        input.setPreferredSize(size);
        input.setMaximumSize(size);
        input.getAccessibleContext().setAccessibleName(title);
        card.add(input);
        card.add(ui.gap(12));
    }

    private void start(Ui ui, Map<String, @Nullable Object> connection, String user, String password) {
        Process previous = running;
        if (previous != null && previous.isAlive()) {
            return;
        }
        String host = SessionTrust.firstHost(connection);
        ui.background(
                () -> trust.look(connection),
                verdict -> {
                    switch (verdict) {
                        case SessionTrust.Verdict.Trusted trusted ->
                            open(ui, connection, user, password, trusted.certificate());
                        case SessionTrust.Verdict.Unknown unknown ->
                            askCertificate(ui, connection, user, password, unknown.certificate());
                        case SessionTrust.Verdict.Refused refused -> {
                            certificate(ui, EventCode.REMOTE_CERTIFICATE_REJECTED, host, refused.certificate());
                            failed(ui, Values.text(connection, "name"), ui.say("connect.certificate.refused"));
                        }
                    }
                },
                error -> failed(ui, Values.text(connection, "name"), String.valueOf(error.getMessage())));
    }

    private static void certificate(Ui ui, String code, String host, X509Certificate certificate) {
        ui.client()
                .event(
                        code,
                        Map.of(
                                "host",
                                host,
                                "subject",
                                certificate.getSubjectX500Principal().getName(),
                                "sha256",
                                SessionTrust.fingerprint(certificate)));
    }

    private void askCertificate(
            Ui ui,
            Map<String, @Nullable Object> connection,
            String user,
            String password,
            X509Certificate certificate) {
        String host = SessionTrust.firstHost(connection);
        Card card = new Card(ui.theme(), 28);
        card.add(new Line(ui.theme(), Icon.SHIELD, ui.say("connect.certificate.title"), ui.theme().warning, 20));
        card.add(ui.gap(10));
        card.add(ui.text(ui.say("connect.certificate.text", host), 16, 560));
        card.add(ui.gap(12));
        card.add(ui.muted(certificate.getSubjectX500Principal().getName(), 14, 560));
        card.add(ui.gap(4));
        card.add(new Label(
                readable(SessionTrust.fingerprint(certificate)), ui.theme().mono(14), ui.theme().text, ui.px(560)));
        card.add(ui.gap(22));
        Btn no = new Btn(ui.theme(), Btn.Kind.SECONDARY, null, ui.say("connect.certificate.no"), () -> {
            certificate(ui, EventCode.REMOTE_CERTIFICATE_REJECTED, host, certificate);
            ui.overlay().close();
        });
        Btn yes = new Btn(ui.theme(), Btn.Kind.SECONDARY, null, ui.say("connect.certificate.yes"), () -> {
            ui.overlay().close();
            try {
                trust.accept(certificate);
                certificate(ui, EventCode.REMOTE_CERTIFICATE_ACCEPTED, host, certificate);
                open(ui, connection, user, password, certificate);
            } catch (CertificateException e) {
                failed(ui, Values.text(connection, "name"), String.valueOf(e.getMessage()));
            }
        });
        card.add(ui.row(FlowLayout.RIGHT, no, yes));
        ui.overlay().show("certificate:" + host, card, no);
    }

    /** Groups of four in two lines. */
    private static String readable(String fingerprint) {
        String hex = fingerprint.replace(":", "").toUpperCase(Locale.ROOT);
        String groups = hex.replaceAll("(.{4})(?!$)", "$1 ");
        return groups.substring(0, groups.length() / 2).strip() + "\n"
                + groups.substring(groups.length() / 2).strip();
    }

    private void open(
            Ui ui,
            Map<String, @Nullable Object> connection,
            String user,
            String password,
            X509Certificate certificate) {
        String name = Values.text(connection, "name");
        String server = Values.text(connection, "server");
        ui.background(
                () -> privacy.during(() -> {
                    try (ClientTrust trusted = trust.forClient(certificate)) {
                        List<String> arguments = ClientArguments.of(connection, user);
                        arguments.add(trusted.argument());
                        Process process = ui.programs().start(Program.XFREERDP, arguments, trusted.environment());
                        running = process;
                        leaving = false;
                        SwingUtilities.invokeLater(() -> showPanel(ui, connection, user, process));
                        ui.client().event(EventCode.SESSION_STARTED, Map.of("connection", name, "server", server));
                        ui.client().log(EventLog.Severity.INFO, "session", "started: " + name);
                        return run(ui, connection, process, password);
                    }
                }),
                exit -> {},
                error -> failed(ui, name, String.valueOf(error.getMessage())));
    }

    private int run(Ui ui, Map<String, @Nullable Object> connection, Process process, String password)
            throws IOException, InterruptedException {
        try (OutputStream in = process.getOutputStream()) {
            in.write((password + "\n").getBytes(StandardCharsets.UTF_8));
        } catch (IOException e) {
            ui.client().log(EventLog.Severity.WARNING, "session", "the client took no password");
        }
        String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        int exit = process.waitFor();
        ended(ui, Values.text(connection, "name"), Values.text(connection, "server"), leaving ? 0 : exit, output);
        return exit;
    }

    private void showPanel(Ui ui, Map<String, @Nullable Object> connection, String user, Process process) {
        SessionPanel panel = new SessionPanel(ui, display, frame, connection, user, new SessionPanel.Ways() {
            @Override
            public void minimise() {
                ui.background(
                        () -> SessionWindow.minimise(display, process.pid()),
                        done -> {},
                        error -> ui.client().log(EventLog.Severity.WARNING, "session", String.valueOf(error)));
            }

            @Override
            public void disconnect() {
                leaving = true;
                // Process.destroy would also close the output that the session's thread still reads
                process.toHandle().destroy();
            }
        });
        process.onExit().thenRun(() -> SwingUtilities.invokeLater(panel::close));
    }

    private void bringBack(Ui ui, long pid) {
        ui.background(
                () -> SessionWindow.bringBack(display, pid),
                done -> {},
                error -> ui.client().log(EventLog.Severity.WARNING, "session", String.valueOf(error)));
    }

    private static void ended(Ui ui, String name, String server, int exit, String output) {
        boolean usual = exit == 0 || exit == 11 || exit == 12 || exit == 1 || exit == 2;
        ui.client()
                .event(
                        usual ? EventCode.SESSION_ENDED : EventCode.SESSION_FAILED,
                        Map.of("connection", name, "server", server, "exit", (long) exit));
        ui.client().log(EventLog.Severity.INFO, "session", "ended: " + name + ", exit status " + exit);
        if (!usual) {
            String reason = exit == NOT_TRUSTED
                    ? ui.say("connect.certificate.refused")
                    : output.lines()
                            .filter(line -> line.contains("ERRCONNECT") || line.contains("ERROR"))
                            .reduce((first, second) -> second)
                            .map(line -> line.replaceAll("^.*(ERRCONNECT\\w+).*$", "$1"))
                            .orElse("exit status " + exit);
            SwingUtilities.invokeLater(() -> failed(ui, name, reason.substring(0, Math.min(120, reason.length()))));
        }
    }

    private static void failed(Ui ui, String name, String reason) {
        ui.overlay().message(ui, "connection-failed", Icon.ALERT, name, ui.say("connect.failed", name, reason));
    }
}
