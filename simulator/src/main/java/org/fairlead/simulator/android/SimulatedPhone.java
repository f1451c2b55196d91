package org.fairlead.simulator.android;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Consumer;
import org.fairlead.android.core.command.Task;
import org.fairlead.android.core.device.DeviceControl;
import org.fairlead.android.core.device.Facts;
import org.fairlead.android.core.device.Mode;
import org.fairlead.android.core.device.Refusal;
import org.fairlead.android.core.policy.Step;
import org.fairlead.android.core.report.InstalledApp;
import org.fairlead.protocol.agent.Up;
import org.jspecify.annotations.Nullable;

/**
 * A phone that only remembers: it refuses what Android would refuse in its mode, as far as the core has not already. Any
 * thread may call.
 */
public final class SimulatedPhone implements DeviceControl {
    private final String serial;
    private final int api;
    private final String boot = UUID.randomUUID().toString();
    private final Consumer<String> said;
    private final List<Step> steps = new CopyOnWriteArrayList<>();
    private final List<Task> tasks = new CopyOnWriteArrayList<>();
    private volatile Mode mode;
    private volatile boolean resetToken;
    private volatile @Nullable String otherOwner;
    private volatile boolean erased;
    private volatile Map<String, @Nullable Object> says = Map.of();
    private volatile @Nullable List<InstalledApp> installed;

    /** The consumer hears of everything that the phone does, one line each. */
    public SimulatedPhone(String serial, Mode mode, int api, Consumer<String> said) {
        this.serial = serial;
        this.mode = mode;
        this.api = api;
        this.said = said;
    }

    public List<Step> steps() {
        return List.copyOf(steps);
    }

    public List<Task> tasks() {
        return List.copyOf(tasks);
    }

    public boolean erased() {
        return erased;
    }

    /** The user activates or deactivates the agent. */
    public void mode(Mode next) {
        mode = next;
    }

    /** What the phone reports of itself besides, such as screenLock, encrypted, rooted and apps. */
    public void says(Map<String, @Nullable Object> more) {
        says = Map.copyOf(more);
    }

    /** Another management system owns the phone. */
    public void ownedBy(String other) {
        otherOwner = other;
    }

    @Override
    public Facts facts() {
        return new Facts(mode, api, true, resetToken, true, true, true, otherOwner);
    }

    @Override
    public Up.DeviceInfo info() {
        Map<String, @Nullable Object> more = new LinkedHashMap<>();
        more.put("mode", mode.wire());
        more.put("apiLevel", (long) api);
        more.put("resetToken", resetToken);
        more.put("batteryExempt", true);
        more.putAll(says);
        return new Up.DeviceInfo(
                "Phone " + serial, "Simulated phone", serial, "Android (API " + api + ")", "0.1.0", List.of(), more);
    }

    /** What is installed; what the phone tells of it depends on its mode. */
    public void installs(List<InstalledApp> apps) {
        installed = List.copyOf(apps);
    }

    @Override
    public @Nullable List<InstalledApp> apps() {
        return installed;
    }

    @Override
    public String boot() {
        return boot;
    }

    @Override
    public Map<String, @Nullable Object> perform(Task task) throws Refusal {
        if (task instanceof Task.Wipe && mode == Mode.ADMIN && api >= 34) {
            throw new Refusal("user 0 is a system user and cannot be removed");
        }
        tasks.add(task);
        said.accept("task " + task.getClass().getSimpleName());
        if (task instanceof Task.Locate) {
            Map<String, @Nullable Object> data = new LinkedHashMap<>();
            data.put("latitude", 59.9386);
            data.put("longitude", 30.3141);
            data.put("accuracy", 12.5);
            data.put("at", System.currentTimeMillis());
            return data;
        }
        if (task instanceof Task.Wipe || task instanceof Task.RemoveProfile) {
            erased = true;
        }
        return Map.of();
    }

    @Override
    public void perform(Step step) throws Refusal {
        steps.add(step);
        said.accept("step " + step);
        if (step instanceof Step.Required required && !required.apps().isEmpty() && mode != Mode.DEVICE_OWNER) {
            throw new Refusal("missing: " + required.apps().get(0).name() + " (the user has been asked to install it)");
        }
    }

    @Override
    public void release() {
        said.accept("released");
    }

    @Override
    public void prepareResetToken() {
        resetToken = mode.owns();
    }
}
