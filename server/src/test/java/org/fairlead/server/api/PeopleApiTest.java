package org.fairlead.server.api;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.fairlead.server.ApiClient;
import org.fairlead.server.TestServer;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class PeopleApiTest {
    private static TestServer server;
    private static ApiClient anna;

    @BeforeAll
    static void start() {
        server = new TestServer();
        anna = server.firstAdministrator().client();
    }

    @AfterAll
    static void stop() {
        server.close();
    }

    @Test
    void aPastedListMayUseFourSeparatorsAndReportsWhatIsDoubtfulWithoutStopping() {
        add("old@paste.test");
        ApiClient.Answer answer = anna.post(
                        "/people/import",
                        Map.of(
                                "text",
                                "ann@paste.test, bob@paste.test;carl@paste.test dora@paste.test\nEve Adams <eve@paste.test>\r\n"
                                        + "ANN@paste.test nonsense old@paste.test"))
                .expect(200);
        assertThat(answer.object())
                .containsEntry("added", 5L)
                .containsEntry("listedTwice", 1L)
                .containsEntry("exists", 1L)
                .containsEntry("invalid", 1L);
        assertThat(names("paste.test")).contains("ann", "bob", "carl", "dora", "Eve Adams", "old");
        assertThat(answer.list("items"))
                .anySatisfy(item -> assertThat(String.valueOf(item)).contains("nonsense", "is not a mail address"));
    }

    @Test
    void aDryRunOfAnImportSaysTheSameAndAddsNobody() {
        ApiClient.Answer answer = anna.post("/people/import", Map.of("text", "x@dry.test y@dry.test", "dryRun", true))
                .expect(200);
        assertThat(answer.object()).containsEntry("added", 2L);
        assertThat(names("dry.test")).isEmpty();
    }

    @Test
    void aTableBringsNamesGroupsAndLanguagesAndMakesMissingGroups() {
        anna.post(
                        "/people/import",
                        Map.of(
                                "csv",
                                "\uFEFFmail;name;group;language;comment\r\nfay@csv.test;\"Fay; the \"\"first\"\"\";Sales/North|Board;ru;hello\r\n"
                                        + "gus@csv.test;;Sales;;\r\n;Without Mail;;;\r\n"))
                .expect(200);
        Map<?, ?> fay = person("fay@csv.test");
        assertThat(fay.get("name")).isEqualTo("Fay; the \"first\"");
        assertThat(fay.get("locale")).isEqualTo("ru");
        assertThat(String.valueOf(fay.get("groups"))).contains("[Sales, North]", "[Board]");
        assertThat(person("gus@csv.test").get("name")).isEqualTo("gus");
        Map<?, ?> sales = group("Sales");
        assertThat(sales.get("people")).as("nested members count above").isEqualTo(2L);
        assertThat(names("Without Mail")).containsExactly("Without Mail");
    }

    @Test
    void theListOfPeopleToAddEndsAtTenThousand() {
        assertThat(anna.post("/people/import", Map.of("text", "a ".repeat(10_000), "dryRun", true))
                        .status())
                .isEqualTo(200);
        assertThat(anna.post("/people/import", Map.of("text", "a ".repeat(10_001), "dryRun", true))
                        .status())
                .isEqualTo(422);
    }

    @Test
    void nobodyElseMayHaveTheSameAddressInWhateverCase() {
        add("same@one.test");
        ApiClient.Answer second = anna.post("/people", Map.of("name", "Other", "mail", "SAME@one.test"));
        assertThat(second.status()).isEqualTo(422);
        assertThat(second.body()).contains("somebody has this mail address already");
    }

    @Test
    void aChangeOverSomebodyElsesChangeIsRefused() {
        String id = add("edit@one.test");
        anna.put("/people/" + id, Map.of("name", "First", "mail", "edit@one.test", "revision", 0))
                .expect(200);
        ApiClient.Answer late =
                anna.put("/people/" + id, Map.of("name", "Second", "mail", "edit@one.test", "revision", 0));
        assertThat(late.status()).isEqualTo(409);
        assertThat(person("edit@one.test").get("name")).isEqualTo("First");
    }

    @Test
    void aGroupWithARuleIsFilledAtOnceAndFollowsEachChange() {
        String in = add("rule-a@rule.test");
        add("rule-b@else.test");
        Map<String, Object> rule = Map.of("name", "", "mail", "*@rule.test", "comment", "", "locale", "");
        Map<String, Object> made = anna.post("/people-groups", Map.of("name", "By rule", "rule", rule))
                .expect(200)
                .object();
        assertThat(made.get("people")).isEqualTo(1L);
        add("rule-c@rule.test");
        assertThat(group("By rule").get("people")).isEqualTo(2L);
        anna.put("/people/" + in, Map.of("name", "Moved", "mail", "rule-a@else.test", "revision", 0))
                .expect(200);
        assertThat(group("By rule").get("people")).isEqualTo(1L);
        ApiClient.Answer byHand =
                anna.post("/people-groups/" + made.get("id") + "/members", Map.of("add", List.of(in)));
        assertThat(byHand.status()).isEqualTo(409);
    }

    @Test
    void aGroupCannotBeMovedIntoItselfNorNestDeeperThanEight() {
        String parent = null;
        String top = null;
        for (int depth = 1; depth <= 8; depth++) {
            Map<String, Object> body = new java.util.HashMap<>(Map.of("name", "Depth " + depth));
            if (parent != null) {
                body.put("parentId", parent);
            }
            parent = (String)
                    anna.post("/people-groups", body).expect(200).object().get("id");
            top = top == null ? parent : top;
        }
        assertThat(anna.post("/people-groups", Map.of("name", "Depth 9", "parentId", parent))
                        .status())
                .isEqualTo(422);
        assertThat(anna.put("/people-groups/" + top, Map.of("name", "Depth 1", "parentId", parent))
                        .status())
                .isEqualTo(422);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "&status=no-data", "&status=no-data,ok&address=true"})
    void theListIsWalkedByKeysetInEveryOrderWithoutGapsOrRepeats(String filter) {
        anna.post(
                        "/people/import",
                        Map.of(
                                "text",
                                "walk0@walk.test walk1@walk.test walk2@walk.test walk3@walk.test walk4@walk.test walk5@walk.test walk6@walk.test"))
                .expect(200);
        for (String sort : List.of(
                "name", "-name", "mail", "-mail", "devices", "-devices", "status", "-status", "added", "-added")) {
            String list = "/people?q=walk.test" + filter + "&sort=" + sort;
            java.util.List<Object> seen = new java.util.ArrayList<>();
            Object cursor = "";
            while (cursor != null) {
                Map<String, Object> part =
                        anna.get(list + "&limit=3&cursor=" + cursor).expect(200).object();
                assertThat(part.get("total")).as(sort).isEqualTo(seen.isEmpty() ? 7L : null);
                ((List<?>) part.get("items")).forEach(item -> seen.add(((Map<?, ?>) item).get("id")));
                cursor = part.get("next");
            }
            assertThat(seen).as(sort).hasSize(7).doesNotHaveDuplicates();
            assertThat(anna.get(list).expect(200).list("items").stream()
                            .map(item -> (Object) ((Map<?, ?>) item).get("id")))
                    .as(sort)
                    .containsExactlyElementsOf(seen);
        }
        assertThat(anna.get("/people?q=nobody.walk.test" + filter)
                        .expect(200)
                        .object()
                        .get("total"))
                .isEqualTo(0L);
    }

    @Test
    void statusOfAPersonIsTheWorstOfTheirPhonesAndNoDataWithoutAny() {
        String id = add("status@status.test");
        assertThat(person("status@status.test").get("status")).isEqualTo("no-data");
        phone(id, "now()");
        assertThat(person("status@status.test").get("status")).isEqualTo("ok");
        phone(id, "now() - interval '100 days'");
        Map<?, ?> person = person("status@status.test");
        assertThat(person.get("status")).isEqualTo("critical");
        assertThat(person.get("devices")).isEqualTo(2L);
        for (String sort : List.of("status", "-status", "devices", "-mail")) {
            assertThat(anna.get("/people?status=critical&devices=true&sort=" + sort + "&q=status.test")
                            .expect(200)
                            .list("items"))
                    .as(sort)
                    .hasSize(1);
        }
        assertThat(anna.get("/people?status=ok,no-data,warning&q=status.test")
                        .expect(200)
                        .list("items"))
                .isEmpty();
        assertThat(anna.get("/people?devices=false&q=status.test").expect(200).list("items"))
                .isEmpty();
        for (String statuses : List.of("critical,ok", "critical,no-data", "critical,warning,ok,no-data")) {
            Map<String, Object> found = anna.get("/people?q=status.test&sort=status&status=" + statuses)
                    .expect(200)
                    .object();
            assertThat((List<?>) found.get("items")).as(statuses).hasSize(1);
            assertThat(found.get("total")).as(statuses).isEqualTo(1L);
        }
        assertThat(anna.get("/people?status=critical&q=status.test").expect(200).list("items"))
                .hasSize(1);
        assertThat((Long) anna.get("/people/summary").expect(200).object().get("critical"))
                .isEqualTo(1L);
    }

    @Test
    void whatIsSearchedForIsMeantAsItIsWritten() {
        add("under_score@odd.test");
        add("underxscore@odd.test");
        assertThat(names("under_score@odd")).hasSize(1);
        assertThat(names("%25@odd")).isEmpty();
        assertThat(names("%5C@odd")).isEmpty();
    }

    @Test
    void theProfilesInForceAreThoseOfThePersonAndTheirGroupsAndTheDefaultOneLast() {
        String id = add("profiled@profile.test");
        String top = (String) anna.post("/people-groups", Map.of("name", "Profiled top"))
                .expect(200)
                .object()
                .get("id");
        String below = (String) anna.post("/people-groups", Map.of("name", "Profiled below", "parentId", top))
                .expect(200)
                .object()
                .get("id");
        anna.post("/people-groups/" + below + "/members", Map.of("add", List.of(id)))
                .expect(204);
        profile("For the top", "active", List.of(top));
        profile("Not yet", "inactive", List.of(top));
        profile("For others", "active", List.of());
        List<Object> names = ((List<?>) person("profiled@profile.test").get("profiles"))
                .stream()
                        .map(profile -> (Object) ((Map<?, ?>) profile).get("name"))
                        .toList();
        assertThat(names).hasSize(2).first().isEqualTo("For the top");
    }

    private static void profile(String name, String status, List<String> groups) {
        Map<String, Object> body = new java.util.LinkedHashMap<>();
        body.put("name", name);
        body.put("status", status);
        body.put("values", Map.of());
        body.put("locks", List.of());
        body.put("people", List.of());
        body.put("groups", groups);
        anna.post("/security-profiles", body).expect(200);
    }

    @Test
    void deletingAPersonEndsTheirInvitationsAndLeavesThePhones() {
        String id = add("leave@leave.test");
        phone(id, "now()");
        anna.post("/invitations", Map.of("personIds", List.of(id))).expect(200);
        anna.delete("/people/" + id).expect(204);
        assertThat(anna.get("/people/" + id).status()).isEqualTo(404);
        assertThat(anna.get("/invitations?person=" + id).expect(200).list("items"))
                .isEmpty();
        assertThat(server.sql("select count(*)::text from device where person_id = '" + id + "'"))
                .isEqualTo("0");
    }

    @Test
    void theSearchFindsPeopleByNameAndAddress() {
        String id = add("seekme@find.test");
        assertThat(String.valueOf(anna.get("/search?q=seekme").expect(200).object()))
                .contains("/users/" + id, "kind=person");
    }

    private static void phone(String person, String seen) {
        UUID id = UUID.randomUUID();
        server.sql("insert into device (workspace_id, id, number, name_id, platform, name, hostname, model, serial, os,"
                + " agent_version, addresses, reported, enrolled_at, search, person_id) select id, '" + id
                + "', (select coalesce(max(number), 0) + 1 from device), '" + id
                + "', 'android', 'Phone', '', '', '', '', '', '{}', '{}', now() - interval '200 days', '', '" + person
                + "' from workspace");
        server.sql("insert into device_state (workspace_id, device_id, last_seen) select id, '" + id + "', " + seen
                + " from workspace");
    }

    private static String add(String mail) {
        return (String) anna.post("/people", Map.of("name", "", "mail", mail))
                .expect(200)
                .object()
                .get("id");
    }

    private static List<String> names(String search) {
        return anna.get("/people?q=" + search.replace(" ", "%20")).expect(200).list("items").stream()
                .map(item -> String.valueOf(((Map<?, ?>) item).get("name")))
                .toList();
    }

    private static Map<?, ?> person(String mail) {
        return (Map<?, ?>)
                anna.get("/people?q=" + mail).expect(200).list("items").getFirst();
    }

    private static Map<?, ?> group(String name) {
        return anna.get("/people-groups").expect(200).list("items").stream()
                .map(item -> (Map<?, ?>) item)
                .filter(group -> name.equals(group.get("name")))
                .findFirst()
                .orElseThrow();
    }
}
