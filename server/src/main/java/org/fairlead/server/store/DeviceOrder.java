package org.fairlead.server.store;

import org.fairlead.server.core.device.DeviceFilter;

/** The orders of the device list. */
final class DeviceOrder {
    private DeviceOrder() {}

    static Keyset of(DeviceFilter filter) {
        return switch (filter.sort()) {
            case NAME -> order("lower(d.name)", "text", filter);
            case MODEL -> order("lower(d.model)", "text", filter);
            case ADDRESS -> order("s.address", "text", filter);
            case GROUP -> order("coalesce(d.group_id::text, '')", "text", filter);
            case STATUS -> order(StatusSql.WEIGHT, "integer", filter);
            case LASTSEEN -> order("coalesce(s.last_seen, timestamptz '1970-01-01Z')", "timestamptz", filter);
        };
    }

    private static Keyset order(String expression, String type, DeviceFilter filter) {
        return new Keyset(expression, type, "d.id", filter.descending());
    }
}
