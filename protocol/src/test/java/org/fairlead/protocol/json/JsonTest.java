package org.fairlead.protocol.json;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class JsonTest {
    @Test
    void readsWhatItPrints() {
        String text = "{\"a\":[1,-2.5,true,null,\"x\\n\"],\"b\":{}}";
        assertThat(Json.print(Json.parse(text))).isEqualTo(text);
    }

    @Test
    void equalValuesHaveEqualCanonicalText() {
        assertThat(Json.canonical(Json.parse("{\"b\":1,\"a\":{\"d\":2.0,\"c\":3}}")))
                .isEqualTo("{\"a\":{\"c\":3,\"d\":2},\"b\":1}");
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "{", "[1,]", "{\"a\":1,\"a\":2}", "1 2", "123456789012345678901234567890", "nul"})
    void refusesWhatIsNotJson(String text) {
        assertThatThrownBy(() -> Json.parse(text)).isInstanceOf(JsonError.class);
    }

    @Test
    void nestsToTheLimitAndNotOneDeeper() {
        assertThat(Json.parse("[".repeat(Json.MAX_DEPTH) + "]".repeat(Json.MAX_DEPTH)))
                .isInstanceOf(List.class);
        int deeper = Json.MAX_DEPTH + 1;
        assertThatThrownBy(() -> Json.parse("[".repeat(deeper) + "]".repeat(deeper)))
                .isInstanceOf(JsonError.class);
    }

    @Test
    void stringsReachTheLimitAndNoFurther() {
        assertThat(Json.parseObject("{\"a\":\"" + "x".repeat(Json.MAX_STRING) + "\"}"))
                .isInstanceOf(Map.class);
        assertThatThrownBy(() -> Json.parse("\"" + "x".repeat(Json.MAX_STRING + 1) + "\""))
                .isInstanceOf(JsonError.class);
    }
}
