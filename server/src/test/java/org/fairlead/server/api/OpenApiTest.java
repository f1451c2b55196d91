package org.fairlead.server.api;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.fairlead.server.TestServer;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.SerializationFeature;
import tools.jackson.databind.json.JsonMapper;

class OpenApiTest {
    /** Run with {@code -Dgolden=update} after a wanted change of the API. */
    @Test
    void theCheckedInDescriptionIsThatOfTheRoutes() throws Exception {
        Path file = Path.of("../api/openapi.json");
        try (TestServer server = new TestServer()) {
            Map<String, Object> described = OpenApi.describe(server.server.consoleRoutes(), "1");
            String text = JsonMapper.builder()
                            .enable(SerializationFeature.INDENT_OUTPUT)
                            .build()
                            .writeValueAsString(described)
                    + "\n";
            if ("update".equals(System.getProperty("golden"))) {
                Files.createDirectories(file.getParent());
                Files.writeString(file, text);
            }
            assertThat(text)
                    .as("the API changed, run the test with -Dgolden=update and review api/openapi.json")
                    .isEqualTo(Files.exists(file) ? Files.readString(file) : "");
        }
    }
}
