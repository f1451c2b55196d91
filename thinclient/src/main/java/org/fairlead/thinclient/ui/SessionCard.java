package org.fairlead.thinclient.ui;

import java.util.List;
import java.util.Map;
import javax.swing.JPanel;
import org.fairlead.thinclient.state.Values;
import org.jspecify.annotations.Nullable;

/** What a running session is: where, as whom, since when, and what of this device it may use. */
final class SessionCard {
    private static final int WIDTH = 420;
    private static final List<String> SHARED = List.of("microphone", "printers", "usbDrives", "smartCards", "tokens");

    private SessionCard() {}

    static JPanel of(Ui ui, Map<String, @Nullable Object> connection, String user, String duration) {
        JPanel column = ui.column();
        column.add(ui.title(Values.text(connection, "name"), 17, WIDTH));
        column.add(ui.gap(8));
        fact(
                ui,
                column,
                "panel.server",
                Values.text(connection, "server") + ":" + Values.number(connection, "port", 3389));
        fact(ui, column, "panel.gateway", Values.text(connection, "gateway"));
        fact(ui, column, "panel.user", user);
        fact(ui, column, "panel.since", duration);
        List<String> shared = SHARED.stream()
                .filter(kind -> Values.flag(connection, kind))
                .map(kind -> ui.say("panel.shared." + kind))
                .toList();
        fact(ui, column, "panel.shared", shared.isEmpty() ? ui.say("panel.shared.nothing") : String.join(", ", shared));
        return column;
    }

    private static void fact(Ui ui, JPanel column, String key, String value) {
        if (!value.isEmpty()) {
            column.add(ui.muted(ui.say(key), 13, WIDTH));
            column.add(ui.text(value, 15, WIDTH));
            column.add(ui.gap(6));
        }
    }
}
