package org.fairlead.thinclient.ui;

import static com.formdev.flatlaf.FlatClientProperties.SELECT_ALL_ON_FOCUS_POLICY;
import static com.formdev.flatlaf.FlatClientProperties.SELECT_ALL_ON_FOCUS_POLICY_NEVER;

import java.awt.Color;
import java.awt.Dimension;
import java.awt.FlowLayout;
import java.awt.event.ActionEvent;
import java.awt.event.FocusEvent;
import java.awt.event.FocusListener;
import java.awt.event.KeyEvent;
import java.util.ArrayList;
import java.util.List;
import javax.swing.AbstractAction;
import javax.swing.BorderFactory;
import javax.swing.JPanel;
import javax.swing.JTextField;
import javax.swing.KeyStroke;
import javax.swing.SwingConstants;
import javax.swing.text.AttributeSet;
import javax.swing.text.BadLocationException;
import javax.swing.text.DocumentFilter;
import javax.swing.text.PlainDocument;
import org.fairlead.protocol.codes.CodeGroup;
import org.fairlead.protocol.codes.CodeText;
import org.jspecify.annotations.Nullable;

/**
 * Boxes for a code in groups of six digits: the cursor moves on by itself, a pasted code spreads over the boxes whatever
 * its separators, and a group that cannot be right is marked at once.
 */
final class CodeField extends JPanel {
    private static final long serialVersionUID = 1L;
    private static final int DIGITS = 6;
    private final transient Ui ui;
    private final transient List<JTextField> boxes = new ArrayList<>();
    private final transient List<Label> marks = new ArrayList<>();
    private final int needed;
    private final transient Runnable changed;
    private boolean spreading;

    /** With {@code groups} boxes, of which the first {@code needed} must be filled. */
    CodeField(Ui ui, int groups, int needed, Runnable changed, Runnable enter) {
        super(new FlowLayout(FlowLayout.LEFT, 0, 0));
        this.ui = ui;
        this.needed = needed;
        this.changed = changed;
        setOpaque(false);
        setAlignmentX(LEFT_ALIGNMENT);
        for (int i = 0; i < groups; i++) {
            add(group(i, enter));
            if (i < groups - 1) {
                add(ui.gap(10));
            }
        }
        colour();
    }

    private JPanel group(int index, Runnable enter) {
        JTextField box = new JTextField();
        // a digit may be here before the cursor is: selected, the next one would replace it
        box.putClientProperty(SELECT_ALL_ON_FOCUS_POLICY, SELECT_ALL_ON_FOCUS_POLICY_NEVER);
        box.setFont(ui.theme().mono(26));
        box.setHorizontalAlignment(SwingConstants.CENTER);
        Dimension size = new Dimension(ui.px(140), ui.px(54));
        box.setPreferredSize(size);
        box.setMaximumSize(size);
        box.setAlignmentX(LEFT_ALIGNMENT);
        box.getAccessibleContext().setAccessibleName(ui.say("approval.group", index + 1));
        ((PlainDocument) box.getDocument()).setDocumentFilter(new Digits(index));
        box.addActionListener(event -> enter.run());
        box.addFocusListener(new FocusListener() {
            @Override
            public void focusGained(FocusEvent event) {
                colour();
            }

            @Override
            public void focusLost(FocusEvent event) {
                colour();
            }
        });
        key(box, KeyEvent.VK_BACK_SPACE, "back", () -> back(index));
        key(box, KeyEvent.VK_LEFT, "left", () -> step(index, -1));
        key(box, KeyEvent.VK_RIGHT, "right", () -> step(index, 1));
        boxes.add(box);
        Label mark = ui.muted("", 13, 150);
        marks.add(mark);
        JPanel column = ui.column();
        column.add(mark);
        column.add(ui.gap(4));
        column.add(box);
        return column;
    }

    private static void key(JTextField box, int code, String name, Runnable action) {
        box.getInputMap().put(KeyStroke.getKeyStroke(code, 0), name);
        box.getActionMap().put(name, new AbstractAction() {
            private static final long serialVersionUID = 1L;

            @Override
            public void actionPerformed(ActionEvent event) {
                action.run();
            }
        });
    }

    private void back(int index) {
        JTextField box = boxes.get(index);
        int from = box.getSelectionStart();
        int to = box.getSelectionEnd();
        if (from == to && from == 0 && index > 0) {
            JTextField before = boxes.get(index - 1);
            before.requestFocusInWindow();
            before.setCaretPosition(before.getText().length());
            back(index - 1);
            return;
        }
        try {
            int start = from == to ? from - 1 : from;
            if (start >= 0) {
                box.getDocument().remove(start, to - start);
            }
        } catch (BadLocationException e) {
            throw new IllegalStateException(e);
        }
    }

    private void step(int index, int by) {
        JTextField box = boxes.get(index);
        int at = box.getCaretPosition() + by;
        if (at >= 0 && at <= box.getText().length()) {
            box.setCaretPosition(at);
        } else if (index + by >= 0 && index + by < boxes.size()) {
            JTextField next = boxes.get(index + by);
            next.requestFocusInWindow();
            next.setCaretPosition(by > 0 ? 0 : next.getText().length());
        }
    }

    JTextField box(int index) {
        return boxes.get(index);
    }

    JTextField first() {
        return boxes.getFirst();
    }

    /** What was typed, groups with dashes. */
    String text() {
        List<String> parts = new ArrayList<>();
        boxes.forEach(box -> parts.add(box.getText()));
        return String.join("-", parts).replaceAll("-+$", "");
    }

    /** Every group that must be there is right, and no other is wrong. */
    boolean whole() {
        for (int i = 0; i < boxes.size(); i++) {
            boolean empty = boxes.get(i).getText().isEmpty();
            if (i < needed ? problem(i) != null : !empty && problem(i) != null) {
                return false;
            }
        }
        return true;
    }

    /** The first group that is wrong, or null. */
    @Nullable
    CodeGroup wrong() {
        for (int i = 0; i < boxes.size(); i++) {
            CodeGroup group = CodeText.check(boxes.get(i).getText(), 1).getFirst();
            if (group.wrong() || (group.problem() == CodeGroup.Problem.INCOMPLETE && later(i))) {
                return new CodeGroup(
                        i + 1, group.digits(), group.wrong() ? group.problem() : CodeGroup.Problem.TOO_SHORT);
            }
        }
        return null;
    }

    private boolean later(int index) {
        return boxes.subList(index + 1, boxes.size()).stream()
                .anyMatch(box -> !box.getText().isEmpty());
    }

    private CodeGroup.@Nullable Problem problem(int index) {
        return CodeText.check(boxes.get(index).getText(), 1).getFirst().problem();
    }

    void focusWrong() {
        CodeGroup wrong = wrong();
        JTextField box = boxes.get(wrong == null ? 0 : wrong.index() - 1);
        box.requestFocusInWindow();
        box.selectAll();
    }

    void clear() {
        spreading = true;
        boxes.forEach(box -> box.setText(""));
        spreading = false;
        mark();
        first().requestFocusInWindow();
    }

    void editable(boolean may) {
        boxes.forEach(box -> box.setEditable(may));
    }

    private void mark() {
        colour();
        changed.run();
    }

    private void colour() {
        CodeGroup wrong = wrong();
        for (int i = 0; i < boxes.size(); i++) {
            CodeGroup.Problem problem = problem(i);
            boolean bad = wrong != null && wrong.index() == i + 1;
            String number = i < needed ? Integer.toString(i + 1) : ui.say("approval.group.optional", i + 1);
            String sign = problem == null ? ui.say("approval.group.right") : bad ? ui.say("approval.group.check") : "";
            marks.get(i).text(sign.isEmpty() ? number : (i + 1) + " · " + sign);
            JTextField box = boxes.get(i);
            boolean here = box.isFocusOwner();
            Color ink = bad ? ui.theme().critical : problem == null ? ui.theme().ok : ui.theme().muted;
            Color line = ink.equals(ui.theme().muted) ? (here ? ui.theme().accent : ui.theme().border) : ink;
            marks.get(i).setForeground(ink);
            int thick = ui.px(here ? 3 : 2);
            box.setBorder(BorderFactory.createLineBorder(line, thick, true));
        }
    }

    /** Puts digits into the boxes from this one on; gives the part for this one. */
    private String spread(int index, String digits) {
        String own = digits.substring(0, Math.min(DIGITS, digits.length()));
        String rest = digits.substring(own.length());
        int at = index;
        spreading = true;
        while (!rest.isEmpty() && at + 1 < boxes.size()) {
            int take = Math.min(DIGITS, rest.length());
            boxes.get(++at).setText(rest.substring(0, take));
            rest = rest.substring(take);
        }
        spreading = false;
        boolean full = at == index || boxes.get(at).getText().length() == DIGITS;
        boxes.get(full && at + 1 < boxes.size() ? at + 1 : at).requestFocusInWindow();
        return own;
    }

    /** Lets digits in, wherever they come from, and sends on what does not fit. */
    private final class Digits extends DocumentFilter {
        private final int index;

        Digits(int index) {
            this.index = index;
        }

        @Override
        public void insertString(FilterBypass bypass, int offset, String text, @Nullable AttributeSet attributes)
                throws BadLocationException {
            replace(bypass, offset, 0, text, attributes);
        }

        @Override
        public void remove(FilterBypass bypass, int offset, int length) throws BadLocationException {
            bypass.remove(offset, length);
            if (!spreading) {
                mark();
            }
        }

        @Override
        public void replace(
                FilterBypass bypass, int offset, int length, @Nullable String text, @Nullable AttributeSet attributes)
                throws BadLocationException {
            String digits = digits(text == null ? "" : text);
            if (spreading) {
                bypass.replace(offset, length, digits, attributes);
                return;
            }
            String old = bypass.getDocument().getText(0, bypass.getDocument().getLength());
            String whole = old.substring(0, offset) + digits + old.substring(offset + length);
            if (whole.length() <= DIGITS) {
                bypass.replace(offset, length, digits, attributes);
                mark();
                if (whole.length() == DIGITS && offset + digits.length() == DIGITS && index + 1 < boxes.size()) {
                    boxes.get(index + 1).requestFocusInWindow();
                }
            } else if (digits.length() == 1) {
                typedOn(offset, digits);
            } else {
                String all = digits.length() >= DIGITS ? digits : whole;
                bypass.replace(0, old.length(), spread(index, all), attributes);
                mark();
            }
        }

        /** Somebody types faster than the cursor moves on: the digit belongs into the next box. */
        private void typedOn(int offset, String digit) throws BadLocationException {
            if (offset == DIGITS && index + 1 < boxes.size()) {
                JTextField next = boxes.get(index + 1);
                next.getDocument().insertString(next.getDocument().getLength(), digit, null);
            }
        }
    }

    private static String digits(String text) {
        StringBuilder digits = new StringBuilder();
        text.codePoints().forEach(c -> {
            int digit = Character.digit(c, 10);
            if (digit >= 0) {
                digits.append(digit);
            }
        });
        return digits.toString();
    }
}
