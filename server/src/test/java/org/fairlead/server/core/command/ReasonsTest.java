package org.fairlead.server.core.command;

import static org.assertj.core.api.Assertions.assertThat;

import org.fairlead.protocol.catalogue.Text;
import org.junit.jupiter.api.Test;

class ReasonsTest {
    @Test
    void aCodeOfAppleIsSaidInWordsInBothLanguagesWithTheCodeBehind() {
        assertThat(Reasons.text("Der Gerätetyp (MCMDMErrorDomain 12067)"))
                .isEqualTo(new Text(
                        "the phone is not in lost mode (MCMDMErrorDomain 12067)",
                        "телефон не в режиме пропажи (MCMDMErrorDomain 12067)"));
    }

    @Test
    void aReasonOfSeveralPartsIsTranslatedPartByPart() {
        Text text = Reasons.text("not set: DeviceName: no (MCMDMErrorDomain 12021); Bluetooth: the phone gave no reason"
                + "; set: DataRoaming");
        assertThat(text.ru())
                .isEqualTo(
                        "не задано: DeviceName: телефон этого не умеет или умеет, только если он контролируемый"
                                + " (supervised) (MCMDMErrorDomain 12021); Bluetooth: телефон не назвал причину; задано: DataRoaming");
        assertThat(text.en())
                .startsWith("not set: DeviceName: the phone does not do this")
                .endsWith("; set: DataRoaming");
    }

    @Test
    void whatIsNotKnownStaysAsItCame() {
        for (String strange : new String[] {"", "odd (Other 1)", "$1 \\ (MCX 2)", "x".repeat(3_000)}) {
            assertThat(Reasons.text(strange)).isEqualTo(new Text(strange, strange));
        }
        assertThat(new JournalEntry(java.time.Instant.EPOCH, JournalEntry.SUCCEEDED, null)
                        .text()
                        .en())
                .isEqualTo("done");
        assertThat(new JournalEntry(
                                java.time.Instant.EPOCH,
                                JournalEntry.SUCCEEDED,
                                "the message was not shown, the phone has no passcode")
                        .text()
                        .ru())
                .isEqualTo("выполнена: сообщение не показано: на телефоне нет код-пароля");
    }
}
