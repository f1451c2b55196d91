package org.fairlead.android.core.device;

import java.util.List;
import java.util.Map;
import org.fairlead.android.core.command.Task;
import org.fairlead.android.core.policy.Step;
import org.fairlead.android.core.report.InstalledApp;
import org.fairlead.protocol.agent.Up;
import org.jspecify.annotations.Nullable;

/** The phone itself. Called on the agent's work thread; calls may block for as long as the work takes. */
public interface DeviceControl {
    Facts facts();

    /** What the phone says of itself to the server. */
    Up.DeviceInfo info();

    /** Everything that is installed, as far as the agent can see it; null where it cannot say. */
    @Nullable
    List<InstalledApp> apps();

    /** Changes at each start of Android. */
    String boot();

    /** Carries out a command; the answer is its data, empty for none. */
    Map<String, @Nullable Object> perform(Task task) throws Refusal;

    /** Carries out one step of the settings. */
    void perform(Step step) throws Refusal;

    /** Takes back everything that the settings did, as far as the phone allows. */
    void release();

    /** Sets a new token for passwords if there is none yet; quiet where the phone has no such thing. */
    void prepareResetToken();
}
