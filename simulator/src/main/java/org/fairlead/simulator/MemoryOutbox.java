package org.fairlead.simulator;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import org.fairlead.protocol.agent.DeviceRecord;
import org.fairlead.protocol.agent.Outbox;

/** A bounded queue of records in memory: the oldest event goes first when it is full. One caller at a time. */
final class MemoryOutbox implements Outbox {
    static final int CAPACITY = 5_000;

    private final ArrayDeque<DeviceRecord> records = new ArrayDeque<>(4);
    private final Consumer<DeviceRecord> acknowledged;
    private long last;
    private long dropped;

    MemoryOutbox(Consumer<DeviceRecord> acknowledged) {
        this.acknowledged = acknowledged;
    }

    void add(DeviceRecord record) {
        if (records.size() >= CAPACITY) {
            records.removeFirst();
            dropped++;
        }
        records.addLast(record.numbered(++last));
    }

    @Override
    public List<DeviceRecord> first(int max) {
        List<DeviceRecord> first = new ArrayList<>(Math.min(max, records.size()));
        for (DeviceRecord record : records) {
            if (first.size() == max) {
                break;
            }
            first.add(record);
        }
        return first;
    }

    @Override
    public void acknowledged(long seq) {
        while (!records.isEmpty() && records.getFirst().seq() <= seq) {
            acknowledged.accept(records.removeFirst());
        }
    }

    @Override
    public long dropped() {
        return dropped;
    }

    @Override
    public void dropReported(long count) {
        dropped -= Math.min(dropped, count);
    }

    int size() {
        return records.size();
    }
}
