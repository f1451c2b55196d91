package org.fairlead.thinclient.ui;

import static org.assertj.core.api.Assertions.assertThat;

import com.formdev.flatlaf.FlatLightLaf;
import java.awt.event.FocusEvent;
import java.awt.event.FocusListener;
import javax.swing.JTextField;
import javax.swing.LookAndFeel;
import javax.swing.SwingUtilities;
import javax.swing.UIManager;
import org.fairlead.protocol.codes.CodeGroup;
import org.fairlead.thinclient.i18n.Words;
import org.junit.jupiter.api.Test;

/** Typing into the boxes of a code, without a display. */
class CodeFieldTest {
    private final CodeField field = new CodeField(ui(), 3, 3, () -> {}, () -> {});

    static {
        System.setProperty("java.awt.headless", "true");
    }

    /** Boxes need looks and words only. */
    private static Ui ui() {
        return new Ui(new Theme(false, 1), new Words("en"), null, null, null, null, null);
    }

    private JTextField box(int index) {
        return field.box(index);
    }

    private void type(JTextField box, String digits) {
        for (char digit : digits.toCharArray()) {
            box.setCaretPosition(box.getDocument().getLength());
            box.replaceSelection(String.valueOf(digit));
        }
    }

    @Test
    void digitsTypedFasterThanTheCursorMovesAreNotLost() {
        type(box(0), "133094698412681473");
        assertThat(field.text()).isEqualTo("133094-698412-681473");
        assertThat(field.whole()).isTrue();
    }

    @Test
    void digitsThatWereThereBeforeTheCursorCameStay() throws Exception {
        LookAndFeel before = UIManager.getLookAndFeel();
        FlatLightLaf.setup();
        try {
            SwingUtilities.invokeAndWait(() -> {
                CodeField fast = new CodeField(ui(), 3, 3, () -> {}, () -> {});
                type(fast.box(0), "13309469");
                JTextField next = fast.box(1);
                ((FocusListener) next.getCaret()).focusGained(new FocusEvent(next, FocusEvent.FOCUS_GAINED));
                next.replaceSelection("8");
                assertThat(fast.text()).isEqualTo("133094-698");
            });
        } finally {
            UIManager.setLookAndFeel(before);
        }
    }

    @Test
    void aPastedCodeIsSpreadWhateverStandsBetweenItsGroups() {
        box(0).replaceSelection("code: 133094 / 698412 — 681473\n");
        assertThat(field.text()).isEqualTo("133094-698412-681473");
    }

    @Test
    void aPastedCodeReplacesWhatWasTyped() {
        type(box(0), "13");
        box(0).replaceSelection("133094-698412-681473");
        assertThat(field.text()).isEqualTo("133094-698412-681473");
    }

    @Test
    void aWrongGroupIsNamed() {
        type(box(0), "133094698421");
        assertThat(field.wrong().index()).isEqualTo(2);
        assertThat(field.wrong().problem()).isEqualTo(CodeGroup.Problem.MISREAD);
        assertThat(field.whole()).isFalse();
    }

    @Test
    void anUnfinishedGroupBeforeAnotherIsTooShort() {
        type(box(0), "1330");
        assertThat(field.wrong()).isNull();
        type(box(1), "6");
        assertThat(field.wrong().problem()).isEqualTo(CodeGroup.Problem.TOO_SHORT);
    }

    @Test
    void digitsOfOtherScriptsCountAndLettersDoNot() {
        box(0).replaceSelection("a١٣٣b٠٩٤");
        assertThat(field.text()).isEqualTo("133094");
    }
}
