package org.fairlead.android.core.agent;

import java.util.Map;
import org.fairlead.android.core.command.Commands;
import org.fairlead.android.core.command.Decision;
import org.fairlead.android.core.command.Task;
import org.fairlead.android.core.device.DeviceControl;
import org.fairlead.android.core.device.Refusal;
import org.fairlead.android.core.policy.Values;
import org.fairlead.protocol.agent.DeviceRecord;
import org.fairlead.protocol.agent.DeviceRecord.Result.State;
import org.fairlead.protocol.agent.Down;
import org.jspecify.annotations.Nullable;

/** Carries out commands, each once, and answers each; used on the work thread. */
final class Orders {
    private static final long LAST_WORDS = 20_000;

    private final Agent agent;
    private final DeviceControl device;
    private final AgentStore store;

    Orders(Agent agent, DeviceControl device, AgentStore store) {
        this.agent = agent;
        this.device = device;
        this.store = store;
    }

    /** A command has come, perhaps again. */
    void take(Down.Order order) {
        AgentStore.Entry known = store.command(order.id());
        if (known != null) {
            if (known.ended()) {
                answer(order.id(), State.valueOf(known.state()), known.reason(), null);
            }
            return;
        }
        long now = System.currentTimeMillis();
        AgentStore.Entry begun =
                new AgentStore.Entry(order.kind(), AgentStore.Entry.RUNNING, null, now, order.expires());
        store.command(order.id(), begun);
        if (order.expires() > 0 && order.expires() < now) {
            end(order.id(), State.FAILED, "refused: the command came too late, check the phone's clock", null);
            return;
        }
        Decision decision = Commands.decide(order, device.facts(), Values.of(store.document()));
        if (decision instanceof Decision.Go go) {
            go(order.id(), go.task());
        } else if (decision instanceof Decision.Arm arm) {
            arm(order.id(), begun, arm.task());
        } else if (decision instanceof Decision.Synchronise) {
            agent.reapply();
            agent.synchronise();
            end(order.id(), State.SUCCEEDED, null, null);
        } else if (decision instanceof Decision.End last) {
            leave(order.id(), last.task());
        } else if (decision instanceof Decision.Refused refused) {
            end(order.id(), State.FAILED, "refused: " + refused.reason(), null);
        } else if (decision instanceof Decision.Unsupported unsupported) {
            end(order.id(), State.UNSUPPORTED, "unsupported: " + unsupported.reason(), null);
        }
    }

    private void go(String id, Task task) {
        try {
            Map<String, @Nullable Object> data = device.perform(task);
            end(id, State.SUCCEEDED, null, data.isEmpty() ? null : data);
        } catch (Refusal e) {
            end(id, State.FAILED, "refused: " + e.reason(), null);
        }
    }

    private void arm(String id, AgentStore.Entry begun, Task task) {
        try {
            device.perform(task);
            String reason = "the phone is locked, the photo comes with the next wrong password";
            store.command(
                    id,
                    new AgentStore.Entry(begun.kind(), AgentStore.Entry.ARMED, reason, begun.at(), begun.expires()));
            answer(id, State.RUNNING, reason, null);
        } catch (Refusal e) {
            end(id, State.FAILED, "refused: " + e.reason(), null);
        }
    }

    /** Says that it begins, so that the server knows it even if the phone cannot speak any more afterwards. */
    private void leave(String id, @Nullable Task task) {
        try {
            if (task == null) {
                device.release();
                end(id, State.SUCCEEDED, null, null);
                store.outbox().awaitEmpty(LAST_WORDS);
                agent.forget();
                return;
            }
            answer(id, State.RUNNING, "erasing begins, the phone cannot answer afterwards", null);
            store.outbox().awaitEmpty(LAST_WORDS);
            device.perform(task);
            end(id, State.SUCCEEDED, null, null);
        } catch (Refusal e) {
            end(id, State.FAILED, "refused: " + e.reason(), null);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /** The photo command that waits; those whose time is over are answered. */
    @Nullable
    String armed(long now) {
        for (String id : store.commandsIn(AgentStore.Entry.ARMED)) {
            AgentStore.Entry entry = store.command(id);
            if (entry != null && (entry.expires() == 0 || entry.expires() >= now)) {
                return id;
            }
            end(id, State.FAILED, "refused: nobody entered a wrong password in time", null);
        }
        return null;
    }

    /** Commands that were running when the agent was stopped. */
    void settleInterrupted() {
        for (String id : store.commandsIn(AgentStore.Entry.RUNNING)) {
            end(id, State.FAILED, "refused: the agent was stopped before it was done", null);
        }
    }

    void end(String id, State state, @Nullable String reason, @Nullable Map<String, @Nullable Object> data) {
        AgentStore.Entry entry = store.command(id);
        if (entry != null && entry.ended()) {
            return;
        }
        long now = System.currentTimeMillis();
        store.command(
                id,
                new AgentStore.Entry(
                        entry == null ? "" : entry.kind(), state.name(), reason, entry == null ? now : entry.at(), 0));
        answer(id, state, reason, data);
    }

    private void answer(String id, State state, @Nullable String reason, @Nullable Map<String, @Nullable Object> data) {
        agent.add(new DeviceRecord.Result(0, System.currentTimeMillis(), id, state, reason, data));
    }
}
