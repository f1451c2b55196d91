package org.fairlead.server.core.apple;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.fairlead.server.core.Ids;
import org.fairlead.server.core.Problem;
import org.fairlead.server.core.invite.Opening;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** An iPhone and an Android phone that use one invitation at the same moment. */
class RaceTest {
    private static final int RACES = 20;
    private final AppleWorld world = new AppleWorld();

    @AfterEach
    void close() {
        world.close();
    }

    @Test
    void ofAnIphoneAndAnAndroidThatRaceOneWinsAndTheOtherReadsAlreadyUsed() throws Exception {
        try (ExecutorService phones = Executors.newFixedThreadPool(2)) {
            for (int i = 0; i < RACES; i++) {
                String token = world.invite(world.person("racer " + i));
                AppleWorld.Phone iphone = world.new Phone("00008030-00000000000000%02X".formatted(i)).fetch(token);
                CyclicBarrier start = new CyclicBarrier(2);
                List<Callable<String>> race = List.of(
                        () -> {
                            start.await();
                            return apple(iphone);
                        },
                        () -> {
                            start.await();
                            return android(token);
                        });
                List<String> answers = new ArrayList<>();
                for (Future<String> answer : phones.invokeAll(race)) {
                    answers.add(answer.get());
                }
                assertThat(answers).containsExactlyInAnyOrder("connected", "invitation-used");
                Opening after = world.unit.read(tx -> world.invitations.open(tx, token));
                assertThat(after)
                        .isInstanceOfSatisfying(
                                Opening.Refused.class,
                                r -> assertThat(r.reason()).isEqualTo(Opening.Reason.USED));
            }
        }
    }

    private static String apple(AppleWorld.Phone phone) {
        try {
            phone.authenticate();
            return "connected";
        } catch (Problem.Denied e) {
            return e.code();
        }
    }

    private String android(String token) {
        return switch (world.unit.inTx(tx -> world.invitations.claim(tx, token, "android", Ids.next()))) {
            case Opening.Open open -> "connected";
            case Opening.Refused refused -> refused.reason().code();
        };
    }
}
