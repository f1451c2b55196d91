package org.fairlead.rdp.example;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;

class ReadmeTest {
    @Test
    void theReadmeShowsTheExampleAsItCompiles() throws Exception {
        String example = Files.readString(Path.of("src/test/java/org/fairlead/rdp/example/MovingPicture.java"));
        assertThat(Files.readString(Path.of("README.md"))).contains(example.strip());
    }
}
