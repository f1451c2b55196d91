package org.fairlead.protocol.codes;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.fairlead.protocol.json.Json;
import org.junit.jupiter.api.Test;

/** The vectors of docs/offline-codes-protocol.md; acceptance/codes_vectors.py computes the same ones by itself. */
class PublishedVectorsTest {
    static byte[] secret() {
        byte[] secret = new byte[32];
        for (int i = 0; i < secret.length; i++) {
            secret[i] = (byte) i;
        }
        return secret;
    }

    @Test
    void theFirstPublishedVector() {
        CodeContext context = CodeContext.device(
                "acme", UUID.fromString("0f2e9a6c-7d5b-4a57-9c39-1f5f6f0a2b11"), CodeAction.CERTIFICATE, 0x1A2B3, 1);
        assertThat(RequestCode.make(secret(), context, 4242).text()).isEqualTo("053300-121563-541463-103441");
        assertThat(ConfirmationCode.make(secret(), context, 2).text()).isEqualTo("133094-698412-681473");
    }

    @Test
    void deviceForm() throws IOException {
        for (Map<?, ?> v : vectors("device")) {
            check(
                    v,
                    secret(),
                    CodeContext.device(
                            text(v, "workspace"),
                            UUID.fromString(text(v, "device")),
                            CodeAction.of(number(v, "action")).orElseThrow(),
                            number(v, "nonce"),
                            number(v, "epoch")));
        }
    }

    @Test
    void certificateForm() throws IOException {
        for (Map<?, ?> v : vectors("certificate")) {
            byte[] key =
                    CodeKeys.certificateKey(secret(), UUID.fromString(text(v, "group")), number(v, "deviceNumber"));
            assertThat(HexFormat.of().formatHex(key)).isEqualTo(v.get("key"));
            byte[] keyHash = HexFormat.of().parseHex(text(v, "serverKeySha256"));
            check(
                    v,
                    key,
                    CodeContext.certificate(text(v, "workspace"), keyHash, number(v, "nonce"), number(v, "epoch")));
        }
    }

    @Test
    void groupKeys() throws IOException {
        for (Map<?, ?> v : vectors("group")) {
            byte[] key = CodeKeys.groupKey(secret(), UUID.fromString(text(v, "group")));
            assertThat(HexFormat.of().formatHex(key)).isEqualTo(v.get("key"));
        }
    }

    private static void check(Map<?, ?> v, byte[] key, CodeContext context) {
        assertThat(RequestCode.make(key, context, number(v, "deviceNumber")).text())
                .as(text(v, "name"))
                .isEqualTo(v.get("request"));
        assertThat(ConfirmationCode.make(key, context, number(v, "option")).text())
                .as(text(v, "name"))
                .isEqualTo(v.get("confirmation"));
    }

    static List<Map<?, ?>> vectors(String form) throws IOException {
        try (InputStream in = PublishedVectorsTest.class.getResourceAsStream("/codes/vectors.json")) {
            Map<?, ?> file = Json.parseObject(new String(in.readAllBytes(), StandardCharsets.UTF_8));
            List<Map<?, ?>> found = new ArrayList<>();
            for (Object v : (List<?>) file.get("vectors")) {
                if (((Map<?, ?>) v).get("form").equals(form)) {
                    found.add((Map<?, ?>) v);
                }
            }
            assertThat(found).isNotEmpty();
            return found;
        }
    }

    private static String text(Map<?, ?> v, String name) {
        return (String) v.get(name);
    }

    private static int number(Map<?, ?> v, String name) {
        return ((Long) v.get(name)).intValue();
    }
}
