package org.fairlead.server.api;

import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.UUID;
import org.fairlead.server.core.Ids;
import org.fairlead.server.core.Problem;
import org.fairlead.server.core.access.Right;
import org.fairlead.server.core.group.Groups;
import org.fairlead.server.core.token.EnrolmentToken;
import org.fairlead.server.core.token.EnrolmentTokens;
import org.jspecify.annotations.Nullable;

/** Enrolment tokens. */
public final class TokenRoutes implements Routes {
    private final EnrolmentTokens tokens;
    private final Groups groups;
    private final InstantSource clock;

    public TokenRoutes(EnrolmentTokens tokens, Groups groups, InstantSource clock) {
        this.tokens = tokens;
        this.groups = groups;
        this.clock = clock;
    }

    /** A token as lists show it; the secret is never among it. */
    public record TokenView(
            UUID id,
            String name,
            UUID groupId,
            List<String> groupPath,
            @Nullable Integer maxUses,
            int used,
            Instant expiresAt,
            @Nullable Instant revokedAt,
            Instant createdAt,
            String createdBy,
            EnrolmentToken.State state) {}

    /** A new token; without maxUses it admits any number of devices. */
    public record NewToken(
            String name, UUID groupId, @Nullable Integer maxUses, Instant expiresAt) {}

    /** A token that was just made, with the secret, which is shown this once. */
    public record CreatedToken(TokenView token, String secret) {}

    @Override
    public List<Route<?, ?>> routes() {
        return List.of(
                Route.page("/enrolment-tokens", TokenView.class)
                        .rule(Access.right(Right.VIEW))
                        .summary("Enrolment tokens, newest first")
                        .handle(call -> {
                            PageRequest page = call.page();
                            UUID before = page.cursor()
                                    .map(text -> Ids.parse(text)
                                            .orElseThrow(() ->
                                                    new Problem.Invalid("cursor", "is not a cursor of this list")))
                                    .orElse(null);
                            EnrolmentTokens.Listing found = tokens.list(call.caller(), before, page.limit());
                            UUID next = found.next();
                            return new Page<>(
                                    found.tokens().stream().map(this::view).toList(),
                                    next == null ? null : next.toString(),
                                    found.total());
                        }),
                Route.post("/enrolment-tokens", NewToken.class, CreatedToken.class)
                        .rule(Access.right(Right.DEVICES))
                        .summary("Makes an enrolment token and shows its secret once")
                        .handle(call -> {
                            NewToken in = call.input();
                            EnrolmentTokens.Created made =
                                    tokens.create(call.caller(), in.name(), in.groupId(), in.maxUses(), in.expiresAt());
                            return new CreatedToken(view(made.token()), made.secret());
                        }),
                Route.delete("/enrolment-tokens/{id}")
                        .rule(Access.right(Right.DEVICES))
                        .summary("Revokes an enrolment token")
                        .run(call -> tokens.revoke(call.caller(), call.pathId("id"))));
    }

    private TokenView view(EnrolmentToken token) {
        return new TokenView(
                token.id(),
                token.name(),
                token.group(),
                groups.tree().names(token.group()),
                token.maxUses(),
                token.used(),
                token.expiresAt(),
                token.revokedAt(),
                token.createdAt(),
                token.createdBy(),
                token.state(clock.instant()));
    }
}
