package org.fairlead.server.api;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import org.fairlead.server.core.Workspace;
import org.fairlead.server.core.access.Administrator;
import org.fairlead.server.core.access.Factors;
import org.fairlead.server.core.access.Grant;
import org.fairlead.server.core.access.Right;
import org.fairlead.server.core.access.SessionLevel;
import org.jspecify.annotations.Nullable;

/** What the routes of sign-in and profile take and give. */
final class SessionShapes {
    private SessionShapes() {}

    record SessionState(
            SessionLevel level,
            List<String> methods,
            @Nullable Me me) {}

    record Me(
            UUID id,
            String login,
            String name,
            String locale,
            String theme,
            List<RightGrant> rights,
            @Nullable Instant steppedUpUntil,
            WorkspaceName workspace,
            List<PasskeyView> passkeys,
            boolean totp,
            int recoveryCodesLeft) {}

    record WorkspaceName(UUID id, String name) {}

    record RightGrant(Right right, @Nullable UUID groupId) {}

    record PasskeyView(
            UUID id,
            String name,
            Instant createdAt,
            @Nullable Instant lastUsedAt) {}

    record SetupLook(
            boolean valid,
            boolean first,
            @Nullable String login,
            @Nullable String name) {}

    record SetupInput(
            String token,
            @Nullable String login,
            @Nullable String name,
            String password,
            @Nullable String locale) {}

    record PasswordInput(String login, String password) {}

    record CodeInput(String code) {}

    record CredentialInput(Object credential) {}

    record StepUpInput(
            @Nullable String password,
            @Nullable String totp,
            @Nullable Object credential) {}

    record MeInput(
            @Nullable String name,
            @Nullable String locale,
            @Nullable String theme) {}

    record PasswordChange(String current, String next) {}

    record TotpOffer(String secret, String uri, String qrSvg) {}

    record RecoveryCodes(@Nullable List<String> recoveryCodes) {}

    record NewPasskey(String name, Object credential) {}

    record SessionInfo(
            UUID id, boolean current, Instant createdAt, Instant lastSeenAt, String address, String userAgent) {}

    record RequestOptions(
            String challenge,
            String rpId,
            long timeout,
            String userVerification,
            List<CredentialRef> allowCredentials) {}

    record CreationOptions(
            Party rp,
            UserRef user,
            String challenge,
            List<Algorithm> pubKeyCredParams,
            long timeout,
            List<CredentialRef> excludeCredentials,
            Selection authenticatorSelection,
            String attestation) {}

    record Party(String id, String name) {}

    record UserRef(String id, String name, String displayName) {}

    record Algorithm(String type, int alg) {}

    record CredentialRef(String type, String id) {}

    record Selection(String residentKey, boolean requireResidentKey, String userVerification) {}

    static Me me(Factors.Profile profile, @Nullable Instant steppedUpUntil, Workspace workspace) {
        Administrator a = profile.administrator();
        List<RightGrant> rights = new ArrayList<>();
        for (Grant grant : profile.grants()) {
            grant.rights().stream()
                    .sorted()
                    .map(right -> new RightGrant(right, grant.groupId()))
                    .filter(g -> !rights.contains(g))
                    .forEach(rights::add);
        }
        return new Me(
                a.id(),
                a.login(),
                a.name(),
                a.locale(),
                a.theme(),
                rights,
                steppedUpUntil,
                new WorkspaceName(workspace.id(), workspace.name()),
                profile.passkeys().stream()
                        .map(key -> new PasskeyView(key.id(), key.name(), key.createdAt(), key.lastUsedAt()))
                        .toList(),
                a.totpSecret() != null,
                profile.recoveryCodesLeft());
    }
}
