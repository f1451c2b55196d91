package org.fairlead.server.core.access;

import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import org.fairlead.server.core.Ids;
import org.fairlead.server.core.Problem;
import org.fairlead.server.core.Tx;
import org.fairlead.server.core.UnitOfWork;
import org.fairlead.server.core.audit.AuditLog;
import org.jspecify.annotations.Nullable;

/**
 * Managing administrators and roles. Nobody gives away a right that they do not have in that place, and the last
 * administrator with the right to administer everywhere stays.
 */
public final class Administration {
    private final UnitOfWork work;
    private final AdministratorStore administrators;
    private final FactorStore factors;
    private final SessionStore sessions;
    private final RoleStore roles;
    private final Invitations invitations;
    private final GroupPaths groups;
    private final AuditLog audit;

    public Administration(
            UnitOfWork work,
            AdministratorStore administrators,
            FactorStore factors,
            SessionStore sessions,
            RoleStore roles,
            Invitations invitations,
            GroupPaths groups,
            AuditLog audit) {
        this.work = work;
        this.administrators = administrators;
        this.factors = factors;
        this.sessions = sessions;
        this.roles = roles;
        this.invitations = invitations;
        this.groups = groups;
        this.audit = audit;
    }

    /** An administrator as the list shows one. */
    public record View(Administrator administrator, List<Binding> bindings, String secondFactor) {}

    /** A new administrator, or one who lost the way in, with the secret of their one-time link. */
    public record Invited(View view, String secret) {}

    public List<View> list(Caller caller, String after, int limit) {
        caller.requireEverywhere(Right.ADMINISTRATION);
        return work.read(tx -> administrators.list(tx, after, limit).stream()
                .map(a -> view(tx, a))
                .toList());
    }

    public long count() {
        return work.read(administrators::count);
    }

    public View get(Caller caller, UUID id) {
        caller.requireEverywhere(Right.ADMINISTRATION);
        return work.read(tx -> view(tx, find(tx, id)));
    }

    public Invited create(Caller caller, String login, String name, String locale, List<Binding> bindings) {
        caller.requireEverywhere(Right.ADMINISTRATION);
        return work.inTx(tx -> {
            administrators.lock(tx);
            Administrator fresh = invitations.fresh(
                    Passwords.login(login), Passwords.name("name", name), Passwords.locale(locale), null);
            if (administrators.findByLogin(tx, fresh.login()).isPresent()) {
                throw new Problem.Invalid("login", "is taken");
            }
            administrators.insert(tx, fresh);
            bind(tx, caller, fresh.id(), bindings);
            record(tx, caller, "administrator.create", fresh, Map.of("login", fresh.login()));
            return new Invited(view(tx, fresh), invitations.reset(tx, fresh.id()));
        });
    }

    public View change(
            Caller caller,
            UUID id,
            @Nullable String name,
            @Nullable String locale,
            @Nullable Boolean disabled,
            @Nullable List<Binding> bindings) {
        caller.requireEverywhere(Right.ADMINISTRATION);
        return work.inTx(tx -> {
            administrators.lock(tx);
            Administrator old = find(tx, id);
            mayTouch(tx, caller, id);
            Administrator changed = AdministratorEdits.profile(
                    old,
                    name == null ? old.name() : Passwords.name("name", name),
                    locale == null ? old.locale() : Passwords.locale(locale),
                    old.theme());
            if (disabled != null && disabled != old.disabled()) {
                changed = AdministratorEdits.disabled(changed, disabled);
                sessions.deleteOthers(tx, id, null);
            }
            administrators.update(tx, changed);
            if (bindings != null) {
                bind(tx, caller, id, bindings);
            }
            keepOne(tx);
            record(tx, caller, "administrator.change", changed, Map.of("disabled", changed.disabled()));
            return view(tx, changed);
        });
    }

    public void delete(Caller caller, UUID id) {
        caller.requireEverywhere(Right.ADMINISTRATION);
        work.runInTx(tx -> {
            administrators.lock(tx);
            Administrator old = find(tx, id);
            mayTouch(tx, caller, id);
            administrators.delete(tx, id);
            keepOne(tx);
            record(tx, caller, "administrator.delete", old, Map.of("login", old.login()));
        });
    }

    public Invited reset(Caller caller, UUID id) {
        caller.requireEverywhere(Right.ADMINISTRATION);
        return work.inTx(tx -> {
            Administrator administrator = find(tx, id);
            mayTouch(tx, caller, id);
            record(tx, caller, "administrator.reset", administrator, Map.of());
            return new Invited(view(tx, administrator), invitations.reset(tx, id));
        });
    }

    /** A link for the administrator with this login, for commands on the host. */
    public Optional<String> resetOnHost(String login) {
        return work.inTx(tx -> administrators.findByLogin(tx, login).map(administrator -> {
            audit.record(
                    tx,
                    Actor.host(),
                    "administrator.reset",
                    "administrator",
                    administrator.id(),
                    administrator.name(),
                    Map.of());
            return invitations.reset(tx, administrator.id());
        }));
    }

    /** Makes a main administrator who sets the password by link, for commands on the host. */
    public String createOnHost(String login, String name) {
        return work.inTx(tx -> {
            administrators.lock(tx);
            Administrator fresh = invitations.fresh(Passwords.login(login), Passwords.name("name", name), "en", null);
            if (administrators.findByLogin(tx, fresh.login()).isPresent()) {
                throw new Problem.Invalid("login", "is taken, use \"admin reset\"");
            }
            administrators.insert(tx, fresh);
            Role main = roles.findByName(tx, ReadyRoles.MAIN_ADMINISTRATOR).orElseThrow(Problem.NotFound::new);
            administrators.replaceBindings(tx, fresh.id(), List.of(new Binding(main.id(), null)));
            audit.record(
                    tx,
                    Actor.host(),
                    "administrator.create",
                    "administrator",
                    fresh.id(),
                    fresh.name(),
                    Map.of("login", fresh.login()));
            return invitations.reset(tx, fresh.id());
        });
    }

    public List<Role> roles() {
        return work.read(roles::list);
    }

    public Role createRole(Caller caller, String name, Set<Right> rights) {
        caller.requireEverywhere(Right.ADMINISTRATION);
        return work.inTx(tx -> {
            Role role = new Role(Ids.next(), roleName(tx, name, null), false, given(caller, rights), 0);
            roles.insert(tx, role);
            recordRole(tx, caller, "role.create", role);
            return role;
        });
    }

    public Role changeRole(Caller caller, UUID id, @Nullable String name, @Nullable Set<Right> rights) {
        caller.requireEverywhere(Right.ADMINISTRATION);
        return work.inTx(tx -> {
            administrators.lock(tx);
            Role old = own(tx, id);
            given(caller, old.rights());
            Role role = new Role(
                    id,
                    name == null ? old.name() : roleName(tx, name, id),
                    false,
                    rights == null ? old.rights() : given(caller, rights),
                    old.administrators());
            roles.update(tx, role);
            keepOne(tx);
            recordRole(tx, caller, "role.change", role);
            return role;
        });
    }

    public void deleteRole(Caller caller, UUID id) {
        caller.requireEverywhere(Right.ADMINISTRATION);
        work.runInTx(tx -> {
            administrators.lock(tx);
            Role role = own(tx, id);
            if (roles.uses(tx, id) > 0) {
                throw new Problem.Conflict("administrators or tokens have this role, take it from them first");
            }
            roles.delete(tx, id);
            recordRole(tx, caller, "role.delete", role);
        });
    }

    private Role own(Tx tx, UUID id) {
        Role role = roles.find(tx, id).orElseThrow(Problem.NotFound::new);
        if (role.builtin()) {
            throw new Problem.Conflict("ready-made roles stay as they are, make one of your own");
        }
        return role;
    }

    private String roleName(Tx tx, String name, @Nullable UUID self) {
        String plain = Passwords.name("name", name);
        if (roles.findByName(tx, plain).filter(role -> !role.id().equals(self)).isPresent()) {
            throw new Problem.Invalid("name", "is taken");
        }
        return plain;
    }

    private static Set<Right> given(Caller caller, Set<Right> rights) {
        rights.forEach(caller::requireEverywhere);
        return rights;
    }

    /** Who has more rights cannot be changed, reset or removed by one who has fewer. */
    private void mayTouch(Tx tx, Caller caller, UUID id) {
        for (Grant grant : administrators.grants(tx, id)) {
            requireGrant(tx, caller, grant.rights(), grant.groupId());
        }
    }

    private void bind(Tx tx, Caller caller, UUID id, List<Binding> bindings) {
        if (bindings.size() > 100) {
            throw new Problem.Invalid("bindings", "at most 100");
        }
        Set<Binding> unique = new LinkedHashSet<>(bindings);
        for (Binding binding : unique) {
            Role role = roles.find(tx, binding.roleId())
                    .orElseThrow(() -> new Problem.Invalid("bindings", "there is no such role"));
            requireGrant(tx, caller, role.rights(), binding.groupId());
        }
        administrators.replaceBindings(tx, id, new ArrayList<>(unique));
    }

    void requireGrant(Tx tx, Caller caller, Set<Right> rights, @Nullable UUID group) {
        List<UUID> path = group == null
                ? List.of()
                : groups.path(tx, group).orElseThrow(() -> new Problem.Invalid("groupId", "there is no such group"));
        for (Right right : rights) {
            if (group == null) {
                caller.requireEverywhere(right);
            } else {
                caller.require(right, path);
            }
        }
    }

    private void keepOne(Tx tx) {
        if (administrators.countEverywhere(tx, Right.ADMINISTRATION) == 0) {
            throw new Problem.Conflict("one enabled administrator with all of administration must stay");
        }
    }

    private Administrator find(Tx tx, UUID id) {
        return administrators.find(tx, id).orElseThrow(Problem.NotFound::new);
    }

    private View view(Tx tx, Administrator a) {
        String factor = !factors.passkeys(tx, a.id()).isEmpty() ? "passkey" : a.totpSecret() != null ? "totp" : "none";
        return new View(a, administrators.bindings(tx, a.id()), factor);
    }

    private void record(Tx tx, Caller caller, String action, Administrator a, Map<String, Object> detail) {
        audit.record(tx, caller.actor(), action, "administrator", a.id(), a.name(), detail);
    }

    private void recordRole(Tx tx, Caller caller, String action, Role role) {
        audit.record(
                tx,
                caller.actor(),
                action,
                "role",
                role.id(),
                role.name(),
                Map.of(
                        "rights",
                        role.rights().stream().map(Right::wire).sorted().toList()));
    }
}
