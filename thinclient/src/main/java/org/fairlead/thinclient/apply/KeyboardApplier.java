package org.fairlead.thinclient.apply;

import java.util.List;
import java.util.Map;
import java.util.Set;
import org.fairlead.thinclient.state.Values;

/** Keyboard layouts by setxkbmap. */
public final class KeyboardApplier implements Applier {
    private final Programs programs;

    public KeyboardApplier(Programs programs) {
        this.programs = programs;
    }

    @Override
    public Set<String> blocks() {
        return Set.of("language.keyboard");
    }

    @Override
    public Outcome apply(String block, Map<String, Object> effective) {
        String layouts = String.join(",", Values.texts(effective.get("language.keyboard.layouts")));
        String option = switch (Values.text(effective, "language.keyboard.switchKeys")) {
            case "ctrl-shift" -> "grp:ctrl_shift_toggle";
            case "win-space" -> "grp:win_space_toggle";
            case "caps-lock" -> "grp:caps_toggle";
            default -> "grp:alt_shift_toggle";
        };
        Programs.Result result =
                programs.run(Program.SETXKBMAP, List.of("-layout", layouts, "-option", "", "-option", option));
        if (!result.found()) {
            return new Outcome.Unsupported(result.output());
        }
        return result.ok() ? Outcome.APPLIED : new Outcome.Failed(result.reason());
    }
}
