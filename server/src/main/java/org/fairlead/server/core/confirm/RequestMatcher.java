package org.fairlead.server.core.confirm;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.UUID;
import org.fairlead.protocol.codes.CodeAction;
import org.fairlead.protocol.codes.CodeContext;
import org.fairlead.protocol.codes.CodeKeys;
import org.fairlead.protocol.codes.RequestCode;
import org.fairlead.server.core.Tx;
import org.fairlead.server.core.confirm.SecretStore.GroupSecret;
import org.fairlead.server.core.device.Device;
import org.jspecify.annotations.Nullable;

/** Finds the secret that a request code was made with. */
final class RequestMatcher {
    private final SecretStore store;
    private final CodeSecrets secrets;
    private final ServerKeyNames keys;

    RequestMatcher(SecretStore store, CodeSecrets secrets, ServerKeyNames keys) {
        this.store = store;
        this.secrets = secrets;
        this.keys = keys;
    }

    /**
     * What was found.
     *
     * @param known whether there is any secret of the request's epoch
     * @param hit the secret that the request was made with
     */
    record Result(boolean known, @Nullable Hit hit) {}

    /**
     * The secret and context of a request.
     *
     * @param group of a certificate's key
     * @param serverKey the key of this server that the device sees
     */
    record Hit(
            byte[] secret,
            CodeContext context,
            int epoch,
            @Nullable UUID group,
            @Nullable String serverKey) {}

    Result ofDevice(Tx tx, Device device, RequestCode code, CodeAction action) {
        for (SecretStore.DeviceSecret secret : store.ofDevice(tx, device.id())) {
            if ((secret.epoch() & RequestCode.MAX_EPOCH) == code.epoch()) {
                byte[] key = secrets.open(secret);
                CodeContext context = CodeContext.device(
                        secrets.workspace().name(), device.id(), action, code.nonce(), secret.epoch());
                Hit hit = new Hit(key, context, secret.epoch(), null, null);
                return new Result(true, code.genuine(key, context) ? hit : null);
            }
        }
        return new Result(false, null);
    }

    /**
     * Tries the keys of this server with the secrets that the device may have: of its own groups when it is known here,
     * else those of the policy's group and those of every other group and origin.
     */
    Result certificate(Tx tx, @Nullable Device device, @Nullable UUID policyGroup, RequestCode code) {
        boolean known = false;
        for (GroupSecret secret : candidates(tx, device, policyGroup, code)) {
            known = true;
            byte[] key = CodeKeys.certificateKey(secrets.open(secret), secret.group(), code.deviceNumber());
            for (ServerKeyNames.ServerKey server : keys.serverKeys()) {
                CodeContext context =
                        CodeContext.certificate(secret.workspaceName(), server.hash(), code.nonce(), secret.epoch());
                if (code.genuine(key, context)) {
                    return new Result(true, new Hit(key, context, secret.epoch(), secret.group(), server.name()));
                }
            }
        }
        return new Result(known, null);
    }

    private List<GroupSecret> candidates(Tx tx, @Nullable Device device, @Nullable UUID policyGroup, RequestCode code) {
        UUID group = device == null ? null : device.group();
        List<UUID> own = new ArrayList<>();
        if (device != null) {
            Optional.ofNullable(store.certificateGroup(tx, device.id())).ifPresent(own::add);
        }
        if (group != null) {
            own.add(secrets.certificateGroup(group));
        }
        UUID here = secrets.workspace().id();
        Comparator<GroupSecret> order = Comparator.comparingInt((GroupSecret s) -> rank(s, own, policyGroup, here));
        return store.certificateSecrets(tx, code.epoch()).stream()
                .filter(s ->
                        own.isEmpty() || own.contains(s.group()) || !s.origin().equals(here))
                .sorted(order.thenComparing(
                        Comparator.comparing(GroupSecret::madeAt).reversed()))
                .toList();
    }

    private static int rank(GroupSecret secret, List<UUID> own, @Nullable UUID policyGroup, UUID here) {
        if (own.contains(secret.group())) {
            return 0;
        }
        if (Objects.equals(secret.group(), policyGroup)) {
            return 1;
        }
        return secret.origin().equals(here) ? 2 : 3;
    }
}
