package org.fairlead.server.core.retire;

/**
 * What the organisation manages, and how the number comes about. A seat is a device that is connected and in a group; one that
 * is being deleted counts until its last stage. Not counted: devices that nobody has put into a group yet, records of deleted
 * ones.
 *
 * @param free what deleting the marked and silent ones would free
 */
public record Seats(
        long thinClients,
        long androids,
        long apple,
        long beingDeleted,
        long silent,
        long unassigned,
        long records,
        long people,
        long peopleWithPhones) {
    public long seats() {
        return thinClients + androids + apple;
    }

    public long free() {
        return beingDeleted + silent;
    }
}
