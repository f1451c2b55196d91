package org.fairlead.server.core.settings;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.fairlead.protocol.catalogue.Catalogue;
import org.fairlead.protocol.catalogue.Level;
import org.fairlead.server.core.Problem;
import org.fairlead.server.core.secret.Sealer;
import org.junit.jupiter.api.Test;

class ListSecretsTest {
    private static final String KEY = "android.wifi.networks";

    /** Turns bytes round, so that what is sealed can be told from what is not. */
    private static final Sealer SEALER = new Sealer() {
        @Override
        public byte[] seal(byte[] plain, String context) {
            byte[] sealed = new byte[plain.length];
            for (int i = 0; i < plain.length; i++) {
                sealed[i] = (byte) (plain[plain.length - 1 - i] ^ 0x55);
            }
            return sealed;
        }

        @Override
        public byte[] open(byte[] sealed, String context) {
            return seal(sealed, context);
        }
    };

    private final SettingsRules rules = new SettingsRules(Catalogue.load(), SEALER);

    private static Map<String, Object> network(String ssid, Object password) {
        Map<String, Object> network = new LinkedHashMap<>();
        network.put("ssid", ssid);
        network.put("security", "wpa2");
        network.put("password", password);
        return network;
    }

    private Map<String, Object> accept(List<?> networks, Map<String, Object> before) {
        Map<String, Object> accepted = new LinkedHashMap<>();
        rules.accept(Map.of(KEY, networks), before, Level.POLICY).forEach(accepted::put);
        return accepted;
    }

    @SuppressWarnings("unchecked")
    private static List<Map<String, Object>> list(Object value) {
        return (List<Map<String, Object>>) value;
    }

    @Test
    void secretsInsideAListAreSealedMaskedAndOpenedForTheDevice() {
        Map<String, Object> stored =
                accept(List.of(network("Office", "correct horse"), network("Plant", "battery staple")), Map.of());
        assertThat(stored.toString()).doesNotContain("correct horse", "battery staple");
        assertThat(SettingsRules.holdsSecret(stored.get(KEY))).isTrue();
        Object shown = rules.masked(stored).get(KEY);
        assertThat(list(shown).getFirst().get("password")).asString().startsWith("{set=true, of=");
        assertThat(shown.toString()).doesNotContain("sealed");
        assertThat(list(rules.reveal(KEY, stored.get(KEY))))
                .extracting(n -> n.get("password"))
                .containsExactly("correct horse", "battery staple");
        assertThat(SettingsRules.withoutSecrets(stored.get(KEY)).toString())
                .contains("Office")
                .doesNotContain("password", "sealed");
    }

    @Test
    void maskedSecretsComeBackToTheirEntriesInAnyOrder() {
        Map<String, Object> stored =
                accept(List.of(network("Office", "correct horse"), network("Plant", "battery staple")), Map.of());
        List<Map<String, Object>> shown =
                new ArrayList<>(list(rules.masked(stored).get(KEY)));
        List<Map<String, Object>> turned = List.of(network("New", "fresh secret"), shown.get(1), shown.get(0));
        Map<String, Object> again = accept(turned, stored);
        assertThat(list(rules.reveal(KEY, again.get(KEY))))
                .extracting(n -> n.get("ssid") + ":" + n.get("password"))
                .containsExactly("New:fresh secret", "Plant:battery staple", "Office:correct horse");
        assertThat(accept(shown, stored)).isEqualTo(stored);
    }

    @Test
    void aMarkOfNobodyGivesNoSecretAndNothingSealedComesInFromOutside() {
        Map<String, Object> stored = accept(List.of(network("Office", "correct horse")), Map.of());
        Map<String, Object> foreign =
                accept(List.of(network("Office", Map.of("set", true, "of", "0123456789abcdef"))), stored);
        assertThat(list(rules.reveal(KEY, foreign.get(KEY))).getFirst().get("password"))
                .isEqualTo("");
        Object sealed = list(stored.get(KEY)).getFirst().get("password");
        assertThatThrownBy(() -> accept(List.of(network("Office", sealed)), stored))
                .isInstanceOf(Problem.Invalid.class);
    }

    @Test
    void aNetworkIsCheckedWithItsMaskedPasswordAndWithoutPasswordRefused() {
        Map<String, Object> stored = accept(List.of(network("Office", "correct horse")), Map.of());
        assertThat(accept(list(rules.masked(stored).get(KEY)), stored)).isEqualTo(stored);
        assertThatThrownBy(() -> accept(List.of(network("Office", "")), stored)).isInstanceOf(Problem.Invalid.class);
        assertThatThrownBy(() -> accept(List.of(network("Office", "seven77")), stored))
                .isInstanceOf(Problem.Invalid.class);
        accept(List.of(network("Office", "eight888")), stored);
        accept(List.of(network("Office", "e".repeat(63))), stored);
        assertThatThrownBy(() -> accept(List.of(network("Office", "e".repeat(64))), stored))
                .isInstanceOf(Problem.Invalid.class);
        assertThatThrownBy(() -> accept(List.of(network("A", "eight888"), network("A", "eight888")), stored))
                .isInstanceOf(Problem.Invalid.class);
    }

    @Test
    void anEnterpriseNetworkNeedsWhatTellsItsServerFromAnImpostor() {
        Map<String, Object> eap = network("Staff", "secret of staff");
        eap.put("security", "eap");
        eap.put("identity", "phone");
        assertThatThrownBy(() -> accept(List.of(eap), Map.of()))
                .isInstanceOfSatisfying(
                        Problem.Invalid.class,
                        problem ->
                                assertThat(problem.fields()).containsKeys(KEY + "[0].domain", KEY + "[0].authority"));
    }

    @Test
    void whatHoldsNoSecretStaysTheSame() {
        assertThat(SettingsRules.holdsSecret(List.of(Map.of("a", 1L)))).isFalse();
        assertThat(SettingsRules.holdsSecret("text")).isFalse();
        assertThat(SettingsRules.mask(List.of("a", "b"))).isEqualTo(List.of("a", "b"));
        assertThat(new String(
                        SEALER.open(SEALER.seal("x".getBytes(StandardCharsets.UTF_8), ""), ""), StandardCharsets.UTF_8))
                .isEqualTo("x");
    }
}
