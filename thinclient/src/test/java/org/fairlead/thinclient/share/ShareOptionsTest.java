package org.fairlead.thinclient.share;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ShareOptionsTest {
    private static final String NEEDED = "--display :7 --user u --password-file f";

    @Test
    void leftOutOptionsAreSafe() {
        var options = ShareOptions.parse(NEEDED.split(" "));
        assertThat(options.bind()).isEqualTo("127.0.0.1");
        assertThat(options.networkLevel()).isTrue();
        assertThat(options.port()).isEqualTo(3389);
        assertThat(options.identity()).isEmpty();
    }

    @Test
    void everythingCanBeSaid() {
        var options =
                ShareOptions.parse((NEEDED + " --port 65535 --bind 0.0.0.0 --sec tls --identity key.p12").split(" "));
        assertThat(options.port()).isEqualTo(65535);
        assertThat(options.bind()).isEqualTo("0.0.0.0");
        assertThat(options.networkLevel()).isFalse();
        assertThat(options.identity()).isPresent();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "--user u --password-file f",
                "--display :7 --password-file f",
                "--display :7 --user u",
                NEEDED + " --port 65536",
                NEEDED + " --port -1",
                NEEDED + " --port x",
                NEEDED + " --sec rdp",
                NEEDED + " --bind",
                NEEDED + " --nonsense 1"
            })
    void whatIsMissingOrWrongIsSaid(String arguments) {
        assertThatIllegalArgumentException().isThrownBy(() -> ShareOptions.parse(arguments.split(" ")));
    }

    @Test
    void whoAsksForHelpGetsIt() {
        assertThat(RdpShare.run("--help")).isZero();
        assertThat(RdpShare.run("--display", ":0", "-h")).isZero();
        assertThat(RdpShare.run("--display", ":0")).isEqualTo(2);
    }
}
