package org.fairlead.server.api;

import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.fairlead.protocol.catalogue.Text;
import org.fairlead.server.core.device.Device;
import org.fairlead.server.core.group.Thresholds;
import org.fairlead.server.core.policy.Fleet;
import org.fairlead.server.core.policy.Policy;
import org.fairlead.server.core.settings.EffectiveSettings;
import org.fairlead.server.core.settings.Origin;
import org.fairlead.server.core.settings.SettingsRules;
import org.fairlead.server.core.status.Cause;
import org.fairlead.server.core.sync.DesiredState;
import org.jspecify.annotations.Nullable;

/** Devices as the API shows them. */
final class DeviceViews {
    private final Fleet fleet;
    private final DesiredState desired;

    DeviceViews(Fleet fleet, DesiredState desired) {
        this.fleet = fleet;
        this.desired = desired;
    }

    /** A device in a list. */
    record DeviceView(
            UUID id,
            int number,
            String name,
            String platform,
            @Nullable UUID groupId,
            @Nullable List<String> groupPath,
            String status,
            List<CauseView> causes,
            boolean online,
            @Nullable Instant lastSeenAt,
            Instant enrolledAt,
            @Nullable String address,
            String model,
            String serial,
            String os,
            String agentVersion,
            String hostname,
            List<String> tags,
            String note,
            SettingsStateView settings,
            @Nullable String deletion,
            @Nullable UUID personId,
            @Nullable String personName,
            int epoch) {}

    /** Why a device is not ok, and what to do about it. */
    record CauseView(String cause, String level, @Nullable Instant since, Text text, Text advice) {}

    /** How far the settings have come. */
    record SettingsStateView(String state, @Nullable Instant at) {}

    /** How one block stands on the device. */
    record BlockStateView(
            String block,
            String state,
            @Nullable String reason,
            @Nullable String at) {}

    /**
     * Effective settings with what belongs to them; states has the settings of a phone that ask for something: applied,
     * pending (waits), failed (refused) or unsupported.
     */
    record DeviceSettingsView(
            int revision,
            Map<String, Object> own,
            Map<String, EffectiveView> effective,
            Map<String, Origin> locked,
            List<BlockStateView> blocks,
            Map<String, SettingStates.SettingState> states,
            String hash) {}

    /** A value and where it comes from. */
    record EffectiveView(@Nullable Object value, Origin origin) {}

    DeviceView view(Device d) {
        UUID group = d.group();
        return new DeviceView(
                d.id(),
                d.number(),
                d.name(),
                d.platform(),
                group,
                group == null ? null : fleet.tree().names(group),
                d.state().status(),
                causes(d),
                d.state().online(),
                d.state().lastSeen(),
                d.enrolledAt(),
                d.state().address().isEmpty() ? null : d.state().address(),
                d.model(),
                d.serial(),
                d.os(),
                d.agentVersion(),
                d.hostname(),
                d.tags(),
                d.note(),
                new SettingsStateView(d.state().settings(), d.state().appliedAt()),
                d.deletion(),
                d.person(),
                d.personName(),
                d.epoch());
    }

    List<BlockStateView> blocks(Device d) {
        boolean pending = d.state().settings().equals("pending");
        String hash = desired.hash(subject(d));
        List<BlockStateView> views = new ArrayList<>();
        for (Map<String, @Nullable Object> block : d.state().blocks()) {
            views.add(new BlockStateView(
                    String.valueOf(block.get("block")),
                    pending && !hash.equals(block.get("hash")) && "applied".equals(block.get("state"))
                            ? "pending"
                            : String.valueOf(block.get("state")),
                    block.get("reason") instanceof String reason ? reason : null,
                    block.get("at") instanceof String at ? at : null));
        }
        return views;
    }

    DeviceSettingsView settings(Device d) {
        EffectiveSettings effective = fleet.book().effective(d.group(), d.platform(), d.profiles(), d.own());
        return new DeviceSettingsView(
                d.ownRevision(),
                present(fleet.rules().masked(d.own())),
                effective(effective),
                effective.locked(),
                blocks(d),
                Policy.isPhone(d.platform())
                        ? SettingStates.of(fleet.rules().catalogue(), d, effective, desired.hash(subject(d)))
                        : Map.of(),
                desired.hash(subject(d)));
    }

    static Map<String, EffectiveView> effective(EffectiveSettings effective) {
        Map<String, EffectiveView> values = new LinkedHashMap<>();
        effective
                .values()
                .forEach((key, v) -> values.put(key, new EffectiveView(SettingsRules.mask(v.value()), v.origin())));
        return values;
    }

    static DesiredState.Subject subject(Device d) {
        return new DesiredState.Subject(
                d.platform(), d.number(), d.nameId(), d.group(), d.profiles(), d.own(), d.ownHash(), d.withheld());
    }

    static Map<String, Object> present(Map<String, @Nullable Object> values) {
        Map<String, Object> result = new LinkedHashMap<>();
        values.forEach((key, value) -> {
            if (value != null) {
                result.put(key, value);
            }
        });
        return result;
    }

    private List<CauseView> causes(Device d) {
        UUID group = d.group();
        Thresholds thresholds =
                group == null ? Thresholds.DEFAULT : fleet.tree().thresholds(group);
        return Cause.of(d, thresholds, Instant.now()).stream()
                .map(c -> new CauseView(c.kind().wire(), c.level(), c.since(), c.text(), c.advice()))
                .toList();
    }
}
