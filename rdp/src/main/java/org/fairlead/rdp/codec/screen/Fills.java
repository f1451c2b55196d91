package org.fairlead.rdp.codec.screen;

import java.util.Arrays;

/** Rectangles of one colour each, put together where they touch and sent by colour. */
final class Fills {
    private int[] colours = new int[64];
    private int[] rectangles = new int[4 * 64];
    private int[] group = new int[4 * 64];
    private int count;

    void add(int colour, int left, int top, int right, int bottom) {
        for (int i = count - 1; i >= 0; i--) {
            if (colours[i] != colour) continue;
            int at = 4 * i;
            if (rectangles[at + 2] == left && rectangles[at + 1] == top && rectangles[at + 3] == bottom) {
                rectangles[at + 2] = right;
                return;
            }
            if (rectangles[at + 3] == top && rectangles[at] == left && rectangles[at + 2] == right) {
                rectangles[at + 3] = bottom;
                return;
            }
        }
        if (count == colours.length) {
            colours = Arrays.copyOf(colours, count * 2);
            rectangles = Arrays.copyOf(rectangles, count * 8);
            group = new int[count * 8];
        }
        int at = 4 * count;
        colours[count++] = colour;
        rectangles[at] = left;
        rectangles[at + 1] = top;
        rectangles[at + 2] = right;
        rectangles[at + 3] = bottom;
    }

    /** Writes all and forgets them. */
    void write(PipelineCommands commands) {
        for (int i = 0; i < count; i++) {
            if (colours[i] < 0) continue;
            int colour = colours[i];
            int size = 0;
            for (int j = i; j < count; j++) {
                if (colours[j] != colour) continue;
                System.arraycopy(rectangles, 4 * j, group, 4 * size++, 4);
                colours[j] = -1;
            }
            commands.fill(colour, group, size);
        }
        count = 0;
    }
}
