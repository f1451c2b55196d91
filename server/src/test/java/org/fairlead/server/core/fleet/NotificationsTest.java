package org.fairlead.server.core.fleet;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.sun.net.httpserver.HttpServer;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.CopyOnWriteArrayList;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import org.fairlead.server.core.Problem;
import org.fairlead.server.core.access.Caller;
import org.fairlead.server.core.access.Scope;
import org.fairlead.server.core.event.EventLevel;
import org.fairlead.server.core.event.Events;
import org.fairlead.server.core.event.NewEvent;
import org.fairlead.server.core.event.NotificationRule;
import org.fairlead.server.core.event.NotificationRules;
import org.fairlead.server.core.event.Notifications;
import org.fairlead.server.core.event.RetentionDays;
import org.fairlead.server.core.secret.Sealer;
import org.fairlead.server.store.PgEvents;
import org.fairlead.server.store.PgNotifications;
import org.fairlead.server.webhook.Egress;
import org.fairlead.server.webhook.WebhookNotifier;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class NotificationsTest {
    private static final Sealer PLAIN = new Sealer() {
        @Override
        public byte[] seal(byte[] plain, String context) {
            return plain.clone();
        }

        @Override
        public byte[] open(byte[] sealed, String context) {
            return sealed.clone();
        }
    };

    private record Got(String timestamp, String signature, String body) {}

    private World world;
    private HttpServer server;
    private WebhookNotifier webhook;
    private Notifications notifications;
    private NotificationRules rules;
    private Events events;
    private Instant now = Instant.parse("2026-11-21T12:00:00Z");
    private volatile int status = 204;
    private final List<Got> got = new CopyOnWriteArrayList<>();

    @BeforeEach
    void start() throws Exception {
        world = new World();
        server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.createContext("/", exchange -> {
            String body = new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8);
            got.add(new Got(
                    exchange.getRequestHeaders().getFirst("X-Fairlead-Timestamp"),
                    exchange.getRequestHeaders().getFirst("X-Fairlead-Signature"),
                    body));
            exchange.sendResponseHeaders(status, -1);
            exchange.close();
        });
        server.start();
        wire(true);
    }

    private void wire(boolean local) {
        webhook = new WebhookNotifier(new Egress(local), () -> now);
        PgNotifications store = new PgNotifications(world.workspace);
        notifications = new Notifications(
                world.unit,
                store,
                world.devices,
                world.fleet,
                PLAIN,
                Map.of(NotificationRule.Channel.WEBHOOK, webhook),
                () -> now);
        rules = new NotificationRules(world.unit, store, notifications, world.fleet, PLAIN, world.audit);
        events = new Events(
                world.unit,
                new PgEvents(world.workspace, world.fleet),
                RetentionDays.DEFAULT,
                notifications,
                world.changes,
                () -> now);
    }

    @AfterEach
    void stop() throws Exception {
        webhook.close();
        server.stop(0);
        world.close();
    }

    @Test
    void eventsOfAGroupingTimeLeaveInOneSignedMessage() throws Exception {
        UUID rule = rules.create(world.admin, wish(EventLevel.WARNING, List.of(), null, 5))
                .id();
        append("S16.storage", "S03.device-deleted", "S11.server-started");
        notifications.deliver();
        assertThat(got).isEmpty();
        now = now.plus(Duration.ofMinutes(5));
        append("S16.storage");
        notifications.deliver();
        notifications.deliver();
        assertThat(got).hasSize(1);
        Got message = got.getFirst();
        assertThat(message.body()).contains("S16.storage", "S03.device-deleted").doesNotContain("S11.server-started");
        assertThat(message.body().split("\"code\":", -1)).hasSize(4);
        Mac mac = Mac.getInstance("HmacSHA256");
        mac.init(new SecretKeySpec("s3cret".getBytes(StandardCharsets.UTF_8), "HmacSHA256"));
        byte[] expected = mac.doFinal((message.timestamp() + "." + message.body()).getBytes(StandardCharsets.UTF_8));
        assertThat(message.signature()).isEqualTo("sha256=" + HexFormat.of().formatHex(expected));
        assertThat(rule(rule).lastSentAt()).isEqualTo(now);
    }

    @Test
    void aTargetThatFailsIsTriedAgainLaterAndAtLastGivenUp() {
        UUID rule = rules.create(world.admin, wish(EventLevel.INFO, List.of("S16.storage"), null, 0))
                .id();
        status = 500;
        append("S16.storage", "S11.server-started");
        notifications.deliver();
        notifications.deliver();
        assertThat(got).hasSize(1);
        assertThat(rule(rule).lastError()).contains("500");
        now = now.plus(Duration.ofMinutes(1));
        status = 200;
        notifications.deliver();
        assertThat(got).hasSize(2);
        assertThat(rule(rule).lastError()).isNull();

        status = 302;
        append("S16.storage");
        notifications.deliver();
        now = now.plus(Duration.ofDays(1)).plusSeconds(1);
        notifications.deliver();
        now = now.plus(Duration.ofHours(2));
        notifications.deliver();
        assertThat(got).hasSize(4);
        assertThat(rule(rule).lastError()).contains("gave up 1");
    }

    @Test
    void aRuleOfAGroupHearsOfItsDevicesOnly() {
        UUID group =
                world.groups.create(world.admin, "A", world.fleet.tree().root()).id();
        UUID inside = world.enrol("in").device();
        UUID outside = world.enrol("out").device();
        world.service.move(world.admin, List.of(inside), null, group, false);
        Caller scoped = World.caller(Scope.subtrees(Set.of(group)));
        rules.create(scoped, wish(EventLevel.INFO, List.of(), group, 0));
        assertThatThrownBy(() -> rules.create(scoped, wish(EventLevel.INFO, List.of(), null, 0)))
                .isInstanceOf(Problem.Denied.class);
        world.unit.runInTx(tx -> events.append(
                tx,
                List.of(
                        new NewEvent(inside, 1L, now, "D01.started", Map.of()),
                        new NewEvent(outside, 1L, now, "D01.started", Map.of()),
                        NewEvent.ofServer(now, "S16.storage", Map.of()))));
        notifications.deliver();
        assertThat(got).hasSize(1);
        assertThat(got.getFirst().body()).contains(inside.toString()).doesNotContain(outside.toString(), "S16");
    }

    @Test
    void theServerDoesNotCallItselfUnlessItsOperatorAllowsIt() {
        webhook.close();
        wire(false);
        UUID rule = rules.create(world.admin, wish(EventLevel.INFO, List.of(), null, 0))
                .id();
        assertThatThrownBy(() -> rules.test(world.admin, rule)).isInstanceOf(Problem.Invalid.class);
        assertThat(got).isEmpty();
    }

    @Test
    void targetsAndTimesAreChecked() {
        for (String target : List.of("file:///etc/passwd", "ftp://x", "https://", "http://u:p@x/", "x")) {
            assertThatThrownBy(() -> rules.create(world.admin, wish(NotificationRule.Channel.WEBHOOK, target, 0)))
                    .as(target)
                    .isInstanceOf(Problem.Invalid.class);
        }
        assertThatThrownBy(() -> rules.create(world.admin, wish(NotificationRule.Channel.MAIL, "a@b\r\nBcc: c@d", 0)))
                .isInstanceOf(Problem.Invalid.class);
        rules.create(world.admin, wish(NotificationRule.Channel.MAIL, "a@b.example", NotificationRules.MAX_MINUTES));
        assertThatThrownBy(() -> rules.create(
                        world.admin,
                        wish(NotificationRule.Channel.MAIL, "a@b.example", NotificationRules.MAX_MINUTES + 1)))
                .isInstanceOf(Problem.Invalid.class);
    }

    private void append(String... codes) {
        world.unit.runInTx(tx -> events.append(
                tx,
                java.util.Arrays.stream(codes)
                        .map(code -> NewEvent.ofServer(now, code, Map.of("problem", "x")))
                        .toList()));
    }

    private NotificationRule rule(UUID id) {
        return rules.list(world.admin).stream()
                .filter(r -> r.id().equals(id))
                .findFirst()
                .orElseThrow();
    }

    private NotificationRules.Wish wish(EventLevel level, List<String> codes, UUID group, int minutes) {
        String target = "http://127.0.0.1:" + server.getAddress().getPort() + "/hook";
        return new NotificationRules.Wish(
                "r", true, NotificationRule.Channel.WEBHOOK, target, level, codes, group, minutes, "s3cret");
    }

    private static NotificationRules.Wish wish(NotificationRule.Channel channel, String target, int minutes) {
        return new NotificationRules.Wish("r", true, channel, target, EventLevel.INFO, List.of(), null, minutes, null);
    }
}
