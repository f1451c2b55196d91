package org.fairlead.thinclient.remote;

import java.io.UncheckedIOException;
import org.fairlead.rdp.InputEvent;
import org.fairlead.rdp.host.ScreenSource;
import org.fairlead.thinclient.x11.DisplayException;
import org.fairlead.thinclient.x11.DisplaySize;
import org.fairlead.thinclient.x11.Politeness;
import org.fairlead.thinclient.x11.RemoteInput;
import org.fairlead.thinclient.x11.XScreenSource;

/** The display of an X server; when it is gone, every call is an {@link UncheckedIOException}. */
public record DisplayScreens(String display) implements Screens {
    @Override
    public Size size() {
        try {
            DisplaySize size = DisplaySize.of(display);
            return new Size(size.width(), size.height());
        } catch (DisplayException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public ScreenSource open() {
        return new XScreenSource(display);
    }

    @Override
    public Player.Keyboard keyboard() {
        try {
            return new Keys(RemoteInput.open(display));
        } catch (DisplayException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public void yieldToUser() {
        Politeness.yieldToUser();
    }

    private record Keys(RemoteInput input) implements Player.Keyboard {
        @Override
        public void play(InputEvent event) {
            try {
                input.play(event);
            } catch (DisplayException e) {
                throw new UncheckedIOException(e);
            }
        }

        @Override
        public void close() {
            input.close();
        }
    }
}
