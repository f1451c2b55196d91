package org.fairlead.thinclient.x11;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class KeyboardGroupTest {
    @ParameterizedTest
    @CsvSource({
        "alt-shift,grp:alt_shift_toggle",
        "ctrl-shift,grp:ctrl_shift_toggle",
        "win-space,grp:win_space_toggle",
        "caps-lock,grp:caps_toggle"
    })
    void theKeysOfTheSettingsGoThroughAllLayouts(String keys, String option) throws Exception {
        try (var display = new VirtualDisplay(320, 200, 24)) {
            display.run("setxkbmap", "-layout", "us,ru,de", "-option", "", "-option", option);
            assertThat(KeyboardGroup.active(display.name)).isZero();
            for (int expected : new int[] {1, 2, 0}) {
                KeyboardGroup.press(display.name, KeyboardGroup.Keys.ofWire(keys));
                assertThat(KeyboardGroup.active(display.name)).isEqualTo(expected);
            }
        }
    }
}
