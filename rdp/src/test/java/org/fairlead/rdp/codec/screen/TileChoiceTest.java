package org.fairlead.rdp.codec.screen;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class TileChoiceTest {
    private static final int TILE = 64 * 64;
    private static final long LONG_AGO = Long.MAX_VALUE / 2;

    @Test
    void oneColourIsAFill() {
        assertThat(TileChoice.of(true, 1, 1, TILE, 0, 100)).isEqualTo(TileChoice.SOLID);
    }

    @Test
    void fewColoursAreAPaletteAsLongAsTheirRunsAreWorthIt() {
        assertThat(TileChoice.of(true, 2, TILE / 2, TILE, 0, 100)).isEqualTo(TileChoice.PALETTE);
        assertThat(TileChoice.of(true, 2, TILE / 2 + 1, TILE, LONG_AGO, 0)).isEqualTo(TileChoice.PLANAR);
        assertThat(TileChoice.of(true, 9, 256, 256, 0, 0)).isEqualTo(TileChoice.PALETTE);
        assertThat(TileChoice.of(true, 9, 257, 257, LONG_AGO, 0)).isEqualTo(TileChoice.PLANAR);
    }

    @Test
    void manyColoursAreExactUnlessTheyChangedJustBefore() {
        assertThat(TileChoice.of(false, 0, 0, TILE, TileChoice.MOVING_NANOS, 0)).isEqualTo(TileChoice.PLANAR);
        assertThat(TileChoice.of(false, 0, 0, TILE, TileChoice.MOVING_NANOS - 1, 0))
                .isEqualTo(TileChoice.REMOTE_FX);
    }

    @Test
    void twelveTilesOfManyColoursAreExactAndTheThirteenthIsNot() {
        assertThat(TileChoice.of(false, 0, 0, TILE, LONG_AGO, 11)).isEqualTo(TileChoice.PLANAR);
        assertThat(TileChoice.of(false, 0, 0, TILE, LONG_AGO, 12)).isEqualTo(TileChoice.REMOTE_FX);
    }
}
