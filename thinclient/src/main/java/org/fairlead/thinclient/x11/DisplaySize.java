package org.fairlead.thinclient.x11;

import java.nio.ByteBuffer;

/** How large a display's screen is, told by the X server without a look at its pixels. */
public record DisplaySize(int width, int height) {
    public static DisplaySize of(String display) throws DisplayException {
        try (XConnection x = XConnection.open(display)) {
            ByteBuffer geometry = x.ask(new Request(14, 0).u32(x.setup().root()));
            return new DisplaySize(geometry.getShort(16) & 0xFFFF, geometry.getShort(18) & 0xFFFF);
        }
    }
}
