package org.fairlead.thinclient.remote;

import java.util.function.Supplier;
import org.fairlead.rdp.InputEvent;
import org.jspecify.annotations.Nullable;

/** Lets an administrator's input through while it is open, and not one key longer. Any thread. */
final class Player implements AutoCloseable {
    /** Where input goes; closing releases what is held. */
    interface Keyboard extends AutoCloseable {
        void play(InputEvent event);

        @Override
        void close();
    }

    private final Supplier<Keyboard> keyboards;
    private @Nullable Keyboard keyboard;

    Player(Supplier<Keyboard> keyboards) {
        this.keyboards = keyboards;
    }

    synchronized void open() {
        if (keyboard == null) {
            keyboard = keyboards.get();
        }
    }

    synchronized void play(InputEvent event) {
        Keyboard open = keyboard;
        if (open != null) {
            open.play(event);
        }
    }

    @Override
    public synchronized void close() {
        Keyboard open = keyboard;
        keyboard = null;
        if (open != null) {
            open.close();
        }
    }
}
