package org.fairlead.server.store;

import java.sql.Types;
import java.util.Collection;
import java.util.List;
import java.util.Locale;
import java.util.UUID;
import org.fairlead.server.core.Tx;
import org.jdbi.v3.core.statement.Query;
import org.jdbi.v3.core.statement.SqlStatement;
import org.jspecify.annotations.Nullable;

/** Statements whose first parameter is the workspace. */
final class Statements {
    private final UUID workspace;

    Statements(UUID workspace) {
        this.workspace = workspace;
    }

    Query query(Tx tx, String sql, @Nullable Object... values) {
        return bound(PgTx.handle(tx).createQuery(sql), values);
    }

    /** The workspace is the first parameter. */
    int run(Tx tx, String sql, @Nullable Object... values) {
        return bound(PgTx.handle(tx).createUpdate(sql), values).execute();
    }

    void update(Tx tx, String sql, List<UUID> ids) {
        PgTx.handle(tx)
                .createUpdate(sql)
                .bind(0, workspace)
                .bindBySqlType(1, ids(ids), Types.ARRAY)
                .execute();
    }

    private <S extends SqlStatement<S>> S bound(S statement, @Nullable Object... values) {
        statement.bind(0, workspace);
        for (int i = 0; i < values.length; i++) {
            statement.bind(i + 1, values[i]);
        }
        return statement;
    }

    static UUID[] ids(Collection<UUID> ids) {
        return ids.stream().sorted().toArray(UUID[]::new);
    }

    static String wire(Enum<?> state) {
        return state.name().toLowerCase(Locale.ROOT);
    }
}
