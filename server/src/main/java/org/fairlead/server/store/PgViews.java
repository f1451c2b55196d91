package org.fairlead.server.store;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.fairlead.server.core.Tx;
import org.fairlead.server.core.view.SavedView;
import org.fairlead.server.core.view.ViewStore;

/** Saved views in PostgreSQL. */
public final class PgViews implements ViewStore {
    private final UUID workspace;

    public PgViews(UUID workspace) {
        this.workspace = workspace;
    }

    @Override
    public List<SavedView> list(Tx tx, UUID owner, int limit) {
        return PgTx.handle(tx)
                .createQuery("select * from saved_view where workspace_id = ? and (administrator_id = ? or shared)"
                        + " order by administrator_id <> ?, lower(name), id limit ?")
                .bind(0, workspace)
                .bind(1, owner)
                .bind(2, owner)
                .bind(3, limit)
                .map((row, context) -> view(row))
                .list();
    }

    @Override
    public int count(Tx tx, UUID owner) {
        return PgTx.handle(tx)
                .createQuery("select count(*) from saved_view where workspace_id = ? and administrator_id = ?")
                .bind(0, workspace)
                .bind(1, owner)
                .mapTo(Integer.class)
                .one();
    }

    @Override
    public Optional<SavedView> find(Tx tx, UUID id) {
        return PgTx.handle(tx)
                .createQuery("select * from saved_view where workspace_id = ? and id = ?")
                .bind(0, workspace)
                .bind(1, id)
                .map((row, context) -> view(row))
                .findOne();
    }

    @Override
    public void insert(Tx tx, SavedView view) {
        PgTx.handle(tx)
                .execute(
                        "insert into saved_view (workspace_id, id, administrator_id, page, name, query, shared)"
                                + " values (?, ?, ?, ?, ?, ?, ?)",
                        workspace,
                        view.id(),
                        view.owner(),
                        view.page(),
                        view.name(),
                        view.query(),
                        view.shared());
    }

    @Override
    public void delete(Tx tx, UUID id) {
        PgTx.handle(tx).execute("delete from saved_view where workspace_id = ? and id = ?", workspace, id);
    }

    private static SavedView view(ResultSet row) throws SQLException {
        return new SavedView(
                Columns.id(row, "id"),
                Columns.id(row, "administrator_id"),
                row.getString("page"),
                row.getString("name"),
                row.getString("query"),
                row.getBoolean("shared"));
    }
}
