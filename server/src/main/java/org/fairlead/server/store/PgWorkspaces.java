package org.fairlead.server.store;

import java.time.Instant;
import java.util.UUID;
import org.fairlead.server.core.Ids;
import org.fairlead.server.core.Workspace;
import org.fairlead.server.core.access.ReadyRoles;

/** The one workspace of this version, made with its ready-made roles when the database is new. */
public final class PgWorkspaces {
    private PgWorkspaces() {}

    public static Workspace loadOrCreate(Database database, Instant now) {
        return database.tx(handle -> {
            var known = handle.createQuery("select id, name from workspace order by id limit 1")
                    .map((row, context) -> new Workspace(Rows.id(row, "id"), row.getString("name")))
                    .findOne();
            if (known.isPresent()) {
                return known.get();
            }
            UUID id = Ids.next();
            handle.execute(
                    "insert into workspace (id, name, incarnation, created_at) values (?, ?, ?, ?)",
                    id,
                    "Fairlead",
                    UUID.randomUUID(),
                    Rows.at(now));
            ReadyRoles.all()
                    .forEach((name, rights) -> handle.execute(
                            "insert into role (id, workspace_id, name, builtin, rights) values (?, ?, ?, true, ?)",
                            Ids.next(),
                            id,
                            name,
                            PgAdministrators.wires(rights)));
            return new Workspace(id, "Fairlead");
        });
    }
}
