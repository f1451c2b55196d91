package org.fairlead.android.core.policy;

import java.util.List;
import java.util.Map;
import java.util.function.Function;
import org.fairlead.android.core.command.Task;
import org.fairlead.android.core.device.DeviceControl;
import org.fairlead.android.core.device.Facts;
import org.fairlead.android.core.device.Mode;
import org.fairlead.android.core.device.Refusal;
import org.fairlead.android.core.report.InstalledApp;
import org.fairlead.protocol.agent.Up;
import org.jspecify.annotations.Nullable;

/** A phone that answers each step with a reason to refuse, or null. */
final class FakeDevice implements DeviceControl {
    private final Function<Step, @Nullable String> answer;

    FakeDevice(Function<Step, @Nullable String> answer) {
        this.answer = answer;
    }

    @Override
    public Facts facts() {
        return new Facts(Mode.DEVICE_OWNER, 34, true, true, true, true, true, null);
    }

    @Override
    public Up.DeviceInfo info() {
        return new Up.DeviceInfo("h", "m", "s", "o", "1", List.of(), Map.of());
    }

    @Override
    public @Nullable List<InstalledApp> apps() {
        return null;
    }

    @Override
    public String boot() {
        return "b";
    }

    @Override
    public Map<String, @Nullable Object> perform(Task task) {
        return Map.of();
    }

    @Override
    public void perform(Step step) throws Refusal {
        String reason = answer.apply(step);
        if (reason != null) {
            throw new Refusal(reason);
        }
    }

    @Override
    public void release() {}

    @Override
    public void prepareResetToken() {}
}
