package org.fairlead.server.core.search;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import org.fairlead.protocol.catalogue.Catalogue;
import org.fairlead.protocol.catalogue.Text;
import org.fairlead.server.core.Ids;
import org.fairlead.server.core.Problem;
import org.fairlead.server.core.access.Caller;
import org.fairlead.server.core.access.Right;
import org.fairlead.server.core.policy.Fleet;
import org.fairlead.server.core.policy.Policy;
import org.fairlead.server.store.FleetFixture;
import org.fairlead.server.store.PgSearch;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

class SearchTest {
    private static final FleetFixture FIXTURE = new FleetFixture();
    private static final Caller ANNA = FleetFixture.anyone();
    private static UUID kazan = FIXTURE.tree().root();
    private static UUID lab = kazan;
    private static UUID office = kazan;
    private static UUID policy = kazan;
    private static @Nullable Search search;

    @BeforeAll
    static void open() {
        kazan = FIXTURE.group("Kazan");
        UUID perm = FIXTURE.group("Perm");
        lab = FIXTURE.device("LAB-17", kazan, "10.3.0.17");
        office = FIXTURE.device("OFFICE_1%", perm, "10.4.0.1");
        FIXTURE.device("LOOSE-1", null);
        policy = Ids.next();
        FIXTURE.unit.runInTx(tx -> FIXTURE.fleet.savePolicy(
                tx,
                new Policy(
                        policy,
                        perm,
                        Policy.THIN_CLIENT,
                        "Kiosks of Perm",
                        Policy.Status.ACTIVE,
                        true,
                        false,
                        Map.of(),
                        Set.of(),
                        1,
                        Instant.now(),
                        "anna",
                        null)));
        FIXTURE.administrator("olga", "Olga Kazanskaya");
        Fleet fleet = FIXTURE.liveFleet(InstantSource.system());
        search = new Search(
                FIXTURE.unit,
                new PgSearch(FIXTURE.workspace),
                fleet,
                Catalogue.load(),
                List.of(new Search.EventName(
                        "D17.usb-refused", new Text("USB device refused", "USB-устройство отклонено"))));
    }

    @AfterAll
    static void close() {
        FIXTURE.close();
    }

    @Test
    void devicesAreFoundByNameSerialAddressAndModel() {
        for (String q : List.of("lab-17", "LAB", "sn-1", "10.3.0", "lab 10.3")) {
            assertThat(hits(ANNA, q)).as(q).extracting(Hit::id).contains(lab.toString());
        }
        assertThat(hits(ANNA, "model t")).extracting(Hit::kind).contains(Hit.Kind.DEVICE);
        assertThat(hits(ANNA, "lab-17").getFirst())
                .isEqualTo(new Hit(Hit.Kind.DEVICE, lab.toString(), "LAB-17", "Model T · Kazan", "/devices/" + lab));
    }

    @Test
    void signsThatMeanSomethingToTheDatabaseMeanThemselves() {
        assertThat(hits(ANNA, "_1%")).extracting(Hit::id).containsExactly(office.toString());
        assertThat(hits(ANNA, "%%")).isEmpty();
        assertThat(hits(ANNA, "\\")).isEmpty();
        assertThat(hits(ANNA, "' or 1=1 --")).isEmpty();
        assertThat(hits(ANNA, "\0")).isEmpty();
    }

    @Test
    void groupsPoliciesAndAdministratorsAreFoundByName() {
        assertThat(hits(ANNA, "kazan")).extracting(Hit::url).contains("/devices?group=" + kazan);
        assertThat(hits(ANNA, "kiosks")).extracting(Hit::url).contains("/policies/" + policy);
        assertThat(hits(ANNA, "olga")).extracting(Hit::kind).containsExactly(Hit.Kind.ADMINISTRATOR);
        assertThat(hits(ANNA, "kazanskaya")).extracting(Hit::subtitle).containsExactly("olga");
    }

    @Test
    void settingsAndKindsOfEventsAreFoundInBothLanguages() {
        assertThat(hits(ANNA, "отклонено")).extracting(Hit::title).containsExactly("USB-устройство отклонено");
        assertThat(hits(ANNA, "d17.usb")).extracting(Hit::title).containsExactly("USB device refused");
        assertThat(hits(ANNA, "usb refused")).extracting(Hit::url).containsExactly("/events?code=D17.usb-refused");
        var setting = Catalogue.load().settings().getFirst();
        assertThat(hits(ANNA, setting.key()))
                .extracting(Hit::title)
                .contains(setting.title().en());
        assertThat(hits(ANNA, setting.title().ru())).extracting(Hit::id).contains(setting.key());
        assertThat(found(ANNA, setting.key(), "ru"))
                .extracting(Hit::title)
                .contains(setting.title().ru());
    }

    @Test
    void aCallerFindsOnlyWhatTheCallerMaySee() {
        Caller boris = FleetFixture.scoped(List.of(kazan), Right.VIEW);
        assertThat(hits(boris, "10.")).extracting(Hit::id).containsExactly(lab.toString());
        assertThat(hits(boris, "loose")).isEmpty();
        assertThat(hits(boris, "perm")).isEmpty();
        assertThat(hits(boris, "olga")).isEmpty();
        assertThat(hits(ANNA, "loose")).hasSize(1);
    }

    @Test
    void anEmptySearchFindsNothingAndALongOneIsRefused() {
        assertThat(hits(ANNA, "   ")).isEmpty();
        assertThat(hits(ANNA, "x".repeat(100))).isEmpty();
        assertThatThrownBy(() -> hits(ANNA, "x".repeat(101))).isInstanceOf(Problem.Invalid.class);
    }

    private static List<Hit> hits(Caller caller, String q) {
        return found(caller, q, null);
    }

    private static List<Hit> found(Caller caller, String q, @Nullable String language) {
        Search ready = search;
        if (ready == null) {
            throw new IllegalStateException("not ready");
        }
        return ready.find(caller, q, language);
    }
}
