package org.fairlead.server.store;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.fairlead.server.core.Tx;
import org.fairlead.server.core.android.AgentApk;
import org.fairlead.server.core.android.AgentBuild;
import org.fairlead.server.core.android.AgentBuildStore;
import org.jspecify.annotations.Nullable;

/** Uploaded agents in PostgreSQL. */
public final class PgAgentBuilds implements AgentBuildStore {
    private static final String FIELDS =
            "select id, package, version, version_code, min_sdk, target_sdk, admin, sha256,"
                    + " signer, signer_name, earlier_signers, bytes, uploaded_at, uploaded_by, active from agent_build";

    private final Statements statements;

    public PgAgentBuilds(UUID workspace) {
        this.statements = new Statements(workspace);
    }

    @Override
    public List<AgentBuild> builds(Tx tx) {
        return statements
                .query(tx, FIELDS + " where workspace_id = ? order by id desc")
                .map((row, context) -> build(row))
                .list();
    }

    @Override
    public Optional<AgentBuild> active(Tx tx) {
        return statements
                .query(tx, FIELDS + " where workspace_id = ? and active")
                .map((row, context) -> build(row))
                .findOne();
    }

    private static AgentBuild build(ResultSet row) throws SQLException {
        return new AgentBuild(
                Rows.id(row, "id"),
                new AgentApk(
                        row.getString("package"),
                        row.getString("version"),
                        row.getLong("version_code"),
                        row.getInt("min_sdk"),
                        row.getInt("target_sdk"),
                        row.getString("admin"),
                        row.getString("sha256"),
                        row.getString("signer"),
                        row.getString("signer_name"),
                        List.of((String[]) row.getArray("earlier_signers").getArray()),
                        row.getLong("bytes")),
                Rows.time(row, "uploaded_at"),
                row.getString("uploaded_by"),
                row.getBoolean("active"));
    }

    @Override
    public byte[] content(Tx tx, UUID build) {
        return statements
                .query(tx, "select content from agent_build where workspace_id = ? and id = ?", build)
                .mapTo(byte[].class)
                .one();
    }

    @Override
    public void insert(Tx tx, AgentBuild build, byte[] content) {
        AgentApk apk = build.apk();
        statements.run(
                tx,
                "insert into agent_build (workspace_id, id, package, version, version_code, min_sdk, target_sdk, admin,"
                        + " sha256, signer, signer_name, earlier_signers, bytes, content, uploaded_at, uploaded_by)"
                        + " values (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
                build.id(),
                apk.packageName(),
                apk.version(),
                apk.versionCode(),
                apk.minSdk(),
                apk.targetSdk(),
                apk.adminReceiver(),
                apk.sha256(),
                apk.signer(),
                apk.signerName(),
                apk.earlierSigners().toArray(String[]::new),
                apk.bytes(),
                content,
                Rows.at(build.uploadedAt()),
                build.uploadedBy());
    }

    @Override
    public void activate(Tx tx, @Nullable UUID build) {
        statements.run(tx, "update agent_build set active = false where workspace_id = ? and active");
        if (build != null) {
            statements.run(tx, "update agent_build set active = true where workspace_id = ? and id = ?", build);
        }
    }

    @Override
    public void delete(Tx tx, UUID build) {
        statements.run(tx, "delete from agent_build where workspace_id = ? and id = ?", build);
    }

    @Override
    public List<VersionCount> phones(Tx tx) {
        return statements
                .query(
                        tx,
                        "select agent_version, count(*) as phones from device where workspace_id = ?"
                                + " and platform = 'android' group by 1 order by 2 desc, 1 limit 50")
                .map((row, context) -> new VersionCount(row.getString("agent_version"), row.getInt("phones")))
                .list();
    }

    @Override
    public boolean inStore(Tx tx) {
        return statements
                .query(tx, "select in_store from android_settings where workspace_id = ?")
                .mapTo(Boolean.class)
                .findOne()
                .orElse(false);
    }

    @Override
    public void setInStore(Tx tx, boolean listed) {
        statements.run(
                tx,
                "insert into android_settings (workspace_id, in_store) values (?, ?)"
                        + " on conflict (workspace_id) do update set in_store = excluded.in_store",
                listed);
    }
}
