package org.fairlead.server.crypto;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.fairlead.protocol.codes.CodeKeys;
import org.fairlead.protocol.codes.GroupCode;
import org.fairlead.protocol.json.Json;
import org.junit.jupiter.api.Test;

/** The vectors of the code for a whole group, with the real memory-hard function. */
class GroupCodeVectorsTest {
    @Test
    void codesAreThoseThatTheReferenceLibraryComesTo() throws Exception {
        Path file = Path.of("..", "protocol", "src", "test", "resources", "codes", "vectors.json");
        List<?> vectors = (List<?>) Json.parseObject(Files.readString(file)).get("vectors");
        int checked = 0;
        for (Object one : vectors) {
            Map<?, ?> v = (Map<?, ?>) one;
            if (v.get("form").equals("group")) {
                UUID group = UUID.fromString(v.get("group").toString());
                byte[] key = CodeKeys.groupKey(bytes(v, "secret"), group);
                GroupCode.Target target =
                        new GroupCode.Target(v.get("workspace").toString(), group, ((Long) v.get("epoch")).intValue());
                assertThat(GroupCode.make(new Argon2MemoryHard(), key, target, bytes(v, "serverKeySha256"), (Long)
                                        v.get("lastDay"))
                                .text())
                        .isEqualTo(v.get("code"));
                checked++;
            }
        }
        assertThat(checked).isEqualTo(2);
    }

    private static byte[] bytes(Map<?, ?> v, String name) {
        return HexFormat.of().parseHex(v.get(name).toString());
    }
}
