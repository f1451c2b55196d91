package org.fairlead.server;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.Optional;
import org.fairlead.server.core.UnitOfWork;
import org.fairlead.server.core.Workspace;
import org.fairlead.server.core.access.Administration;
import org.fairlead.server.core.access.Factors;
import org.fairlead.server.core.access.GroupPaths;
import org.fairlead.server.core.access.Invitations;
import org.fairlead.server.core.access.Sessions;
import org.fairlead.server.core.access.SignIn;
import org.fairlead.server.core.access.Tokens;
import org.fairlead.server.core.audit.AuditLog;
import org.fairlead.server.core.change.Changes;
import org.fairlead.server.core.secret.Sealer;
import org.fairlead.server.core.server.MailQueue;
import org.fairlead.server.core.server.Mailer;
import org.fairlead.server.core.server.ServerSettingsService;
import org.fairlead.server.crypto.Argon2Hasher;
import org.fairlead.server.crypto.TinkSealer;
import org.fairlead.server.crypto.WebAuthnVerifier;
import org.fairlead.server.mail.SmtpMailer;
import org.fairlead.server.store.AuditHeadFile;
import org.fairlead.server.store.DataFolder;
import org.fairlead.server.store.PgAdministrators;
import org.fairlead.server.store.PgAuditLog;
import org.fairlead.server.store.PgFactors;
import org.fairlead.server.store.PgGroupPaths;
import org.fairlead.server.store.PgRoles;
import org.fairlead.server.store.PgServer;
import org.fairlead.server.store.PgSessions;
import org.fairlead.server.store.PgTokens;
import org.fairlead.server.store.PgUnitOfWork;
import org.fairlead.server.store.PgWorkspaces;
import org.fairlead.server.store.Storage;
import org.fairlead.server.store.StoreError;

/** What the server and the commands on the host both stand on, wired once over an open {@link Storage}. */
final class Foundation {
    final Storage storage;
    final InstantSource clock;
    final Workspace workspace;
    final UnitOfWork work;
    final UnitOfWork gatewayWork;
    final Sealer sealer;
    final AuditHeadFile heads;
    final PgAuditLog auditStore;
    final AuditLog audit;
    final Changes changes = new Changes();
    final Sessions sessions;
    final SignIn signIn;
    final Factors factors;
    final Invitations invitations;
    final Administration administration;
    final Tokens tokens;
    final ServerSettingsService settings;
    final Mailer mailer = new SmtpMailer();
    final MailQueue mails;

    Foundation(Storage storage, InstantSource clock) {
        this.storage = storage;
        this.clock = clock;
        this.workspace = PgWorkspaces.loadOrCreate(storage.database(), clock.instant());
        this.work = new PgUnitOfWork(storage.database());
        this.gatewayWork = new PgUnitOfWork(storage.database().gateway());
        this.sealer = sealer(storage.data());
        this.heads = new AuditHeadFile(storage.data(), sealer);
        this.auditStore = new PgAuditLog(storage.database(), workspace.id(), heads, clock);
        this.audit = auditStore;
        PgAdministrators administrators = new PgAdministrators(workspace.id());
        PgFactors factorStore = new PgFactors();
        PgSessions sessionStore = new PgSessions();
        PgRoles roles = new PgRoles(workspace.id());
        GroupPaths groups = new PgGroupPaths(workspace.id());
        Argon2Hasher hasher = new Argon2Hasher();
        WebAuthnVerifier verifier = new WebAuthnVerifier();
        this.sessions = new Sessions(work, sessionStore, administrators, audit, clock);
        this.signIn = new SignIn(
                work, administrators, factorStore, sessionStore, sessions, hasher, verifier, sealer, audit, clock);
        this.factors = new Factors(
                work,
                administrators,
                factorStore,
                sessionStore,
                sessions,
                signIn,
                hasher,
                verifier,
                sealer,
                audit,
                clock);
        this.invitations =
                new Invitations(work, administrators, factorStore, sessionStore, roles, sessions, hasher, audit, clock);
        this.administration =
                new Administration(work, administrators, factorStore, sessionStore, roles, invitations, groups, audit);
        this.tokens = new Tokens(
                work, new PgTokens(workspace.id()), administrators, roles, administration, groups, audit, clock);
        PgServer server = new PgServer(workspace.id());
        this.settings = new ServerSettingsService(work, server, sealer, audit, workspace);
        this.mails = new MailQueue(work, server, mailer, settings, clock);
    }

    static Path rootKeys(Path data) {
        return data.resolve("root.keys");
    }

    private static Sealer sealer(Path data) {
        Path file = rootKeys(data);
        try {
            Optional<byte[]> stored = Files.exists(file) ? Optional.of(Files.readAllBytes(file)) : Optional.empty();
            return TinkSealer.loadOrCreate(stored, keys -> DataFolder.writePrivate(file, keys));
        } catch (IOException e) {
            throw new StoreError("cannot read " + file + ": " + e.getMessage(), e);
        }
    }
}
