package org.fairlead.thinclient.ui;

import java.awt.BorderLayout;
import java.awt.Dimension;
import java.awt.FlowLayout;
import java.security.cert.CertificateException;
import java.security.cert.X509Certificate;
import java.time.Instant;
import java.time.ZoneId;
import java.time.format.DateTimeFormatter;
import java.time.format.FormatStyle;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import javax.swing.BorderFactory;
import javax.swing.JComponent;
import javax.swing.JPanel;
import javax.swing.JScrollPane;
import javax.swing.JTable;
import javax.swing.table.DefaultTableModel;
import org.fairlead.protocol.json.Json;
import org.fairlead.protocol.json.JsonError;
import org.fairlead.thinclient.agent.Pem;
import org.fairlead.thinclient.log.EventLog;
import org.fairlead.thinclient.model.LogSender;
import org.fairlead.thinclient.model.Machine;
import org.fairlead.thinclient.model.View;
import org.fairlead.thinclient.state.Identity;
import org.fairlead.thinclient.state.Values;
import org.jspecify.annotations.Nullable;

/** What one looks at when something does not work: facts, network, certificates, logs. */
final class ToolsScreen extends JPanel implements Screen {
    private static final long serialVersionUID = 1L;
    private static final int MAX_ROWS = 1000;
    private final transient Ui ui;
    private final transient PasswordGate gate;
    private final JPanel page = new JPanel(new BorderLayout());
    private final transient Map<String, Tile> tabs = new LinkedHashMap<>();
    private transient View view;
    private String shown;

    ToolsScreen(Ui ui, PasswordGate gate, View view, String tab) {
        super(new BorderLayout());
        this.ui = ui;
        this.gate = gate;
        this.view = view;
        this.shown = tab;
        setOpaque(false);
        page.setOpaque(false);
        JPanel left = ui.column();
        left.setBorder(BorderFactory.createEmptyBorder(ui.px(20), ui.px(20), ui.px(8), 0));
        left.add(ui.title(ui.say("tools.title"), 24, 240));
        left.add(ui.gap(12));
        tab(left, "info", Icon.INFO);
        tab(left, "network", Icon.NETWORK);
        tab(left, "certificates", Icon.SHIELD);
        tab(left, "remote", Icon.REMOTE);
        tab(left, "events", Icon.LIST);
        tab(left, "audit", Icon.CHECK);
        tab(left, "forward", Icon.SEND);
        left.setPreferredSize(new Dimension(ui.px(290), 10));
        add(left, BorderLayout.WEST);
        add(page, BorderLayout.CENTER);
        fill();
    }

    private void tab(JPanel left, String id, Icon icon) {
        Tile tile = Tile.row(ui.theme(), icon, ui.say("tools." + id), "", ui.px(256), ui.px(44), () -> {
            shown = id;
            fill();
            ui.overlay().close();
        });
        tabs.put(id, tile);
        left.add(tile);
        left.add(ui.gap(2));
    }

    @Override
    public String name() {
        return "tools:" + shown;
    }

    @Override
    public void update(View newView) {
        boolean same =
                newView.connection() == view.connection() && newView.values().equals(view.values());
        view = newView;
        if (!same && !shown.equals("forward")) {
            fill();
        }
    }

    private void fill() {
        tabs.forEach((id, tab) -> tab.chosen(id.equals(shown)));
        page.removeAll();
        JComponent content = switch (shown) {
            case "network" -> ui.scroll(network(), 24);
            case "certificates" -> ui.scroll(certificates(), 24);
            case "remote" -> ui.scroll(remote(), 24);
            case "events" -> events();
            case "audit" -> audit();
            case "forward" -> ui.scroll(forward(), 24);
            default -> ui.scroll(info(), 24);
        };
        page.add(content, BorderLayout.CENTER);
        page.revalidate();
        page.repaint();
    }

    /** An administrator came or went, or the user made or took back an invitation. */
    void remoteChanged() {
        if (shown.equals("remote")) {
            fill();
        }
    }

    private JPanel remote() {
        JPanel column = titled();
        for (Card card : new RemoteTab(ui, view, gate).cards()) {
            column.add(card);
            column.add(ui.gap(12));
        }
        return column;
    }

    private JPanel titled() {
        JPanel column = ui.column();
        column.add(ui.title(ui.say("tools." + shown), 24, 800));
        column.add(ui.gap(16));
        return column;
    }

    private Card card() {
        Card card = new Card(ui.theme(), 20);
        card.setMaximumSize(new Dimension(ui.px(960), Integer.MAX_VALUE));
        return card;
    }

    private void fact(JPanel card, String key, String value) {
        JPanel row = new JPanel(new BorderLayout(ui.px(16), 0));
        row.setOpaque(false);
        row.setAlignmentX(LEFT_ALIGNMENT);
        Label name = ui.muted(ui.say(key), 15, 220);
        JPanel holder = ui.column();
        holder.add(name);
        holder.setPreferredSize(new Dimension(ui.px(220), name.getPreferredSize().height));
        row.add(holder, BorderLayout.WEST);
        row.add(ui.text(value.isEmpty() ? "—" : value, 15, 600), BorderLayout.CENTER);
        row.setMaximumSize(new Dimension(Integer.MAX_VALUE, row.getPreferredSize().height));
        card.add(row);
        card.add(ui.gap(10));
    }

    private JPanel info() {
        JPanel column = titled();
        Card card = card();
        Identity identity = view.identity();
        fact(card, "info.name", view.name());
        if (identity != null) {
            String group = identity.group();
            fact(card, "info.workspace", identity.workspace());
            fact(card, "info.group", group == null ? ui.say("info.group.none") : group);
            fact(card, "info.server", identity.serverHost() + ":" + identity.serverPort());
            fact(card, "info.number", Long.toString(identity.number()));
            fact(card, "info.id", identity.deviceId());
        }
        fact(card, "info.state", Bar.sentence(ui, view));
        Instant contact = view.lastContact();
        if (identity != null) {
            fact(card, "info.contact", contact == null ? ui.say("info.never") : time(contact));
            fact(
                    card,
                    "info.settings",
                    view.hash().substring(0, Math.min(12, view.hash().length())));
        }
        fact(card, "info.version", Machine.VERSION);
        fact(card, "info.system", Machine.system());
        fact(card, "info.model", Machine.model());
        fact(card, "info.serial", Machine.serial());
        fact(card, "info.contacts", Values.text(view.values(), "general.contacts.text"));
        column.add(card);
        return column;
    }

    private JPanel network() {
        JPanel column = titled();
        List<Machine.Adapter> adapters = Machine.adapters();
        if (adapters.isEmpty()) {
            column.add(ui.muted(ui.say("network.none"), 16, 600));
        }
        for (Machine.Adapter adapter : adapters) {
            Card card = card();
            card.add(new Line(
                    ui.theme(),
                    adapter.up() ? Icon.NETWORK : Icon.NO_NETWORK,
                    adapter.name() + " · " + ui.say(adapter.up() ? "network.up" : "network.down"),
                    adapter.up() ? ui.theme().ok : ui.theme().warning,
                    16));
            card.add(ui.gap(8));
            fact(card, "network.addresses", String.join("\n", adapter.addresses()));
            fact(card, "network.mac", adapter.mac());
            column.add(card);
            column.add(ui.gap(12));
        }
        return column;
    }

    private JPanel certificates() {
        JPanel column = titled();
        Card central = card();
        central.add(ui.title(ui.say("certificates.central"), 17, 700));
        central.add(ui.gap(4));
        central.add(ui.muted(ui.say("certificates.central.help"), 14, 700));
        certificates(central, ui.client().trust().centralPems());
        column.add(central);
        column.add(ui.gap(12));
        Card own = card();
        own.add(ui.title(ui.say("certificates.own"), 17, 700));
        certificates(own, ui.client().trust().acceptedPems());
        column.add(own);
        Identity identity = view.identity();
        if (identity != null) {
            column.add(ui.gap(12));
            Card card = card();
            card.add(ui.title(ui.say("certificates.identity"), 17, 700));
            certificates(card, List.of(identity.chain()));
            column.add(card);
        }
        return column;
    }

    private void certificates(Card card, List<String> pems) {
        card.add(ui.gap(8));
        if (pems.isEmpty()) {
            card.add(ui.muted(ui.say("certificates.none"), 15, 600));
        }
        for (String pem : pems) {
            try {
                X509Certificate certificate = Pem.certificates(pem).getFirst();
                card.add(new Line(
                        ui.theme(),
                        Icon.SHIELD,
                        certificate.getSubjectX500Principal().getName(),
                        ui.theme().accent,
                        15));
                card.add(ui.muted(
                        ui.say(
                                        "certificates.issuer",
                                        certificate.getIssuerX500Principal().getName())
                                + "\n"
                                + ui.say(
                                        "certificates.valid",
                                        time(certificate.getNotAfter().toInstant())),
                        14,
                        700));
                card.add(new Label(Pem.fingerprint(certificate), ui.theme().mono(12), ui.theme().muted, ui.px(700)));
                card.add(ui.gap(10));
            } catch (CertificateException | RuntimeException e) {
                card.add(ui.coloured(String.valueOf(e.getMessage()), 14, ui.theme().critical, 700));
            }
        }
    }

    private JComponent events() {
        DefaultTableModel model = model("log.time", "log.level", "log.component", "log.text");
        List<EventLog.Entry> entries = ui.client().eventLog().entries();
        for (int i = entries.size() - 1; i >= Math.max(0, entries.size() - MAX_ROWS); i--) {
            EventLog.Entry entry = entries.get(i);
            model.addRow(new Object[] {
                time(entry.at()),
                ui.say("log.severity." + entry.severity().name().toLowerCase(Locale.ROOT)),
                entry.component(),
                entry.text()
            });
        }
        return table(model, null, 190, 130, 120);
    }

    private JComponent audit() {
        DefaultTableModel model = model("log.time", "log.action", "log.detail");
        List<String> lines = ui.client().auditLog().lines();
        for (int i = lines.size() - 1; i >= Math.max(0, lines.size() - MAX_ROWS); i--) {
            try {
                Map<String, @Nullable Object> map = Json.parseObject(lines.get(i));
                model.addRow(new Object[] {
                    time(Instant.parse(Values.text(map, "at"))),
                    Values.text(map, "action"),
                    Json.print(map.get("detail"))
                });
            } catch (JsonError | java.time.DateTimeException e) {
                model.addRow(new Object[] {"?", "?", lines.get(i)});
            }
        }
        int broken = ui.client().auditLog().firstBroken();
        Line chain = new Line(
                ui.theme(),
                broken == 0 ? Icon.CHECK : Icon.ALERT,
                broken == 0 ? ui.say("log.intact") : ui.say("log.broken", broken),
                broken == 0 ? ui.theme().ok : ui.theme().critical,
                15);
        return table(model, chain, 190, 200);
    }

    private DefaultTableModel model(String... titles) {
        DefaultTableModel model = new DefaultTableModel() {
            private static final long serialVersionUID = 1L;

            @Override
            public boolean isCellEditable(int row, int column) {
                return false;
            }
        };
        for (String title : titles) {
            model.addColumn(ui.say(title));
        }
        return model;
    }

    private JComponent table(DefaultTableModel model, @Nullable JComponent above, int... widths) {
        JTable table = new JTable(model);
        table.setFont(ui.theme().font(14));
        table.getTableHeader().setFont(ui.theme().bold(14));
        table.setRowHeight(ui.px(32));
        table.setShowVerticalLines(false);
        table.setDefaultRenderer(Object.class, new PlainCell(ui));
        for (int i = 0; i < widths.length; i++) {
            table.getColumnModel().getColumn(i).setPreferredWidth(ui.px(widths[i]));
            table.getColumnModel().getColumn(i).setMaxWidth(ui.px(widths[i] * 2));
            table.getColumnModel().getColumn(i).setWidth(ui.px(widths[i]));
        }
        JPanel holder = new JPanel(new BorderLayout(0, ui.px(12)));
        holder.setOpaque(false);
        holder.setBorder(BorderFactory.createEmptyBorder(ui.px(24), ui.px(24), ui.px(16), ui.px(24)));
        JPanel head = ui.column();
        head.add(ui.title(ui.say("tools." + shown), 24, 800));
        if (above != null) {
            head.add(ui.gap(8));
            head.add(above);
        }
        holder.add(head, BorderLayout.NORTH);
        JScrollPane scroll = new JScrollPane(table);
        scroll.getVerticalScrollBar().setUnitIncrement(ui.px(32));
        holder.add(scroll, BorderLayout.CENTER);
        return holder;
    }

    private JPanel forward() {
        JPanel column = titled();
        Card card = card();
        String host = Values.text(view.values(), "logs.forwarding.host");
        card.add(ui.text(ui.say("forward.help"), 16, 700));
        card.add(ui.gap(12));
        if (host.isEmpty()) {
            card.add(ui.muted(ui.say("forward.none"), 16, 700));
        } else {
            String port = Long.toString(Values.number(view.values(), "logs.forwarding.port", 6514));
            card.add(ui.muted(ui.say("forward.to", host + ":" + port), 16, 700));
            card.add(ui.gap(16));
            Label state = ui.text("", 16, 700);
            card.add(ui.row(
                    FlowLayout.LEFT,
                    new Btn(ui.theme(), Btn.Kind.PRIMARY, Icon.SEND, ui.say("forward.send"), () -> send(state))));
            card.add(ui.gap(12));
            card.add(state);
        }
        column.add(card);
        return column;
    }

    private void send(Label state) {
        state.text(ui.say("forward.sending"));
        ui.background(
                () -> LogSender.send(ui.client(), view), count -> state.text(ui.say("forward.done", count)), error -> {
                    state.text(ui.say("forward.failed", String.valueOf(error.getMessage())));
                    X509Certificate refused = ui.client().trust().refused();
                    if (refused != null && ui.client().trust().userMayAccept()) {
                        question(state, refused);
                    }
                });
    }

    private void question(Label state, X509Certificate certificate) {
        Card card = new Card(ui.theme(), 28);
        card.add(new Line(ui.theme(), Icon.SHIELD, ui.say("forward.unknown"), ui.theme().warning, 18));
        card.add(ui.gap(12));
        card.add(ui.text(certificate.getSubjectX500Principal().getName(), 16, 700));
        card.add(ui.gap(8));
        try {
            card.add(new Label(
                    Pem.fingerprint(certificate).replaceAll("(.{4})", "$1 "),
                    ui.theme().mono(18),
                    ui.theme().text,
                    ui.px(700)));
        } catch (CertificateException e) {
            return;
        }
        card.add(ui.gap(12));
        card.add(ui.text(ui.say("forward.unknown.text"), 16, 700));
        card.add(ui.gap(20));
        Btn cancel = new Btn(ui.theme(), Btn.Kind.SECONDARY, null, ui.say("button.cancel"), ui.overlay()::close);
        Btn accept = new Btn(ui.theme(), Btn.Kind.SECONDARY, null, ui.say("forward.accept"), () -> {
            ui.overlay().close();
            LogSender.accept(ui.client(), certificate);
            send(state);
        });
        card.add(ui.row(FlowLayout.RIGHT, cancel, accept));
        ui.overlay().show("certificate", card, cancel);
    }

    private String time(Instant at) {
        return DateTimeFormatter.ofLocalizedDateTime(FormatStyle.SHORT, FormatStyle.MEDIUM)
                .withLocale(ui.words().locale())
                .withZone(ZoneId.systemDefault())
                .format(at);
    }
}
