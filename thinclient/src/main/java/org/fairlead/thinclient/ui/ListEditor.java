package org.fairlead.thinclient.ui;

import java.awt.FlowLayout;
import java.security.cert.CertificateException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import javax.swing.JComponent;
import javax.swing.JPanel;
import org.fairlead.protocol.catalogue.Field;
import org.fairlead.protocol.catalogue.Option;
import org.fairlead.protocol.catalogue.Setting;
import org.fairlead.protocol.catalogue.SettingProblem;
import org.fairlead.protocol.catalogue.ValueType;
import org.fairlead.thinclient.agent.Pem;
import org.fairlead.thinclient.state.Values;
import org.jspecify.annotations.Nullable;

/** Edits a list: one row per entry, a dialog to add or change one. */
final class ListEditor {
    private final Ui ui;
    private final Setting setting;
    private final boolean enabled;
    private final Runnable changed;
    private final List<Object> items = new ArrayList<>();
    private final JPanel panel;

    ListEditor(Ui ui, Setting setting, @Nullable Object value, boolean enabled, Runnable changed) {
        this.ui = ui;
        this.setting = setting;
        this.enabled = enabled;
        this.changed = changed;
        this.panel = ui.column();
        if (value instanceof List<?> list) {
            items.addAll(list);
        }
        fill();
    }

    Editor editor() {
        return new Editor(panel, () -> List.copyOf(items));
    }

    private void fill() {
        panel.removeAll();
        if (items.isEmpty()) {
            panel.add(ui.muted(ui.say("settings.none"), 14, 320));
        }
        for (int i = 0; i < items.size(); i++) {
            panel.add(row(i));
            panel.add(ui.gap(6));
        }
        if (enabled && items.size() < setting.maxItems()) {
            panel.add(new Btn(ui.theme(), Btn.Kind.QUIET, Icon.PLUS, ui.say("button.add"), () -> edit(-1)));
        }
        panel.revalidate();
        panel.repaint();
    }

    private JComponent row(int index) {
        Card card = new Card(ui.theme(), 4, ui.theme().raised);
        JPanel row = new JPanel(new java.awt.BorderLayout(ui.px(8), 0));
        row.setOpaque(false);
        Line line = new Line(ui.theme(), icon(), title(items.get(index)), ui.theme().muted, 14);
        row.add(line, java.awt.BorderLayout.CENTER);
        row.setBorder(javax.swing.BorderFactory.createEmptyBorder(0, ui.px(10), 0, 0));
        if (enabled) {
            JPanel buttons = ui.row(FlowLayout.RIGHT);
            if (!choices()) {
                Btn pen = new Btn(ui.theme(), Btn.Kind.QUIET, Icon.PEN, "", () -> edit(index));
                pen.getAccessibleContext().setAccessibleName(ui.say("button.edit"));
                buttons.add(pen);
            }
            Btn remove = new Btn(ui.theme(), Btn.Kind.QUIET, Icon.CLOSE, "", () -> {
                items.remove(index);
                fill();
                changed.run();
            });
            remove.getAccessibleContext().setAccessibleName(ui.say("button.remove"));
            buttons.add(remove);
            row.add(buttons, java.awt.BorderLayout.EAST);
        }
        card.add(row);
        java.awt.Dimension size = new java.awt.Dimension(ui.px(400), ui.px(54));
        card.setPreferredSize(size);
        card.setMaximumSize(size);
        return card;
    }

    private boolean choices() {
        return setting.plainList() && setting.itemFields().getFirst().type() == ValueType.CHOICE;
    }

    private Icon icon() {
        return setting.plainList()
                ? setting.itemFields().getFirst().type() == ValueType.CERTIFICATE ? Icon.SHIELD : Icon.LIST
                : Icon.DESKTOP;
    }

    private String title(Object item) {
        if (!setting.plainList()) {
            Map<String, @Nullable Object> map = Values.map(item);
            return Values.text(map, "name") + " · " + Values.text(map, "server");
        }
        Field field = setting.itemFields().getFirst();
        for (Option option : field.options()) {
            if (option.value().equals(item)) {
                return option.title().in(ui.words().language());
            }
        }
        if (field.type() == ValueType.CERTIFICATE) {
            try {
                return Pem.certificates(String.valueOf(item))
                        .getFirst()
                        .getSubjectX500Principal()
                        .getName();
            } catch (CertificateException | RuntimeException e) {
                return "?";
            }
        }
        return String.valueOf(item);
    }

    private void edit(int index) {
        Card card = new Card(ui.theme(), 28);
        card.add(ui.title(setting.title().in(ui.words().language()), 20, 600));
        card.add(ui.gap(12));
        JPanel form = ui.column();
        Map<String, Editor> editors = new LinkedHashMap<>();
        Map<String, Label> problems = new LinkedHashMap<>();
        Map<String, @Nullable Object> old = index < 0 ? Map.of() : Values.map(items.get(index));
        for (Field field : setting.itemFields()) {
            Object value = setting.plainList() ? (index < 0 ? null : items.get(index)) : old.get(field.key());
            if (value == null) {
                value = field.defaultValue();
            }
            Editor editor = Editor.of(ui, field, value, true, () -> {});
            editors.put(field.key(), editor);
            Label problem = ui.coloured("", 13, ui.theme().critical, 560);
            problems.put(field.key(), problem);
            var title = field.title();
            JPanel row = SettingRow.row(
                    ui,
                    title == null
                            ? setting.help().in(ui.words().language())
                            : title.in(ui.words().language()),
                    field.help() == null ? "" : field.help().in(ui.words().language()),
                    editor.component(),
                    260);
            form.add(row);
            form.add(problem);
            form.add(ui.gap(8));
        }
        javax.swing.JScrollPane scroll = ui.scroll(form, 4);
        scroll.setAlignmentX(java.awt.Component.LEFT_ALIGNMENT);
        scroll.setPreferredSize(
                new java.awt.Dimension(ui.px(640), Math.min(ui.px(400), form.getPreferredSize().height + ui.px(40))));
        card.add(scroll);
        card.add(ui.gap(12));
        Btn cancel = new Btn(ui.theme(), Btn.Kind.SECONDARY, null, ui.say("button.cancel"), ui.overlay()::close);
        Btn apply = new Btn(
                ui.theme(), Btn.Kind.PRIMARY, null, ui.say("button.apply"), () -> take(index, editors, problems));
        card.add(ui.row(FlowLayout.RIGHT, cancel, apply));
        Editor first = editors.values().iterator().next();
        ui.overlay().show("item:" + setting.key(), card, first.component());
    }

    private void take(int index, Map<String, Editor> editors, Map<String, Label> problems) {
        Object item;
        if (setting.plainList()) {
            item = editors.values().iterator().next().value().get();
        } else {
            Map<String, Object> map = new LinkedHashMap<>();
            editors.forEach((key, editor) -> map.put(key, editor.value().get()));
            item = map;
        }
        List<Object> next = new ArrayList<>(items);
        int at = index < 0 ? next.size() : index;
        if (index < 0) {
            next.add(item);
        } else {
            next.set(index, item);
        }
        problems.values().forEach(label -> label.text(""));
        String prefix = setting.key() + "[" + at + "]";
        boolean bad = false;
        for (Map.Entry<String, SettingProblem> problem :
                ui.client().catalogue().validate(Map.of(setting.key(), next)).entrySet()) {
            if (problem.getKey().startsWith(prefix)) {
                String field = problem.getKey().substring(prefix.length());
                Label label = problems.get(field.startsWith(".") ? field.substring(1) : field);
                (label == null ? problems.values().iterator().next() : label)
                        .text(problem.getValue().text(ui.words().language()));
                bad = true;
            }
        }
        if (bad) {
            return;
        }
        items.clear();
        Object normal =
                ui.client().catalogue().normalise(Map.of(setting.key(), next)).get(setting.key());
        items.addAll(normal instanceof List<?> list ? list : next);
        ui.overlay().close();
        fill();
        changed.run();
    }
}
