package org.fairlead.protocol.agent;

import java.util.List;

/** A device's queue of records that the server has not yet acknowledged; bounded, and on disk on a real device. */
public interface Outbox {
    /** The oldest records, at most this many. */
    List<DeviceRecord> first(int max);

    /** Forgets every record up to this number. */
    void acknowledged(long seq);

    /** Records lost since the last call of {@link #dropReported}. */
    long dropped();

    /** The server knows of the lost records. */
    void dropReported(long count);
}
