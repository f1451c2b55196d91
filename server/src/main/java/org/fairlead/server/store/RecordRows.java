package org.fairlead.server.store;

import java.util.UUID;
import org.jdbi.v3.core.Handle;

/** What a device that comes back finds again of what it was. */
final class RecordRows {
    private RecordRows() {}

    /** Gives a device that has just been inserted under its old identifier its note, tags and count of enrolments. */
    static void restore(Handle handle, UUID workspace, UUID device) {
        handle.execute("""
                with gone as (delete from device_record where workspace_id = ? and device_id = ? returning *)
                update device d set epoch = gone.epoch + 1, note = gone.note, tags = gone.tags,
                       search = lower(concat_ws(' ', d.search, array_to_string(gone.tags, ' ')))
                from gone where d.workspace_id = gone.workspace_id and d.id = gone.device_id""", workspace, device);
    }
}
