package org.fairlead.server.api;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.fairlead.server.core.change.Changes.Change;
import org.junit.jupiter.api.Test;

/** What open consoles are told of several changes at once. */
class GatheredChangesTest {
    private final StreamRoutes.Gathered gathered = new StreamRoutes.Gathered();

    @Test
    void anotherTopicWithoutIdsLeavesTheDevicesNamed() throws Exception {
        gathered.add(new Change("devices", List.of("a")));
        gathered.add(new Change("overview", List.of()));
        gathered.add(new Change("devices", List.of("b", "a")));
        assertThat(gathered.take(0)).isEqualTo(Map.of("devices", List.of("a", "b"), "overview", List.of()));
        assertThat(gathered.take(0)).isEmpty();
    }

    @Test
    void manyStaysManyUntilTaken() throws Exception {
        gathered.add(new Change("devices", List.of("a")));
        gathered.add(new Change("devices", List.of()));
        gathered.add(new Change("devices", List.of("b")));
        assertThat(gathered.take(0)).isEqualTo(Map.of("devices", List.of()));
        gathered.add(new Change("devices", List.of("c")));
        assertThat(gathered.take(0)).isEqualTo(Map.of("devices", List.of("c")));
    }

    @Test
    void moreThanTheLimitOfIdsIsMany() throws Exception {
        List<String> limit =
                IntStream.range(0, StreamRoutes.MAX_IDS).mapToObj(i -> "d" + i).toList();
        gathered.add(new Change("devices", limit));
        assertThat(gathered.take(0)).isEqualTo(Map.of("devices", limit));
        gathered.add(new Change("devices", limit));
        gathered.add(new Change("devices", List.of("one more")));
        assertThat(gathered.take(0)).isEqualTo(Map.of("devices", List.of()));
    }
}
