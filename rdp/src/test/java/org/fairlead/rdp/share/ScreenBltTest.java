package org.fairlead.rdp.share;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Collections;
import java.util.HexFormat;
import java.util.List;
import org.fairlead.rdp.picture.Move;
import org.fairlead.rdp.picture.Rect;
import org.fairlead.rdp.wire.ByteWriter;
import org.junit.jupiter.api.Test;

class ScreenBltTest {
    private static final Move MOVE = new Move(new Rect(10, 33, 620, 357), 10, 20);

    @Test
    void aMoveIsOneOrderWithAllFields() {
        var out = new ByteWriter(64);
        ScreenBlt.write(List.of(MOVE), true, out);
        // fast-path header, update header with its size, one order: place, size, copy, source
        String order = "09027f" + "0a001400" + "6c026501" + "cc" + "0a002100";
        assertThat(HexFormat.of().formatHex(out.toByteArray())).isEqualTo("0017" + "001200" + "0100" + order);
    }

    @Test
    void moreMovesThanOneUpdateTakesAreSeveralUpdates() {
        var out = new ByteWriter(64);
        ScreenBlt.write(Collections.nCopies(501, MOVE), true, out);
        assertThat(out.toByteArray()).hasSize(6 + 2 + 500 * 16 + 5 + 2 + 16);
    }

    @Test
    void withoutMovesNothingIsWritten() {
        var out = new ByteWriter(64);
        ScreenBlt.write(List.of(), true, out);
        ScreenBlt.write(List.of(), false, out);
        assertThat(out.toByteArray()).isEmpty();
    }
}
