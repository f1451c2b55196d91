package org.fairlead.server.api;

import java.time.Instant;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import java.util.function.Function;
import org.fairlead.server.core.access.Administration;
import org.fairlead.server.core.access.ApiToken;
import org.fairlead.server.core.access.Binding;
import org.fairlead.server.core.access.Right;
import org.fairlead.server.core.access.Role;
import org.fairlead.server.core.access.Tokens;
import org.jspecify.annotations.Nullable;

/** Administrators, roles and API tokens. */
public final class AdministrationRoutes implements Routes {
    private static final Access LOOK = Access.right(Right.ADMINISTRATION);
    private static final Access CHANGE = Access.stepUp(Right.ADMINISTRATION);

    private final Administration administration;
    private final Tokens tokens;
    private final Function<String, String> link;

    /** The function makes a full link of a one-time secret. */
    public AdministrationRoutes(Administration administration, Tokens tokens, Function<String, String> link) {
        this.administration = administration;
        this.tokens = tokens;
        this.link = link;
    }

    record AdministratorView(
            UUID id,
            String login,
            String name,
            String locale,
            boolean disabled,
            List<Binding> bindings,
            String secondFactor,
            @Nullable Instant lastSeenAt,
            Instant createdAt) {
        static AdministratorView of(Administration.View view) {
            var a = view.administrator();
            return new AdministratorView(
                    a.id(),
                    a.login(),
                    a.name(),
                    a.locale(),
                    a.disabled(),
                    view.bindings(),
                    view.secondFactor(),
                    a.lastSeenAt(),
                    a.createdAt());
        }
    }

    record AdministratorInput(String login, String name, String locale, List<Binding> bindings) {}

    record AdministratorPatch(
            @Nullable String name,
            @Nullable String locale,
            @Nullable Boolean disabled,
            @Nullable List<Binding> bindings) {}

    record InvitedView(AdministratorView administrator, String link) {}

    record LinkView(String link) {}

    record RoleView(UUID id, String name, boolean builtin, List<Right> rights, int administrators) {
        static RoleView of(Role role) {
            return new RoleView(
                    role.id(),
                    role.name(),
                    role.builtin(),
                    role.rights().stream().sorted().toList(),
                    role.administrators());
        }
    }

    record RoleInput(String name, List<Right> rights) {}

    record RolePatch(@Nullable String name, @Nullable List<Right> rights) {}

    record TokenView(
            UUID id,
            String name,
            UUID roleId,
            @Nullable UUID groupId,
            Instant createdAt,
            String createdBy,
            Instant expiresAt,
            @Nullable Instant lastUsedAt) {
        static TokenView of(ApiToken t) {
            return new TokenView(
                    t.id(),
                    t.name(),
                    t.roleId(),
                    t.groupId(),
                    t.createdAt(),
                    t.createdByName(),
                    t.expiresAt(),
                    t.lastUsedAt());
        }
    }

    record TokenInput(String name, UUID roleId, @Nullable UUID groupId, Instant expiresAt) {}

    record NewToken(TokenView token, String secret) {}

    @Override
    public List<Route<?, ?>> routes() {
        return List.of(
                Route.page("/administrators", AdministratorView.class)
                        .rule(LOOK)
                        .summary("Administrators in the order of their logins.")
                        .handle(this::list),
                Route.post("/administrators", AdministratorInput.class, InvitedView.class)
                        .rule(CHANGE)
                        .summary("Adds an administrator, who sets a password by the one-time link.")
                        .handle(call -> {
                            AdministratorInput in = call.input();
                            Administration.Invited invited = administration.create(
                                    call.caller(), in.login(), in.name(), in.locale(), in.bindings());
                            return new InvitedView(AdministratorView.of(invited.view()), link.apply(invited.secret()));
                        }),
                Route.get("/administrators/{id}", AdministratorView.class)
                        .rule(LOOK)
                        .summary("One administrator.")
                        .handle(call -> AdministratorView.of(administration.get(call.caller(), call.pathId("id")))),
                Route.patch("/administrators/{id}", AdministratorPatch.class, AdministratorView.class)
                        .rule(CHANGE)
                        .summary("Changes name, language, roles, or disables; a disabled one is signed out at once.")
                        .handle(call -> {
                            AdministratorPatch in = call.input();
                            return AdministratorView.of(administration.change(
                                    call.caller(),
                                    call.pathId("id"),
                                    in.name(),
                                    in.locale(),
                                    in.disabled(),
                                    in.bindings()));
                        }),
                Route.delete("/administrators/{id}")
                        .rule(CHANGE)
                        .summary("Removes an administrator.")
                        .run(call -> administration.delete(call.caller(), call.pathId("id"))),
                Route.post("/administrators/{id}/reset", Void.class, LinkView.class)
                        .rule(CHANGE)
                        .summary("A one-time link with which the administrator sets a new password and factor.")
                        .handle(call -> new LinkView(link.apply(administration
                                .reset(call.caller(), call.pathId("id"))
                                .secret()))),
                Route.items("/roles", RoleView.class)
                        .rule(LOOK)
                        .summary("All roles, ready-made ones first.")
                        .handle(call -> new Items<>(administration.roles().stream()
                                .map(RoleView::of)
                                .toList())),
                Route.post("/roles", RoleInput.class, RoleView.class)
                        .rule(CHANGE)
                        .summary("Adds a role.")
                        .handle(call -> RoleView.of(administration.createRole(
                                call.caller(),
                                call.input().name(),
                                rights(call.input().rights())))),
                Route.patch("/roles/{id}", RolePatch.class, RoleView.class)
                        .rule(CHANGE)
                        .summary("Changes a role; its holders have the new rights at once.")
                        .handle(call -> {
                            List<Right> rights = call.input().rights();
                            return RoleView.of(administration.changeRole(
                                    call.caller(),
                                    call.pathId("id"),
                                    call.input().name(),
                                    rights == null ? null : rights(rights)));
                        }),
                Route.delete("/roles/{id}")
                        .rule(CHANGE)
                        .summary("Removes a role that nobody has.")
                        .run(call -> administration.deleteRole(call.caller(), call.pathId("id"))),
                Route.page("/api-tokens", TokenView.class)
                        .rule(LOOK)
                        .summary("API tokens, newest first.")
                        .handle(this::listTokens),
                Route.post("/api-tokens", TokenInput.class, NewToken.class)
                        .rule(CHANGE)
                        .summary("Makes a token; its secret is shown this once.")
                        .handle(call -> {
                            TokenInput in = call.input();
                            Tokens.Created created = tokens.create(
                                    Browser.session(call), in.name(), in.roleId(), in.groupId(), in.expiresAt());
                            return new NewToken(TokenView.of(created.token()), created.secret());
                        }),
                Route.delete("/api-tokens/{id}")
                        .rule(LOOK)
                        .summary("Revokes a token at once.")
                        .run(call -> tokens.delete(call.caller(), call.pathId("id"))));
    }

    private Page<AdministratorView> list(Call<Void> call) {
        PageRequest page = call.page();
        List<AdministratorView> items =
                administration.list(call.caller(), page.cursor().orElse(""), page.limit()).stream()
                        .map(AdministratorView::of)
                        .toList();
        String next = items.size() < page.limit() ? null : items.getLast().login();
        return new Page<>(items, next, administration.count());
    }

    private Page<TokenView> listTokens(Call<Void> call) {
        PageRequest page = call.page();
        List<TokenView> items = tokens
                .list(call.caller(), call.queryId("cursor").orElse(null), page.limit())
                .stream()
                .map(TokenView::of)
                .toList();
        return Page.of(
                items, items.size() < page.limit() ? null : items.getLast().id().toString());
    }

    private static Set<Right> rights(List<Right> rights) {
        Set<Right> set = EnumSet.noneOf(Right.class);
        set.addAll(rights);
        return set;
    }
}
