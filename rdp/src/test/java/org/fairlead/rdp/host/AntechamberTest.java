package org.fairlead.rdp.host;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class AntechamberTest {
    private final Antechamber<String> room = new Antechamber<>();

    private void enter(String address, int from, int count) {
        for (int i = from; i < from + count; i++)
            assertThat(room.enter(address + "-" + i, address)).isEqualTo(new Antechamber.Answer<>(true, null));
    }

    @Test
    void anAddressHasEightPlacesAndNotOneMore() {
        enter("a", 0, Antechamber.PER_ADDRESS);
        assertThat(room.enter("a-8", "a").admitted()).isFalse();
        room.leave("a-3");
        assertThat(room.enter("a-8", "a").admitted()).isTrue();
    }

    @Test
    void whenItIsFullTheOldestOfTheGreediestMakesRoom() {
        for (int i = 0; i < 7; i++) enter("a" + i, 0, 8);
        enter("b", 0, 7);
        enter("c", 0, 1);
        assertThat(room.size()).isEqualTo(Antechamber.ALL);
        assertThat(room.enter("d-0", "d")).isEqualTo(new Antechamber.Answer<>(true, "a0-0"));
        assertThat(room.enter("c-1", "c")).isEqualTo(new Antechamber.Answer<>(true, "a1-0"));
        assertThat(room.size()).isEqualTo(Antechamber.ALL);
    }

    @Test
    void nobodyIsPutOutForWhoHasAsMany() {
        for (int i = 0; i < Antechamber.ALL; i++) enter("a" + i, 0, 1);
        assertThat(room.enter("a0-1", "a0").admitted()).isFalse();
        assertThat(room.size()).isEqualTo(Antechamber.ALL);
    }

    @Test
    void aHundredAddressesWithOneEachMakeRoomForOneAnotherInTheirOrder() {
        for (int i = 0; i < Antechamber.ALL; i++) enter("a" + i, 0, 1);
        assertThat(room.enter("new-0", "new")).isEqualTo(new Antechamber.Answer<>(true, "a0-0"));
        assertThat(room.enter("next-0", "next")).isEqualTo(new Antechamber.Answer<>(true, "a1-0"));
    }

    @Test
    void whoLeftIsForgotten() {
        enter("a", 0, 3);
        for (int i = 0; i < 3; i++) room.leave("a-" + i);
        room.leave("a-0");
        assertThat(room.size()).isZero();
        enter("a", 0, Antechamber.PER_ADDRESS);
    }
}
