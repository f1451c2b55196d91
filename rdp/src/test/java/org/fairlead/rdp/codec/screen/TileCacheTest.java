package org.fairlead.rdp.codec.screen;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class TileCacheTest {
    private final TileCache cache = new TileCache(3);

    @Test
    void slotsAreCountedFromOneAndFoundAgain() {
        assertThat(cache.slotOf(7)).isZero();
        assertThat(cache.put(7)).isEqualTo(1);
        assertThat(cache.put(8)).isEqualTo(2);
        assertThat(cache.slotOf(7)).isEqualTo(1);
        assertThat(cache.has(9)).isFalse();
    }

    @Test
    void theThirdContentHasRoomAndTheFourthTakesThePlaceOfTheLeastUsed() {
        for (int i = 1; i <= 3; i++) assertThat(cache.put(i)).isEqualTo(i);
        cache.slotOf(1);
        assertThat(cache.put(4)).isEqualTo(2);
        assertThat(cache.has(2)).isFalse();
        assertThat(cache.put(5)).isEqualTo(3);
        assertThat(cache.slotOf(1)).isEqualTo(1);
    }

    @Test
    void aClearedCacheBeginsAnew() {
        cache.put(1);
        cache.clear();
        assertThat(cache.has(1)).isFalse();
        assertThat(cache.put(2)).isEqualTo(1);
    }
}
