package org.fairlead.thinclient.ui;

import java.awt.BorderLayout;
import java.awt.Dimension;
import java.awt.FlowLayout;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import javax.swing.BorderFactory;
import javax.swing.JComponent;
import javax.swing.JPanel;
import org.fairlead.protocol.agent.Up;
import org.fairlead.protocol.catalogue.Block;
import org.fairlead.protocol.catalogue.Level;
import org.fairlead.protocol.catalogue.Section;
import org.fairlead.protocol.catalogue.Setting;
import org.fairlead.protocol.catalogue.SettingProblem;
import org.fairlead.protocol.catalogue.ShownWhen;
import org.fairlead.protocol.catalogue.ValueType;
import org.fairlead.thinclient.model.ServerTarget;
import org.fairlead.thinclient.model.View;
import org.fairlead.thinclient.state.SettingsState;
import org.fairlead.thinclient.state.Values;
import org.jspecify.annotations.Nullable;

/** All settings, section by section, as the catalogue describes them and as far as the administrator lets one see. */
final class SettingsScreen extends JPanel implements Screen {
    private static final long serialVersionUID = 1L;
    private static final String CONNECTION = "server.connection";
    private final transient Ui ui;
    private final transient PasswordGate gate;
    private final JPanel navigation;
    private final JPanel page = new JPanel(new BorderLayout());
    private final JPanel saveBar = new JPanel(new BorderLayout());
    private final transient Map<String, Editor> editors = new LinkedHashMap<>();
    private final transient Map<String, JComponent> rows = new LinkedHashMap<>();
    private final transient Map<Block, JComponent> blocks = new LinkedHashMap<>();
    private final transient Map<String, Label> problems = new LinkedHashMap<>();
    private final transient Map<String, Tile> tabs = new LinkedHashMap<>();
    private transient View view;
    private transient String shown;
    private transient Map<String, Object> base = Map.of();
    private final Label summary;

    SettingsScreen(Ui ui, PasswordGate gate, View view, String section) {
        super(new BorderLayout());
        this.ui = ui;
        this.gate = gate;
        this.view = view;
        this.shown = section;
        this.summary = ui.text("", 15, 500);
        setOpaque(false);
        navigation = ui.column();
        page.setOpaque(false);
        saveBar();
        JPanel left = ui.column();
        left.setBorder(BorderFactory.createEmptyBorder(ui.px(20), ui.px(20), ui.px(8), 0));
        left.add(ui.title(ui.say("settings.title"), 24, 240));
        left.add(ui.gap(12));
        left.add(navigation);
        JComponent leftScroll = ui.scroll(left, 0);
        leftScroll.setPreferredSize(new Dimension(ui.px(290), 10));
        add(leftScroll, BorderLayout.WEST);
        JPanel right = new JPanel(new BorderLayout());
        right.setOpaque(false);
        right.add(page, BorderLayout.CENTER);
        right.add(saveBar, BorderLayout.SOUTH);
        add(right, BorderLayout.CENTER);
        fillNavigation();
        fillPage();
    }

    @Override
    public String name() {
        return "settings:" + shown;
    }

    @Override
    public void update(View newView) {
        boolean same = newView.values().equals(view.values())
                && newView.locked().equals(view.locked())
                && java.util.Objects.equals(newView.stranger(), view.stranger())
                && newView.results().equals(view.results());
        view = newView;
        if (!same && changes().isEmpty()) {
            fillNavigation();
            fillPage();
        }
    }

    private List<Section> sections() {
        List<Section> sections = new ArrayList<>();
        for (Section section : ui.client().catalogue().sections()) {
            if (!"hidden".equals(view.values().get("access.sections." + section.id()))) {
                sections.add(section);
            }
        }
        return sections;
    }

    private void fillNavigation() {
        navigation.removeAll();
        tabs.clear();
        List<Section> sections = sections();
        if (sections.stream().noneMatch(section -> section.id().equals(shown)) && !sections.isEmpty()) {
            shown = sections.getFirst().id();
        }
        for (Section section : sections) {
            Tile tab = Tile.row(
                    ui.theme(), icon(section.id()), section.title().in(language()), "", ui.px(256), ui.px(44), () -> {
                        shown = section.id();
                        fillPage();
                        ui.overlay().close();
                    });
            tabs.put(section.id(), tab);
            navigation.add(tab);
            navigation.add(ui.gap(2));
        }
        navigation.revalidate();
    }

    private static Icon icon(String section) {
        return switch (section) {
            case "general" -> Icon.INFO;
            case "language" -> Icon.KEYBOARD;
            case "network" -> Icon.NETWORK;
            case "server" -> Icon.SERVER;
            case "connections" -> Icon.DESKTOP;
            case "monitors" -> Icon.MONITOR;
            case "power" -> Icon.POWER;
            case "datetime" -> Icon.CLOCK;
            case "access" -> Icon.KEY;
            case "certificates" -> Icon.SHIELD;
            case "logs" -> Icon.LIST;
            default -> Icon.REMOTE;
        };
    }

    private String language() {
        return ui.words().language();
    }

    private void fillPage() {
        editors.clear();
        rows.clear();
        blocks.clear();
        problems.clear();
        base = view.values();
        tabs.forEach((id, tab) -> tab.chosen(id.equals(shown)));
        page.removeAll();
        for (Section section : sections()) {
            if (section.id().equals(shown)) {
                page.add(ui.scroll(content(section), 24), BorderLayout.CENTER);
            }
        }
        refresh();
        page.revalidate();
        page.repaint();
    }

    private JPanel content(Section section) {
        boolean readOnly = "read".equals(view.values().get("access.sections." + section.id()));
        JPanel column = ui.column();
        column.add(ui.title(section.title().in(language()), 24, 800));
        column.add(ui.gap(4));
        column.add(ui.muted(section.help().in(language()), 15, 800));
        if (readOnly) {
            column.add(ui.gap(8));
            column.add(new Line(ui.theme(), Icon.LOCK, ui.say("settings.readonly"), ui.theme().warning, 15));
        }
        for (Block block : section.blocks()) {
            JPanel holder = ui.column();
            holder.add(ui.gap(16));
            holder.add(card(block, readOnly));
            blocks.put(block, holder);
            column.add(holder);
        }
        if (section.id().equals("server") && view.stranger() != null) {
            column.add(ui.gap(16));
            column.add(StrangerDialog.card(ui, gate, view));
        }
        if (section.id().equals("server") && !readOnly && !view.locked().containsKey(CONNECTION)) {
            column.add(ui.gap(16));
            column.add(new Btn(
                    ui.theme(),
                    Btn.Kind.SECONDARY,
                    Icon.SERVER,
                    ui.say("settings.server.change"),
                    () -> gate.pass(ui, view, () -> ui.navigation().welcome(true))));
        }
        if (section.id().equals("general") && !readOnly) {
            column.add(ui.gap(16));
            column.add(resetCard());
        }
        return column;
    }

    private Card resetCard() {
        Card card = new Card(ui.theme(), 20);
        card.add(ui.title(ui.say("settings.reset"), 17, 760));
        card.add(ui.gap(2));
        card.add(ui.muted(ui.say("settings.reset.help"), 14, 760));
        card.add(ui.gap(12));
        card.add(ui.row(
                FlowLayout.LEFT,
                new Btn(
                        ui.theme(),
                        Btn.Kind.SECONDARY,
                        Icon.ALERT,
                        ui.say("settings.reset.button"),
                        () -> gate.pass(ui, view, this::reset))));
        card.setMaximumSize(new Dimension(ui.px(960), Integer.MAX_VALUE));
        return card;
    }

    private void reset() {
        new ApprovalFlow(ui, ui.client().guarded().reset(), ui.say("approval.reset.what"), () -> {}).start();
    }

    private Card card(Block block, boolean readOnly) {
        Card card = new Card(ui.theme(), 20);
        card.add(ui.title(block.title().in(language()), 17, 760));
        card.add(ui.gap(2));
        card.add(ui.muted(block.help().in(language()), 14, 760));
        SettingsState.Lock lock = view.locked().get(block.id());
        if (lock != null) {
            String who = lock.policy().isEmpty()
                    ? ui.say("settings.locked.short")
                    : ui.say("settings.locked", lock.policy(), lock.group());
            card.add(ui.gap(4));
            card.add(new Line(ui.theme(), Icon.LOCK, who, ui.theme().accent, 14));
        }
        Up.BlockResult result = view.results().get(block.id());
        if (result != null && result.state() != Up.BlockResult.State.APPLIED) {
            boolean failed = result.state() == Up.BlockResult.State.FAILED;
            card.add(ui.gap(4));
            card.add(new Line(
                    ui.theme(),
                    Icon.ALERT,
                    ui.say(
                            failed ? "settings.failed" : "settings.unsupported",
                            ui.words().reason(String.valueOf(result.reason()))),
                    failed ? ui.theme().critical : ui.theme().warning,
                    14));
        }
        for (Setting setting : block.settings()) {
            card.add(row(setting, lock == null && !readOnly));
        }
        card.setMaximumSize(new Dimension(ui.px(960), Integer.MAX_VALUE));
        return card;
    }

    private JComponent row(Setting setting, boolean free) {
        boolean enabled = free && setting.levels().contains(Level.DEVICE);
        Object value = Objects.requireNonNull(base.get(setting.key()));
        Editor editor = setting.type() == ValueType.LIST
                ? new ListEditor(ui, setting, value, enabled, this::refresh).editor()
                : Editor.of(ui, setting.value(), value, enabled, this::refresh);
        editors.put(setting.key(), editor);
        var unit = setting.unit();
        JComponent shownEditor = unit == null
                ? editor.component()
                : ui.row(FlowLayout.LEFT, editor.component(), ui.muted(unit.in(language()), 15, 80));
        String help = setting.levels().contains(Level.DEVICE)
                ? setting.help().in(language())
                : setting.help().in(language()) + ". " + ui.say("settings.policy.only");
        JPanel row = ui.column();
        row.add(ui.gap(16));
        row.add(SettingRow.row(ui, setting.title().in(language()), help, shownEditor, 380));
        Label problem = ui.coloured("", 13, ui.theme().critical, 700);
        problems.put(setting.key(), problem);
        row.add(problem);
        rows.put(setting.key(), row);
        return row;
    }

    private Map<String, @Nullable Object> changes() {
        Map<String, @Nullable Object> changes = new LinkedHashMap<>();
        editors.forEach((key, editor) -> {
            Object now = editor.value().get();
            if (editor.component().isEnabled() && !now.equals(base.get(key))) {
                changes.put(key, now);
            }
        });
        return changes;
    }

    private void refresh() {
        Map<String, @Nullable Object> changes = changes();
        Map<String, @Nullable Object> all = new LinkedHashMap<>(view.values());
        editors.forEach((key, editor) -> all.put(key, editor.value().get()));
        for (String key : rows.keySet()) {
            ShownWhen when = ui.client().catalogue().setting(key).orElseThrow().shownWhen();
            Objects.requireNonNull(rows.get(key)).setVisible(when == null || when.holds(all));
        }
        blocks.forEach((block, holder) -> holder.setVisible(block.settings().stream()
                .anyMatch(setting ->
                        Objects.requireNonNull(rows.get(setting.key())).isVisible())));
        problems.values().forEach(label -> label.text(""));
        if (!changes.isEmpty()) {
            for (Map.Entry<String, SettingProblem> problem : check(changes, all).entrySet()) {
                Label label = problems.get(problem.getKey().replaceAll("\\[.*", ""));
                if (label != null) {
                    label.text(problem.getValue().text(language()));
                }
            }
        }
        summary.text(ui.words().count("settings.changed", changes.size()));
        saveBar.setVisible(!changes.isEmpty());
        revalidate();
    }

    private Map<String, SettingProblem> check(
            Map<String, @Nullable Object> changes, Map<String, @Nullable Object> all) {
        Map<String, SettingProblem> found =
                new LinkedHashMap<>(ui.client().catalogue().validateComplete(all));
        found.putAll(ui.client().catalogue().validate(changes, Level.DEVICE));
        found.keySet().removeIf(key -> !editors.containsKey(key.replaceAll("\\[.*", "")));
        return found;
    }

    private void saveBar() {
        saveBar.setOpaque(true);
        saveBar.setBackground(ui.theme().surface);
        saveBar.setBorder(BorderFactory.createCompoundBorder(
                BorderFactory.createMatteBorder(Math.max(1, ui.px(1)), 0, 0, 0, ui.theme().border),
                BorderFactory.createEmptyBorder(ui.px(10), ui.px(24), ui.px(10), ui.px(16))));
        JPanel text = ui.column();
        text.add(ui.gap(12));
        text.add(summary);
        saveBar.add(text, BorderLayout.WEST);
        Btn discard = new Btn(ui.theme(), Btn.Kind.SECONDARY, null, ui.say("button.discard"), this::fillPage);
        Btn save = new Btn(
                ui.theme(), Btn.Kind.PRIMARY, Icon.CHECK, ui.say("button.save"), () -> gate.pass(ui, view, this::save));
        saveBar.add(ui.row(FlowLayout.RIGHT, discard, save), BorderLayout.EAST);
        saveBar.setVisible(false);
    }

    private void save() {
        Map<String, @Nullable Object> changes = changes();
        Map<String, @Nullable Object> all = new LinkedHashMap<>(view.values());
        all.putAll(changes);
        if (!check(changes, all).isEmpty()) {
            summary.text(ui.say("settings.errors"));
            return;
        }
        Map<String, @Nullable Object> normal =
                new LinkedHashMap<>(ui.client().catalogue().normalise(changes));
        Map<String, @Nullable Object> connection = new LinkedHashMap<>(normal);
        connection.keySet().removeIf(key -> !key.startsWith(CONNECTION + "."));
        if (ui.client().guarded().needsCode()) {
            normal.keySet().removeAll(connection.keySet());
        }
        if (!normal.isEmpty()) {
            ui.client().save(normal);
        }
        view = ui.client().view();
        fillPage();
        if (ui.client().guarded().needsCode() && !connection.isEmpty()) {
            connection(connection, all);
        }
    }

    /** A connection that an administrator must allow: another address is tried first, the rest is only asked for. */
    private void connection(Map<String, @Nullable Object> changes, Map<String, @Nullable Object> all) {
        String host = Values.text(all, CONNECTION + ".address");
        boolean elsewhere = changes.containsKey(CONNECTION + ".address") || changes.containsKey(CONNECTION + ".port");
        if (!host.isEmpty() && elsewhere && !"dhcp".equals(all.get(CONNECTION + ".method"))) {
            int port = (int) Values.number(all, CONNECTION + ".port", ServerAddress.PORT);
            ui.navigation().server(new ServerTarget(host, port, "", null).address());
        } else {
            new ApprovalFlow(
                            ui,
                            ui.client().guarded().connection(changes),
                            ui.say("approval.connection.settings"),
                            ui.navigation()::settings)
                    .start();
        }
    }
}
