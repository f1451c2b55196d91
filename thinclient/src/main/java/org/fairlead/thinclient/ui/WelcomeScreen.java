package org.fairlead.thinclient.ui;

import java.awt.Dimension;
import java.awt.FlowLayout;
import java.awt.GridBagLayout;
import java.util.Map;
import javax.swing.JComponent;
import javax.swing.JPanel;
import javax.swing.JTextField;
import org.fairlead.protocol.catalogue.Addresses;
import org.fairlead.thinclient.agent.EnrolClient;
import org.fairlead.thinclient.agent.EnrolError;
import org.fairlead.thinclient.agent.Pem;
import org.fairlead.thinclient.model.ServerTarget;
import org.fairlead.thinclient.model.View;
import org.fairlead.thinclient.state.Identity;
import org.jspecify.annotations.Nullable;

/** The first start: which server, is it the right one, done. */
final class WelcomeScreen extends JPanel implements Screen {
    private static final long serialVersionUID = 1L;
    private static final int WIDTH = 640;
    private final transient Ui ui;
    private final boolean again;
    private String step = "choice";
    private String address = "";
    private String token = "";
    private String problem = "";

    WelcomeScreen(Ui ui, boolean again) {
        super(new GridBagLayout());
        this.ui = ui;
        this.again = again;
        setOpaque(false);
        if (again) {
            address(null);
        } else {
            choice();
        }
    }

    @Override
    public String name() {
        return "welcome:" + step;
    }

    /** The sentence that says why the last attempt did not succeed, or an empty text. */
    String problem() {
        return problem;
    }

    /** An enrolment by the command line did not succeed: the user may correct it here. */
    void failed(String server, String usedToken, EnrolError error) {
        address = server;
        token = usedToken;
        failed(error);
    }

    @Override
    public void update(View view) {}

    /** Another server at this address: looks at once. */
    void look(String typed) {
        address = typed;
        address(null);
        look(ui.text("", 15, WIDTH));
    }

    private void show(String newStep, JComponent card, @Nullable JComponent focus) {
        step = newStep;
        removeAll();
        add(card);
        revalidate();
        repaint();
        if (focus != null) {
            javax.swing.SwingUtilities.invokeLater(focus::requestFocusInWindow);
        }
        ui.overlay().close();
    }

    private void choice() {
        Card card = new Card(ui.theme(), 36);
        card.add(ui.title(ui.say("welcome.title"), 32, WIDTH));
        card.add(ui.gap(8));
        card.add(ui.muted(ui.say("welcome.text"), 17, WIDTH));
        card.add(ui.gap(24));
        Tile connect = Tile.row(
                ui.theme(),
                Icon.SERVER,
                ui.say("welcome.connect"),
                ui.say("welcome.connect.help"),
                ui.px(WIDTH),
                ui.px(96),
                () -> address(null));
        card.add(connect);
        card.add(ui.gap(12));
        card.add(Tile.row(
                ui.theme(),
                Icon.DESKTOP,
                ui.say("welcome.alone"),
                ui.say("welcome.alone.help"),
                ui.px(WIDTH),
                ui.px(96),
                () -> {
                    ui.client().workAlone();
                    ui.navigation().home();
                }));
        card.add(ui.gap(24));
        String other = ui.words().language().equals("ru") ? "English" : "Русский";
        String code = ui.words().language().equals("ru") ? "en" : "ru";
        card.add(ui.row(
                FlowLayout.LEFT,
                new Btn(
                        ui.theme(),
                        Btn.Kind.QUIET,
                        Icon.LANGUAGE,
                        other,
                        () -> ui.client().save(Map.of("language.interface.language", code)))));
        show("choice", card, connect);
    }

    private void address(@Nullable String sentence) {
        problem = sentence == null ? "" : sentence;
        Card card = new Card(ui.theme(), 36);
        card.add(ui.title(ui.say("welcome.connect"), 28, WIDTH));
        card.add(ui.gap(20));
        JTextField host = field(card, "welcome.address", "welcome.address.text", address);
        card.add(ui.gap(16));
        JTextField secret = field(card, "welcome.token", "welcome.token.text", token);
        Label error = ui.coloured(problem, 15, ui.theme().critical, WIDTH);
        card.add(ui.gap(12));
        card.add(error);
        card.add(ui.gap(16));
        Runnable next = () -> {
            address = host.getText().strip();
            token = secret.getText().strip();
            look(error);
        };
        host.addActionListener(event -> next.run());
        secret.addActionListener(event -> next.run());
        Btn back = new Btn(ui.theme(), Btn.Kind.SECONDARY, null, ui.say("button.back"), () -> {
            if (again) {
                ui.navigation().settings();
            } else {
                choice();
            }
        });
        card.add(ui.row(
                FlowLayout.RIGHT, back, new Btn(ui.theme(), Btn.Kind.PRIMARY, null, ui.say("button.next"), next)));
        show("address", card, host);
    }

    private JTextField field(Card card, String title, String help, String value) {
        card.add(ui.text(ui.say(title), 16, WIDTH));
        card.add(ui.gap(2));
        card.add(ui.muted(ui.say(help), 14, WIDTH));
        card.add(ui.gap(6));
        JTextField input = new JTextField(value);
        input.setFont(ui.theme().font(18));
        input.setAlignmentX(LEFT_ALIGNMENT);
        Dimension size = new Dimension(ui.px(WIDTH), ui.px(48));
        input.setPreferredSize(size);
        input.setMaximumSize(size);
        input.getAccessibleContext().setAccessibleName(ui.say(title));
        card.add(input);
        return input;
    }

    private void look(Label error) {
        ServerAddress server = ServerAddress.parse(address);
        if (server == null || !Addresses.isHost(server.host())) {
            error.text(ui.say("error.address"));
            return;
        }
        wait("looking", ui.say("welcome.checking"));
        ui.background(
                () -> ui.client().fingerprint(server.host(), server.port()), pin -> seen(server, pin), this::failed);
    }

    private void seen(ServerAddress server, String pin) {
        Identity identity = ui.client().view().identity();
        if (again && identity != null && identity.pins().contains(pin)) {
            change(server, pin);
        } else {
            confirm(server, pin);
        }
    }

    /** Another server instead of the one that the device has, or of none. */
    private void change(ServerAddress server, String pin) {
        address(null);
        ServerTarget target = new ServerTarget(server.host(), server.port(), pin, token.isEmpty() ? null : token);
        Identity identity = ui.client().view().identity();
        String what = identity == null
                ? ui.say("approval.connection.first", target.address())
                : ui.say(
                        "approval.connection.what",
                        new ServerTarget(identity.serverHost(), identity.serverPort(), "", null).address(),
                        target.address());
        new ApprovalFlow(ui, ui.client().guarded().server(target), what, ui.navigation()::home).start();
    }

    private void confirm(ServerAddress server, String pin) {
        Card card = new Card(ui.theme(), 36);
        card.add(ui.title(ui.say("welcome.fingerprint"), 28, WIDTH));
        card.add(ui.gap(4));
        card.add(ui.muted(server.host() + ":" + server.port(), 16, WIDTH));
        card.add(ui.gap(16));
        card.add(ui.text(ui.say("welcome.fingerprint.text"), 16, WIDTH));
        card.add(ui.gap(16));
        String[] groups = Pem.groups(pin).split(" ");
        Card box = new Card(ui.theme(), 20, ui.theme().raised);
        for (int row = 0; row < 4; row++) {
            String line =
                    String.join("   ", groups[row * 4], groups[row * 4 + 1], groups[row * 4 + 2], groups[row * 4 + 3]);
            box.add(new Label(line, ui.theme().mono(24), ui.theme().text, ui.px(WIDTH)));
            box.add(ui.gap(row == 3 ? 0 : 6));
        }
        card.add(box);
        card.add(ui.gap(24));
        Btn back = new Btn(ui.theme(), Btn.Kind.SECONDARY, null, ui.say("button.back"), () -> address(null));
        Btn yes = new Btn(ui.theme(), Btn.Kind.PRIMARY, null, ui.say("welcome.fingerprint.yes"), () -> {
            if (again) {
                change(server, pin);
            } else {
                enrol(server, pin);
            }
        });
        card.add(ui.row(FlowLayout.RIGHT, back, yes));
        show("fingerprint", card, back);
    }

    private void enrol(ServerAddress server, String pin) {
        wait("enrolling", ui.say("welcome.enrolling"));
        ui.background(
                () -> {
                    EnrolClient.ServerCard card = ui.client().card(server.host(), server.port(), pin);
                    ui.client().enrol(server.host(), server.port(), pin, token.isEmpty() ? null : token);
                    return card;
                },
                this::done,
                this::failed);
    }

    private void done(EnrolClient.ServerCard server) {
        Identity identity = ui.client().view().identity();
        boolean grouped = identity != null && identity.group() != null;
        Card card = new Card(ui.theme(), 36);
        card.add(new Line(ui.theme(), Icon.CHECK, ui.say("welcome.done"), ui.theme().ok, 28));
        card.add(ui.gap(12));
        String workspace = server.workspace().isEmpty() ? server.name() : server.workspace();
        card.add(ui.text(ui.say(grouped ? "welcome.done.group" : "welcome.done.wait", workspace), 18, WIDTH));
        card.add(ui.gap(24));
        Btn go = new Btn(
                ui.theme(),
                Btn.Kind.PRIMARY,
                null,
                ui.say("welcome.start"),
                () -> ui.navigation().home());
        card.add(ui.row(FlowLayout.RIGHT, go));
        show("done", card, go);
    }

    private void wait(String newStep, String text) {
        Card card = new Card(ui.theme(), 36);
        card.add(new Line(ui.theme(), Icon.SERVER, text, ui.theme().accent, 20));
        show(newStep, card, null);
    }

    private void failed(Exception error) {
        String text = String.valueOf(error.getMessage());
        if (error instanceof EnrolError problem) {
            String key = "error." + problem.code();
            text = ui.say(ui.words().has(key) ? key : "error.other", text);
        }
        address(text);
    }
}
