package org.fairlead.simulator;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.fairlead.protocol.agent.Up;
import org.jspecify.annotations.Nullable;

/** What simulated devices say of themselves. */
public final class Reports {
    /** Texts that break careless consoles, exports and logs. */
    public static final List<String> HOSTILE = List.of(
            "<script>alert(1)</script>",
            "\"><img src=x onerror=alert(1)>",
            "=HYPERLINK(\"https://example.org\",\"x\")",
            "+1+cmd|' /C calc'!A0",
            "@SUM(1+1)",
            "-2+3",
            "\u202egnp.exe\u202c \u2066x\u2069",
            "a\tb\r\nc\u0000d\u001b[31m",
            "javascript:alert(1)",
            "{{7*7}} ${7*7} %{7*7}",
            "'; drop table device; --",
            "\ud83d\udca5\u0301\u0301\u0301\u0301",
            "A".repeat(256));

    private static final List<String> MODELS =
            List.of("Aquarius TC-200", "Depo Sky 180", "HP t640", "Dell Wyse 5070", "Fujitsu Futro S740");

    private Reports() {}

    /** Information of the numbered device. */
    public static Up.DeviceInfo info(int index, Behaviour behaviour) {
        if (behaviour == Behaviour.HOSTILE) {
            return hostile(index);
        }
        Map<String, @Nullable Object> more = new LinkedHashMap<>();
        more.put("memoryMiB", 4096L);
        more.put("simulated", true);
        return new Up.DeviceInfo(
                String.format(Locale.ROOT, "tc-%05d", index),
                MODELS.get(index % MODELS.size()),
                String.format(Locale.ROOT, "SN%08d", index),
                "Debian GNU/Linux 12",
                "0.1.0",
                List.of(String.format(Locale.ROOT, "10.%d.%d.%d", index >> 16 & 255, index >> 8 & 255, index & 255)),
                more);
    }

    /** One of the hostile texts. */
    static String hostileText(int index) {
        return HOSTILE.get(Math.floorMod(index, HOSTILE.size()));
    }

    private static Up.DeviceInfo hostile(int index) {
        Map<String, @Nullable Object> more = new LinkedHashMap<>();
        for (int i = 0; i < HOSTILE.size() - 1; i++) {
            more.put(HOSTILE.get(i), hostileText(index + i));
        }
        more.put("long", "B".repeat(100_000));
        return new Up.DeviceInfo(
                hostileText(index),
                hostileText(index + 1),
                hostileText(index + 2),
                hostileText(index + 3),
                "<b>0.1</b>",
                List.of("999.999.999.999", "<i>::1</i>"),
                more);
    }
}
