package org.fairlead.thinclient.ui;

import java.awt.Component;
import java.awt.Dimension;
import java.util.function.Function;
import java.util.function.Supplier;
import javax.swing.JComboBox;
import javax.swing.JComponent;
import javax.swing.JPasswordField;
import javax.swing.JScrollPane;
import javax.swing.JTextArea;
import javax.swing.JTextField;
import javax.swing.event.DocumentEvent;
import javax.swing.event.DocumentListener;
import javax.swing.text.JTextComponent;
import org.fairlead.protocol.catalogue.Field;
import org.fairlead.protocol.catalogue.Option;
import org.fairlead.protocol.catalogue.ValueType;
import org.jspecify.annotations.Nullable;

/**
 * Edits one value by its type.
 *
 * @param component what the user sees
 * @param value the value as it now stands; a number that is none comes back as text, so that validation names it
 */
record Editor(JComponent component, Supplier<Object> value) {
    static Editor of(Ui ui, Field field, @Nullable Object value, boolean enabled, Runnable changed) {
        return switch (field.type()) {
            case BOOLEAN -> toggle(ui, value, enabled, changed);
            case CHOICE -> choice(ui, field, value, enabled, changed);
            case SECRET -> secret(ui, value, enabled, changed);
            case CERTIFICATE -> area(ui, value, enabled, changed, 8);
            default ->
                field.maxLines() > 1
                        ? area(ui, value, enabled, changed, field.maxLines())
                        : line(ui, field, value, enabled, changed);
        };
    }

    private static Editor toggle(Ui ui, @Nullable Object value, boolean enabled, Runnable changed) {
        Toggle toggle = new Toggle(ui.theme(), Boolean.TRUE.equals(value));
        toggle.setEnabled(enabled);
        toggle.addActionListener(event -> changed.run());
        return new Editor(toggle, toggle::isSelected);
    }

    private static Editor choice(Ui ui, Field field, @Nullable Object value, boolean enabled, Runnable changed) {
        JComboBox<String> box = new JComboBox<>();
        for (Option option : field.options()) {
            box.addItem(option.title().in(ui.words().language()));
        }
        int chosen = 0;
        for (int i = 0; i < field.options().size(); i++) {
            if (field.options().get(i).value().equals(value)) {
                chosen = i;
            }
        }
        box.setSelectedIndex(chosen);
        box.setEnabled(enabled);
        box.setMaximumRowCount(12);
        box.addActionListener(event -> changed.run());
        sized(ui, box, 280, 40);
        return new Editor(box, () -> field.options().get(box.getSelectedIndex()).value());
    }

    private static Editor secret(Ui ui, @Nullable Object value, boolean enabled, Runnable changed) {
        JPasswordField input = new JPasswordField();
        boolean set = value != null && !value.equals("");
        if (set) {
            input.putClientProperty("JTextField.placeholderText", ui.say("settings.secret.set"));
        }
        input.setEnabled(enabled);
        watch(input, changed);
        sized(ui, input, 280, 40);
        return new Editor(input, () -> {
            String typed = new String(input.getPassword());
            return typed.isEmpty() && value != null ? value : typed;
        });
    }

    private static Editor line(Ui ui, Field field, @Nullable Object value, boolean enabled, Runnable changed) {
        JTextField input = new JTextField(value == null ? "" : String.valueOf(value));
        input.setEditable(enabled);
        input.setEnabled(enabled);
        watch(input, changed);
        boolean number = field.type() == ValueType.INTEGER;
        sized(ui, input, number ? 120 : 280, 40);
        Function<String, Object> parse =
                text -> number && text.matches("-?\\d{1,18}") ? (Object) Long.valueOf(text) : text;
        return new Editor(input, () -> parse.apply(input.getText().strip()));
    }

    private static Editor area(Ui ui, @Nullable Object value, boolean enabled, Runnable changed, int lines) {
        JTextArea area = new JTextArea(value == null ? "" : String.valueOf(value), lines, 20);
        area.setEditable(enabled);
        area.setEnabled(enabled);
        area.setLineWrap(true);
        area.setWrapStyleWord(true);
        watch(area, changed);
        area.setFocusTraversalKeys(java.awt.KeyboardFocusManager.FORWARD_TRAVERSAL_KEYS, null);
        JScrollPane scroll = new JScrollPane(area);
        sized(ui, scroll, 340, Math.min(180, 22 * lines + 16));
        return new Editor(scroll, area::getText);
    }

    private static void watch(JTextComponent input, Runnable changed) {
        input.getDocument().addDocumentListener(new DocumentListener() {
            @Override
            public void insertUpdate(DocumentEvent event) {
                changed.run();
            }

            @Override
            public void removeUpdate(DocumentEvent event) {
                changed.run();
            }

            @Override
            public void changedUpdate(DocumentEvent event) {
                changed.run();
            }
        });
    }

    private static void sized(Ui ui, Component component, int width, int height) {
        component.setFont(ui.theme().font(15));
        Dimension size = new Dimension(ui.px(width), ui.px(height));
        component.setPreferredSize(size);
        component.setMinimumSize(size);
        component.setMaximumSize(size);
        if (component instanceof JComponent swing) {
            swing.setAlignmentX(Component.LEFT_ALIGNMENT);
        }
    }
}
