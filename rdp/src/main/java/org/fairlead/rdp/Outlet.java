package org.fairlead.rdp;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import org.fairlead.rdp.wire.ByteWriter;

/** What waits to leave a session: bytes for the socket and events for the program. */
final class Outlet {
    private final Deque<byte[]> output = new ArrayDeque<>();
    private final List<SessionEvent> events = new ArrayList<>();

    void send(byte[] bytes) {
        if (bytes.length > 0) output.addLast(bytes);
    }

    void emit(SessionEvent event) {
        events.add(event);
    }

    byte[] takeOutput() {
        if (output.isEmpty()) return new byte[0];
        if (output.size() == 1) return output.removeFirst();
        ByteWriter all = new ByteWriter(output.stream().mapToInt(b -> b.length).sum());
        while (!output.isEmpty()) all.bytes(output.removeFirst());
        return all.toByteArray();
    }

    List<SessionEvent> takeEvents() {
        List<SessionEvent> taken = List.copyOf(events);
        events.clear();
        return taken;
    }
}
