package org.fairlead.rdp.codec.screen;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import org.fairlead.rdp.picture.Frame;
import org.fairlead.rdp.picture.Move;
import org.fairlead.rdp.picture.Rect;

/** Finds what moved between two pictures and moves it in the mirror as well. */
final class Movements {
    private final Mirror mirror;
    private final ScrollFinder scrolls;
    private final MoveFinder moves;
    private final List<Move> found = new ArrayList<>();

    Movements(Mirror mirror) {
        this.mirror = mirror;
        scrolls = new ScrollFinder(mirror.height);
        moves = new MoveFinder(mirror);
    }

    /** What the last {@link #find} found, in the order in which it is to be done. */
    List<Move> found() {
        return found;
    }

    void clear() {
        found.clear();
    }

    /** Looks through the damaged areas, which lie on the screen; the listener is told each movement. */
    void find(Frame frame, List<Rect> areas, Consumer<Move> listener) {
        Rect around = new Rect(0, 0, 0, 0);
        long damaged = 0;
        for (Rect area : areas) {
            around = around.union(area);
            damaged += area.area();
        }
        // a window that is dragged damages its old and its new place, in several rectangles
        boolean dense = damaged * 3 > around.area();
        if (dense) scrolls.find(frame, mirror, around).ifPresent(move -> take(move, listener));
        if (found.isEmpty() && areas.size() > 1)
            for (Rect area : areas) scrolls.find(frame, mirror, area).ifPresent(move -> take(move, listener));
        if (found.isEmpty() && dense) moves.find(frame, around).ifPresent(move -> take(move, listener));
    }

    private void take(Move move, Consumer<Move> listener) {
        mirror.move(move);
        found.add(move);
        listener.accept(move);
    }
}
