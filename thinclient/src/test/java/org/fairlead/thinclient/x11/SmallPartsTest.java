package org.fairlead.thinclient.x11;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;

class SmallPartsTest {
    @Test
    void aDisplayIsNamedByHostAndNumber() throws Exception {
        assertThat(DisplayName.parse(":71")).isEqualTo(new DisplayName("", 71));
        assertThat(DisplayName.parse(":0.1")).isEqualTo(new DisplayName("", 0));
        assertThat(DisplayName.parse("unix:3").isLocal()).isTrue();
        assertThat(DisplayName.parse("box-1.lan:10.0")).isEqualTo(new DisplayName("box-1.lan", 10));
    }

    @Test
    void theCookieOfTheDisplayIsFoundAmongOthers() throws Exception {
        var out = new ByteArrayOutputStream();
        entry(out, "5", "XDM-AUTHORIZATION-1", "no");
        entry(out, "6", "MIT-MAGIC-COOKIE-1", "other");
        entry(out, "5", "MIT-MAGIC-COOKIE-1", "right");
        byte[] file = out.toByteArray();
        assertThat(new DisplayName("", 5).cookie(file))
                .asString(StandardCharsets.US_ASCII)
                .isEqualTo("right");
        assertThat(new DisplayName("", 7).cookie(file)).isEmpty();
        for (int cut = 0; cut < file.length; cut++)
            assertThat(new DisplayName("", 7).cookie(java.util.Arrays.copyOf(file, cut)))
                    .isEmpty();
    }

    private static void entry(ByteArrayOutputStream to, String display, String name, String data) throws IOException {
        var out = new DataOutputStream(to);
        out.writeShort(256);
        for (String part : new String[] {"host", display, name, data}) out.writeUTF(part);
    }

    @Test
    void premultipliedColoursBecomePlainOnes() {
        assertThat(PointerImages.plain(0x80402000)).isEqualTo(0x80804000);
        assertThat(PointerImages.plain(0xFF123456)).isEqualTo(0xFF123456);
        assertThat(PointerImages.plain(0x00FFFFFF)).isZero();
        assertThat(PointerImages.plain(0x01FFFFFF)).isEqualTo(0x01FFFFFF);
    }

    @Test
    void channelsOfFewBitsFillTheWholeRange() {
        assertThat(SocketPixels.channel(0xF800, 0xF800)).isEqualTo(255);
        assertThat(SocketPixels.channel(0x0400, 0x07E0)).isEqualTo(130);
        assertThat(SocketPixels.channel(0xFFFF, 0)).isZero();
        assertThat(SocketPixels.channel(0x123456, 0xFF00)).isEqualTo(0x34);
    }
}
