package org.fairlead.rdp.host;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import org.fairlead.rdp.codec.screen.Encoders;
import org.fairlead.rdp.picture.Frame;
import org.fairlead.rdp.picture.GraphicsPath;
import org.fairlead.rdp.picture.PictureEncoder;
import org.fairlead.rdp.picture.Rect;
import org.junit.jupiter.api.Test;

class RehearsalTest {
    private final List<Class<?>> paths = new ArrayList<>();
    private int frames;
    private int closed;

    private PictureEncoder counted(GraphicsPath path, int width, int height) {
        paths.add(path.getClass());
        PictureEncoder real = Encoders.of(path, width, height, Runnable::run);
        return new PictureEncoder() {
            @Override
            public List<ByteBuffer> encode(Frame frame, List<Rect> damage, long now) {
                frames++;
                return real.encode(frame, damage, now);
            }

            @Override
            public void reset() {
                real.reset();
            }

            @Override
            public void close() {
                closed++;
                real.close();
            }
        };
    }

    @Test
    void everyPathEncodesPicturesAndIsClosed() {
        new Rehearsal().run(this::counted);
        assertThat(paths)
                .contains(GraphicsPath.Bitmaps.class, GraphicsPath.Pipeline.class, GraphicsPath.SurfaceCommands.class);
        assertThat(closed).isEqualTo(paths.size());
        assertThat(frames).isGreaterThan(paths.size() * 10);
    }

    @Test
    void anInterruptedThreadEncodesNoMore() {
        Thread.currentThread().interrupt();
        new Rehearsal().run(this::counted);
        assertThat(Thread.interrupted()).isTrue();
        assertThat(frames).isLessThanOrEqualTo(paths.size());
        assertThat(closed).isEqualTo(paths.size());
    }
}
