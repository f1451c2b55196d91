package org.fairlead.thinclient.x11;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.ByteBuffer;
import org.fairlead.rdp.InputEvent;
import org.fairlead.rdp.InputEvent.Synchronize;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class RemoteInputTest {
    private VirtualDisplay display;
    private RemoteInput input;

    @BeforeEach
    void open() throws Exception {
        display = new VirtualDisplay(320, 200, 24);
        input = RemoteInput.open(display.name);
    }

    @AfterEach
    void close() {
        input.close();
        display.close();
    }

    @ParameterizedTest
    @CsvSource({
        "0x1E,false,0x61",
        "0x2C,false,0x7A",
        "0x02,false,0x31",
        "0x3B,false,0xFFBE",
        "0x57,false,0xFFC8",
        "0x58,false,0xFFC9",
        "0x1C,false,0xFF0D",
        "0x1C,true,0xFF8D",
        "0x1D,false,0xFFE3",
        "0x1D,true,0xFFE4",
        "0x48,true,0xFF52",
        "0x50,true,0xFF54",
        "0x4B,true,0xFF51",
        "0x4D,true,0xFF53",
        "0x47,true,0xFF50",
        "0x4F,true,0xFF57",
        "0x49,true,0xFF55",
        "0x51,true,0xFF56",
        "0x52,true,0xFF63",
        "0x53,true,0xFFFF",
        "0x35,true,0xFFAF",
        "0x37,true,0xFF61",
        "0x5B,true,0xFFEB",
        "0x5C,true,0xFFEC",
        "0x5D,true,0xFF67",
        "0x56,false,0x3C"
    })
    void everyKeyOfTheKeyboardIsTheSameKeyHere(String scancode, boolean extended, String symbol) throws Exception {
        input.play(new InputEvent.Key(Integer.decode(scancode), true, extended, false));
        String pressed = display.input();
        assertThat(pressed).startsWith("+");
        int keycode = Integer.parseInt(pressed.substring(1));
        assertThat(display.symbolOf(keycode))
                .isEqualTo((int) Long.decode(symbol).longValue());
        input.play(new InputEvent.Key(Integer.decode(scancode), false, extended, false));
        assertThat(display.input()).isEqualTo("-" + keycode);
    }

    @Test
    void pauseIsOneKeyAlthoughItIsTwoCodes() throws Exception {
        input.play(new InputEvent.Key(0x1D, true, false, true));
        input.play(new InputEvent.Key(0x45, true, false, false));
        input.play(new InputEvent.Key(0x1D, false, false, true));
        input.play(new InputEvent.Key(0x45, false, false, false));
        assertThat(display.input()).isEqualTo("+127");
        assertThat(display.input()).isEqualTo("-127");
        assertThat(display.noMoreInput()).isTrue();
        input.play(new InputEvent.Key(0x45, true, false, false));
        assertThat(display.symbolOf(Integer.parseInt(display.input().substring(1))))
                .isEqualTo(0xFF7F);
    }

    @Test
    void unknownCodesAndReleasesOfKeysNotHeldAreIgnored() throws Exception {
        input.play(new InputEvent.Key(0, true, false, false));
        input.play(new InputEvent.Key(0xFF, true, true, false));
        input.play(new InputEvent.Key(0x1E, false, false, false));
        input.play(new InputEvent.Button(77, true));
        input.play(new InputEvent.Button(1, false));
        assertThat(display.noMoreInput()).isTrue();
    }

    @Test
    void thePointerMovesAndItsButtonsAndWheelWork() throws Exception {
        input.play(new InputEvent.Move(123, 45));
        input.play(new InputEvent.Button(InputEvent.Button.RIGHT, true));
        input.play(new InputEvent.Button(InputEvent.Button.RIGHT, false));
        input.play(new InputEvent.Wheel(240, false));
        input.play(new InputEvent.Wheel(-60, false));
        input.play(new InputEvent.Wheel(-60, false));
        input.play(new InputEvent.Wheel(120, true));
        for (String wanted : "+b3 -b3 +b4 -b4 +b4 -b4 +b5 -b5 +b7 -b7".split(" "))
            assertThat(display.input()).isEqualTo(wanted);
        ByteBuffer pointer =
                display.x.ask(new Request(38, 0).u32(display.x.setup().root()));
        assertThat((int) pointer.getShort(16)).isEqualTo(123);
        assertThat((int) pointer.getShort(18)).isEqualTo(45);
    }

    @Test
    void charactersThatNoKeyHasAreTyped() throws Exception {
        String text = "ä€Ж";
        for (char unit : text.toCharArray()) type(unit);
        for (char unit : text.toCharArray()) {
            String pressed = display.input();
            assertThat(display.symbolOf(Integer.parseInt(pressed.substring(1)))).isEqualTo(SpareKeys.symbol(unit));
            assertThat(display.input()).isEqualTo("-" + pressed.substring(1));
        }
        for (char unit : "😀".toCharArray()) type(unit);
        String pressed = display.input();
        assertThat(display.symbolOf(Integer.parseInt(pressed.substring(1)))).isEqualTo(0x101F600);
    }

    @Test
    void moreCharactersThanSpareKeysAreTypedAllTheSame() throws Exception {
        for (int i = 0; i < 100; i++) {
            type((char) (0x4E00 + i));
            String pressed = display.input();
            assertThat(display.symbolOf(Integer.parseInt(pressed.substring(1)))).isEqualTo(0x1004E00 + i);
            display.input();
        }
    }

    @Test
    void aClosedSessionHoldsNothingAndLeavesTheKeyboardAsItWas() throws Exception {
        type('€');
        String typed = display.input().substring(1);
        display.input();
        input.play(new InputEvent.Key(0x1D, true, false, false));
        input.play(new InputEvent.Button(1, true));
        assertThat(display.input()).isEqualTo("+37");
        assertThat(display.input()).isEqualTo("+b1");
        input.close();
        assertThat(display.input()).isEqualTo("-37");
        assertThat(display.input()).isEqualTo("-b1");
        assertThat(display.symbolOf(Integer.parseInt(typed))).isZero();
    }

    @ParameterizedTest
    @CsvSource({"0", "2", "4", "6"})
    void theLockLightsFollowTheRemoteOnes(int locks) throws Exception {
        input.play(new Synchronize(Synchronize.NUM_LOCK | Synchronize.CAPS_LOCK));
        assertThat(input.locks()).isEqualTo(6);
        input.play(new Synchronize(locks));
        assertThat(input.locks()).isEqualTo(locks);
    }

    @Test
    void aSynchronizeReleasesWhatIsHeld() throws Exception {
        input.play(new InputEvent.Key(0x2A, true, false, false));
        assertThat(display.input()).isEqualTo("+50");
        input.play(new Synchronize(0));
        assertThat(display.input()).isEqualTo("-50");
    }

    private void type(char unit) throws DisplayException {
        input.play(new InputEvent.Unicode(unit, true));
        input.play(new InputEvent.Unicode(unit, false));
    }
}
