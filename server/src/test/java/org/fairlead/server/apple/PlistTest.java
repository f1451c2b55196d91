package org.fairlead.server.apple;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;

class PlistTest {
    /** Written by Python's plistlib. */
    private static final String BINARY =
            "YnBsaXN0MDDZAQIDBAUGBwgJCgsMDRMUFRYXUkF0U0JpZ1RGbGFnUUxbTWVzc2FnZVR5cGVRTlROYW1lUVJVVG9rZW4zQceDtpKAAAASAAERcAmjDg8QEAFTdHdv0RESUXgIW1Rva2VuVXBkYXRlE//////////7bADEAG4AbgBhAHMAIABpAFAAaABvAG4AZSM/+AAAAAAAAE8QKAABAgMEBQYHCAkKCwwNDg8QERITFBUWFxgZGhscHR4fICEiIyQlJicIGx4iJyk1Nzw+RE1SU1dZXWBiY294kZoAAAAAAAABAQAAAAAAAAAYAAAAAAAAAAAAAAAAAAAAxQ==";

    @Test
    void binaryListsOfAnotherMakerAreRead() throws Exception {
        Map<String, Object> read = Plist.read(Base64.getDecoder().decode(BINARY));
        assertThat(read)
                .containsEntry("MessageType", "TokenUpdate")
                .containsEntry("Flag", true)
                .containsEntry("N", -5L)
                .containsEntry("Big", 70_000L)
                .containsEntry("R", 1.5)
                .containsEntry("Name", "Ännas iPhone")
                .containsEntry("At", Instant.parse("2026-01-02T03:04:05Z"))
                .containsEntry("L", List.of(1L, "two", Map.of("x", false)));
        assertThat((byte[]) read.get("Token")).hasSize(40).startsWith(0, 1, 2).endsWith(38, 39);
    }

    @Test
    void whatIsWrittenIsRead() throws Exception {
        Map<String, Object> all = new LinkedHashMap<>();
        all.put("text", "a < b & \"c\" ]]> ünï 📱");
        all.put("number", 42L);
        all.put("real", 0.25);
        all.put("yes", true);
        all.put("no", false);
        all.put("at", Instant.parse("2026-11-21T09:00:00Z"));
        all.put("list", List.of("x", List.of(), Map.of()));
        byte[] written = Plist.write(all);
        assertThat(new String(written, StandardCharsets.UTF_8)).contains("<!DOCTYPE plist PUBLIC");
        assertThat(Plist.read(written)).isEqualTo(all);
    }

    @Test
    void entitiesAreRefusedAndNothingIsFetched() {
        refused(
                "<!DOCTYPE plist [<!ENTITY x SYSTEM \"file:///etc/passwd\">]><plist><dict><key>a</key><string>&x;</string></dict></plist>");
        refused("<!DOCTYPE plist [<!ENTITY x \"y\">]><plist><dict><key>a</key><string>&x;</string></dict></plist>");
    }

    @Test
    void valuesMayLieAsDeepAsTheLimitAndNoDeeper() throws Exception {
        assertThat(Plist.read(nested(Plist.MAX_DEPTH - 2))).containsKey("a");
        assertThatThrownBy(() -> Plist.read(nested(Plist.MAX_DEPTH - 1)))
                .isInstanceOf(Plist.Malformed.class)
                .hasMessageContaining("deeper");
    }

    /** A dictionary, so many arrays in it, a number in the innermost. */
    private static byte[] nested(int arrays) {
        return bytes("<plist><dict><key>a</key>" + "<array>".repeat(arrays) + "<integer>1</integer>"
                + "</array>".repeat(arrays) + "</dict></plist>");
    }

    @Test
    void thereMayBeAsManyValuesAsTheLimitAndNoMore() throws Exception {
        assertThat((List<?>) Plist.read(many(Plist.MAX_VALUES - 2)).get("a")).hasSize(Plist.MAX_VALUES - 2);
        assertThatThrownBy(() -> Plist.read(many(Plist.MAX_VALUES - 1)))
                .isInstanceOf(Plist.Malformed.class)
                .hasMessageContaining("more than");
    }

    private static byte[] many(int values) {
        return bytes("<plist><dict><key>a</key><array>" + "<true/>".repeat(values) + "</array></dict></plist>");
    }

    @Test
    void brokenListsAreRefused() {
        for (String text : List.of(
                "",
                "x",
                "<plist/>",
                "<plist><array/></plist>",
                "<plist><dict><string>a</string></dict></plist>",
                "<plist><dict><key>a</key></dict></plist>",
                "<plist><dict><key>a</key><integer>x</integer></dict></plist>",
                "<plist><dict><key>a</key><data>*</data></dict></plist>",
                "<plist><dict><key>a</key><date>today</date></dict></plist>",
                "<plist><dict><key>a</key><thing/></dict></plist>",
                "<plist><dict>text</dict></plist>",
                "<plist><dict/><dict/></plist>",
                "<html/>")) {
            refused(text);
        }
    }

    @Test
    void aBinaryListWithAnyByteChangedIsReadOrRefusedAndNothingElse() {
        byte[] good = Base64.getDecoder().decode(BINARY);
        Random random = new Random(20_261_121);
        for (int i = 0; i < 20_000; i++) {
            byte[] bad = good.clone();
            for (int n = random.nextInt(4); n >= 0; n--) {
                bad[random.nextInt(8, bad.length)] = (byte) random.nextInt(256);
            }
            try {
                assertThat(Plist.read(bad)).isNotNull();
            } catch (Plist.Malformed e) {
                assertThat(e).hasMessageNotContaining("null");
            }
        }
    }

    @Test
    void aBinaryListThatHoldsItselfIsRefused() {
        // one dictionary whose value is the dictionary
        byte[] file = new byte[8 + 5 + 2 + 32];
        System.arraycopy("bplist00".getBytes(StandardCharsets.US_ASCII), 0, file, 0, 8);
        file[8] = (byte) 0xD1;
        file[9] = 1;
        file[10] = 0;
        file[11] = 0x51;
        file[12] = 'a';
        file[13] = 8;
        file[14] = 11;
        file[15 + 6] = 1;
        file[15 + 7] = 1;
        file[15 + 15] = 2;
        file[15 + 31] = 13;
        assertThatThrownBy(() -> Plist.read(file))
                .isInstanceOf(Plist.Malformed.class)
                .hasMessageContaining("deeper");
    }

    private static void refused(String text) {
        assertThatThrownBy(() -> Plist.read(bytes(text))).as(text).isInstanceOf(Plist.Malformed.class);
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }
}
