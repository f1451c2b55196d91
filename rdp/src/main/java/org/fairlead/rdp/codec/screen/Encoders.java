package org.fairlead.rdp.codec.screen;

import java.util.concurrent.Executor;
import org.fairlead.rdp.picture.GraphicsPath;
import org.fairlead.rdp.picture.PictureEncoder;

/** Makes the encoder for what a client takes. */
public final class Encoders {
    private Encoders() {}

    /**
     * An encoder for one activation of one client.
     *
     * @param helper runs half of the RemoteFX work while the caller does the other half; {@code Runnable::run} for no
     *     second thread
     */
    public static PictureEncoder of(GraphicsPath path, int width, int height, Executor helper) {
        return switch (path) {
            case GraphicsPath.Bitmaps bitmaps -> new BitmapEncoder(bitmaps, width, height);
            case GraphicsPath.SurfaceCommands surface -> new SurfaceEncoder(surface, width, height, helper);
            case GraphicsPath.Pipeline pipeline -> new PipelineEncoder(pipeline, width, height, helper);
        };
    }
}
