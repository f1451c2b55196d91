package org.fairlead.thinclient.ui;

import java.awt.Component;
import java.awt.Dimension;
import java.awt.FlowLayout;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import javax.swing.JPasswordField;
import javax.swing.JTextField;
import javax.swing.SwingUtilities;
import org.fairlead.protocol.agent.EventCode;
import org.fairlead.thinclient.apply.Program;
import org.fairlead.thinclient.log.EventLog;
import org.fairlead.thinclient.model.View;
import org.fairlead.thinclient.state.Values;
import org.jspecify.annotations.Nullable;

/** Opens remote desktops with xfreerdp, one at a time; the password goes through its standard input. */
final class Sessions {
    private final SessionPrivacy privacy;
    private @Nullable Process running;

    Sessions(SessionPrivacy privacy) {
        this.privacy = privacy;
    }

    /** Asks for the password of the connection that shall start by itself, if there is one. */
    void atStart(Ui ui, View view) {
        Values.maps(view.values().get("connections.rdp.list")).stream()
                .filter(connection -> Values.flag(connection, "autoStart"))
                .findFirst()
                .ifPresent(connection -> ask(ui, connection));
    }

    void ask(Ui ui, Map<String, @Nullable Object> connection) {
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
        String name = Values.text(connection, "name");
        String server = Values.text(connection, "server");
        ui.background(
                () -> privacy.during(() -> {
                    Process process = ui.programs().start(Program.XFREERDP, arguments(connection, user));
                    running = process;
                    ui.client().event(EventCode.SESSION_STARTED, Map.of("connection", name, "server", server));
                    ui.client().log(EventLog.Severity.INFO, "session", "started: " + name);
                    try (OutputStream in = process.getOutputStream()) {
                        in.write((password + "\n").getBytes(StandardCharsets.UTF_8));
                    } catch (IOException e) {
                        ui.client().log(EventLog.Severity.WARNING, "session", "the client took no password");
                    }
                    String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
                    int exit = process.waitFor();
                    ended(ui, name, server, exit, output);
                    return exit;
                }),
                exit -> {},
                error -> failed(ui, name, String.valueOf(error.getMessage())));
    }

    private static void ended(Ui ui, String name, String server, int exit, String output) {
        boolean usual = exit == 0 || exit == 11 || exit == 12 || exit == 1 || exit == 2;
        ui.client()
                .event(
                        usual ? EventCode.SESSION_ENDED : EventCode.SESSION_FAILED,
                        Map.of("connection", name, "server", server, "exit", (long) exit));
        ui.client().log(EventLog.Severity.INFO, "session", "ended: " + name + ", exit status " + exit);
        if (!usual) {
            String reason = output.lines()
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

    static List<String> arguments(Map<String, @Nullable Object> connection, String user) {
        List<String> arguments = new ArrayList<>();
        arguments.add("/v:" + Values.text(connection, "server") + ":" + Values.number(connection, "port", 3389));
        if (!user.isEmpty()) {
            arguments.add("/u:" + user);
        }
        String domain = Values.text(connection, "domain");
        if (!domain.isEmpty()) {
            arguments.add("/d:" + domain);
        }
        arguments.add("/from-stdin");
        arguments.add("-clipboard");
        arguments.add("/bpp:" + Values.text(connection, "colourDepth"));
        String resolution = Values.text(connection, "resolution");
        arguments.add(resolution.equals("native") || resolution.isEmpty() ? "/f" : "/size:" + resolution);
        if (Values.flag(connection, "allMonitors")) {
            arguments.add("/multimon");
        }
        arguments.add("/cert:" + (Values.text(connection, "certificates").equals("ask") ? "tofu" : "deny"));
        arguments.add(Values.flag(connection, "nla") ? "/sec:nla" : "/sec:tls");
        switch (Values.text(connection, "audio")) {
            case "remote" -> arguments.add("/audio-mode:1");
            case "off" -> arguments.add("/audio-mode:2");
            default -> arguments.add("/sound");
        }
        if (Values.flag(connection, "microphone")) {
            arguments.add("/microphone");
        }
        if (Values.flag(connection, "printers")) {
            arguments.add("/printer");
        }
        if (Values.flag(connection, "smartCards") || Values.flag(connection, "tokens")) {
            arguments.add("/smartcard");
        }
        if (Values.flag(connection, "usbDrives")) {
            arguments.add("/drive:usb,/media");
        }
        long attempts = Values.number(connection, "reconnectAttempts", 5);
        if (attempts > 0) {
            arguments.add("+auto-reconnect");
            arguments.add("/auto-reconnect-max-retries:" + attempts);
        }
        String collection = Values.text(connection, "collection");
        if (Values.flag(connection, "broker") && !collection.isEmpty()) {
            arguments.add("/load-balance-info:" + collection);
        }
        String application = Values.text(connection, "application");
        if (!application.isEmpty()) {
            arguments.add("/app:||" + application);
        }
        return arguments;
    }
}
