package org.fairlead.server.core.invite;

/** Draws QR codes. */
public interface QrCodes {
    /** A picture with a quiet zone, black on white, large enough to print. */
    byte[] png(String text);

    /** The same as an SVG element without a size of its own. */
    String svg(String text);
}
