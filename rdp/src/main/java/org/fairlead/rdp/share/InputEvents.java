package org.fairlead.rdp.share;

import java.util.function.Consumer;
import org.fairlead.rdp.InputEvent;
import org.fairlead.rdp.wire.ByteReader;
import org.fairlead.rdp.wire.ProtocolException;

/** Reads input PDUs: fast path (MS-RDPBCGR 2.2.8.1.2) and slow path (2.2.8.1.1.3). */
public final class InputEvents {
    private static final int FASTPATH_EVENT_SCANCODE = 0;
    private static final int FASTPATH_EVENT_MOUSE = 1;
    private static final int FASTPATH_EVENT_MOUSEX = 2;
    private static final int FASTPATH_EVENT_SYNC = 3;
    private static final int FASTPATH_EVENT_UNICODE = 4;
    private static final int FASTPATH_EVENT_QOE_TIMESTAMP = 6;

    private static final int INPUT_EVENT_SYNC = 0x0000;
    private static final int INPUT_EVENT_UNUSED = 0x0002;
    private static final int INPUT_EVENT_SCANCODE = 0x0004;
    private static final int INPUT_EVENT_UNICODE = 0x0005;
    private static final int INPUT_EVENT_MOUSE = 0x8001;
    private static final int INPUT_EVENT_MOUSEX = 0x8002;

    private static final int KBDFLAGS_EXTENDED = 0x0100;
    private static final int KBDFLAGS_EXTENDED1 = 0x0200;
    private static final int KBDFLAGS_RELEASE = 0x8000;

    private static final int PTRFLAGS_HWHEEL = 0x0400;
    private static final int PTRFLAGS_WHEEL = 0x0200;
    private static final int PTRFLAGS_MOVE = 0x0800;
    private static final int PTRFLAGS_DOWN = 0x8000;
    private static final int PTRFLAGS_BUTTON1 = 0x1000;
    private static final int PTRFLAGS_BUTTON2 = 0x2000;
    private static final int PTRFLAGS_BUTTON3 = 0x4000;

    private InputEvents() {}

    /** The events behind a fast-path header byte and length. */
    public static void fastPath(int header, ByteReader in, Consumer<InputEvent> events) throws ProtocolException {
        if ((header & 0xC0) != 0) throw new ProtocolException("fast-path input must not be encrypted under TLS");
        int count = header >> 2 & 0xF;
        if (count == 0) count = in.u8();
        for (int i = 0; i < count; i++) {
            int event = in.u8();
            int flags = event & 0x1F;
            switch (event >> 5) {
                case FASTPATH_EVENT_SCANCODE ->
                    events.accept(new InputEvent.Key(in.u8(), (flags & 1) == 0, (flags & 2) != 0, (flags & 4) != 0));
                case FASTPATH_EVENT_MOUSE -> mouse(in.u16(), in.u16(), in.u16(), events);
                case FASTPATH_EVENT_MOUSEX -> extendedMouse(in.u16(), in.u16(), in.u16(), events);
                case FASTPATH_EVENT_SYNC -> events.accept(new InputEvent.Synchronize(flags & 0xF));
                case FASTPATH_EVENT_UNICODE -> events.accept(new InputEvent.Unicode((char) in.u16(), (flags & 1) == 0));
                case FASTPATH_EVENT_QOE_TIMESTAMP -> in.skip(4);
                default -> throw new ProtocolException("fast-path input event " + (event >> 5) + " is unknown");
            }
        }
    }

    /** The events of an Input PDU after its Share Data header. */
    public static void slowPath(ByteReader in, Consumer<InputEvent> events) throws ProtocolException {
        int count = in.u16();
        in.skip(2);
        for (int i = 0; i < count; i++) {
            in.skip(4);
            int type = in.u16();
            ByteReader event = in.slice(6);
            switch (type) {
                case INPUT_EVENT_SYNC -> {
                    event.skip(2);
                    events.accept(new InputEvent.Synchronize(event.i32() & 0xF));
                }
                case INPUT_EVENT_SCANCODE -> {
                    int flags = event.u16();
                    events.accept(new InputEvent.Key(
                            event.u16() & 0xFF,
                            (flags & KBDFLAGS_RELEASE) == 0,
                            (flags & KBDFLAGS_EXTENDED) != 0,
                            (flags & KBDFLAGS_EXTENDED1) != 0));
                }
                case INPUT_EVENT_UNICODE -> {
                    boolean pressed = (event.u16() & KBDFLAGS_RELEASE) == 0;
                    events.accept(new InputEvent.Unicode((char) event.u16(), pressed));
                }
                case INPUT_EVENT_MOUSE -> mouse(event.u16(), event.u16(), event.u16(), events);
                case INPUT_EVENT_MOUSEX -> extendedMouse(event.u16(), event.u16(), event.u16(), events);
                case INPUT_EVENT_UNUSED -> {}
                default -> throw new ProtocolException("input event 0x%04X is unknown".formatted(type));
            }
        }
    }

    private static void mouse(int flags, int x, int y, Consumer<InputEvent> events) {
        if ((flags & (PTRFLAGS_WHEEL | PTRFLAGS_HWHEEL)) != 0) {
            int turned = flags << 23 >> 23;
            events.accept(new InputEvent.Wheel(turned, (flags & PTRFLAGS_HWHEEL) != 0));
            return;
        }
        boolean button = (flags & (PTRFLAGS_BUTTON1 | PTRFLAGS_BUTTON2 | PTRFLAGS_BUTTON3)) != 0;
        if ((flags & PTRFLAGS_MOVE) != 0 || button) events.accept(new InputEvent.Move(x, y));
        boolean down = (flags & PTRFLAGS_DOWN) != 0;
        if ((flags & PTRFLAGS_BUTTON1) != 0) events.accept(new InputEvent.Button(InputEvent.Button.LEFT, down));
        if ((flags & PTRFLAGS_BUTTON2) != 0) events.accept(new InputEvent.Button(InputEvent.Button.RIGHT, down));
        if ((flags & PTRFLAGS_BUTTON3) != 0) events.accept(new InputEvent.Button(InputEvent.Button.MIDDLE, down));
    }

    private static void extendedMouse(int flags, int x, int y, Consumer<InputEvent> events) {
        events.accept(new InputEvent.Move(x, y));
        boolean down = (flags & PTRFLAGS_DOWN) != 0;
        if ((flags & 1) != 0) events.accept(new InputEvent.Button(InputEvent.Button.BACK, down));
        if ((flags & 2) != 0) events.accept(new InputEvent.Button(InputEvent.Button.FORWARD, down));
    }
}
