package org.fairlead.android.core.policy;

import java.util.ArrayList;
import java.util.List;
import org.fairlead.android.core.device.DeviceControl;
import org.fairlead.android.core.device.Refusal;
import org.fairlead.protocol.agent.Up;
import org.fairlead.protocol.agent.Up.BlockResult.State;

/** Carries plans out, block by block; one block's failure leaves the others alone. */
public final class Applier {
    private static final int MAX_REASON = 900;

    private Applier() {}

    public static List<Up.BlockResult> apply(List<BlockPlan> plans, DeviceControl device) {
        List<Up.BlockResult> results = new ArrayList<>();
        for (BlockPlan plan : plans) {
            List<String> refused = new ArrayList<>();
            for (Step step : plan.steps()) {
                try {
                    device.perform(step);
                } catch (Refusal e) {
                    refused.add(e.reason());
                }
            }
            results.add(result(plan, refused));
        }
        return results;
    }

    private static Up.BlockResult result(BlockPlan plan, List<String> refused) {
        if (!refused.isEmpty()) {
            List<String> reasons = new ArrayList<>(refused);
            reasons.addAll(plan.unsupported());
            return new Up.BlockResult(plan.block(), State.FAILED, cut("refused: " + String.join("; ", reasons)));
        }
        return plan.unsupported().isEmpty()
                ? new Up.BlockResult(plan.block(), State.APPLIED, null)
                : new Up.BlockResult(
                        plan.block(), State.UNSUPPORTED, cut("unsupported: " + String.join("; ", plan.unsupported())));
    }

    private static String cut(String text) {
        return text.length() > MAX_REASON ? text.substring(0, MAX_REASON) : text;
    }
}
