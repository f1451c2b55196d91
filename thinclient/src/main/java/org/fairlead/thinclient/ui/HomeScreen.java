package org.fairlead.thinclient.ui;

import java.awt.BorderLayout;
import java.awt.FlowLayout;
import java.util.List;
import java.util.Map;
import javax.swing.BorderFactory;
import javax.swing.JPanel;
import org.fairlead.thinclient.model.View;
import org.fairlead.thinclient.state.Identity;
import org.fairlead.thinclient.state.Values;
import org.jspecify.annotations.Nullable;

/** The connections as tiles, and whom to ask for help. */
final class HomeScreen extends JPanel implements Screen {
    private static final long serialVersionUID = 1L;
    private final transient Ui ui;
    private final transient Sessions sessions;
    private final transient PasswordGate gate;
    private transient @Nullable View shown;

    HomeScreen(Ui ui, Sessions sessions, PasswordGate gate) {
        super(new BorderLayout());
        this.ui = ui;
        this.sessions = sessions;
        this.gate = gate;
        setOpaque(false);
    }

    @Override
    public String name() {
        return "home";
    }

    @Override
    public void update(View view) {
        View before = shown;
        if (before != null
                && before.values().equals(view.values())
                && java.util.Objects.equals(before.stranger(), view.stranger())
                && java.util.Objects.equals(before.identity(), view.identity())) {
            return;
        }
        shown = view;
        removeAll();
        setBorder(BorderFactory.createEmptyBorder(ui.px(40), ui.px(48), ui.px(16), ui.px(48)));
        JPanel head = ui.column();
        Identity identity = view.identity();
        String title = identity == null || identity.workspace().isEmpty() ? ui.say("home.title") : identity.workspace();
        head.add(ui.title(title, 32, 1000));
        List<Map<String, @Nullable Object>> list = Values.maps(view.values().get("connections.rdp.list"));
        JPanel tiles = new JPanel(new WrapLayout(ui.px(20)));
        tiles.setOpaque(false);
        for (Map<String, @Nullable Object> connection : list) {
            boolean app = !Values.text(connection, "application").isEmpty();
            tiles.add(Tile.large(
                    ui.theme(),
                    app ? Icon.APP : Icon.DESKTOP,
                    Values.text(connection, "name"),
                    ui.say(app ? "home.app" : "home.rdp") + " · " + Values.text(connection, "server"),
                    () -> sessions.ask(ui, connection)));
        }
        String basis = Values.text(view.values(), "connections.basis.address");
        if (!basis.isEmpty()) {
            tiles.add(Tile.large(
                    ui.theme(),
                    Icon.CLOUD,
                    "Basis.WorkPlace",
                    ui.say("home.basis") + " · " + basis,
                    () -> no("Basis.WorkPlace")));
        }
        String page = Values.text(view.values(), "connections.web.startPage");
        if (!page.isEmpty()) {
            String host = page.replaceFirst("^https?://", "").replaceFirst("/.*", "");
            tiles.add(Tile.large(ui.theme(), Icon.GLOBE, ui.say("home.web"), host, () -> no(ui.say("home.web"))));
        }
        head.add(ui.gap(4));
        head.add(ui.muted(ui.say("home.subtitle"), 17, 1000));
        head.add(ui.gap(28));
        if (view.stranger() != null) {
            head.add(StrangerDialog.card(ui, gate, view));
            head.add(ui.gap(20));
        }
        add(head, BorderLayout.NORTH);
        add(tiles.getComponentCount() == 0 ? empty(identity != null) : ui.scroll(tiles, 0), BorderLayout.CENTER);
        String contacts = Values.text(view.values(), "general.contacts.text");
        if (!contacts.isEmpty()) {
            Card card = new Card(ui.theme(), 16);
            card.add(new Line(ui.theme(), Icon.PERSON, ui.say("home.help"), ui.theme().accent, 16));
            card.add(ui.gap(4));
            card.add(ui.text(contacts, 15, 520));
            add(ui.row(FlowLayout.RIGHT, card), BorderLayout.SOUTH);
        }
        revalidate();
        repaint();
    }

    private JPanel empty(boolean managed) {
        JPanel column = ui.column();
        Card card = new Card(ui.theme(), 32);
        card.add(new Line(ui.theme(), Icon.DESKTOP, ui.say("home.empty.title"), ui.theme().accent, 20));
        card.add(ui.gap(8));
        card.add(ui.muted(ui.say(managed ? "home.empty.managed" : "home.empty.alone"), 17, 640));
        column.add(card);
        return column;
    }

    private void no(String title) {
        ui.overlay().message(ui, "connection:" + title, Icon.INFO, title, ui.say("connect.unsupported"));
    }
}
