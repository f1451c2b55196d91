package org.fairlead.rdp.picture;

/** An area that the client copies to another place of its own screen; both may overlap. */
public record Move(Rect source, int toX, int toY) {
    public Rect target() {
        return new Rect(toX, toY, source.width(), source.height());
    }
}
