package org.fairlead.server.core.command;

import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.fairlead.server.core.Problem;
import org.fairlead.server.core.secret.Sealer;
import org.jspecify.annotations.Nullable;

/** What a command takes: checked as it comes, sealed as it is stored, opened for the device alone. */
final class Parameters {
    static final int MAX_REASON = 500;
    static final int MAX_SHOWN = 250;
    static final int MIN_PASSWORD = 4;
    static final int MAX_PASSWORD = 64;

    static final int MAX_NAME = 63;

    private static final List<String> SWITCHES = List.of("dataRoaming", "voiceRoaming", "personalHotspot", "bluetooth");
    private static final Set<String> PHONE_SETTINGS =
            Set.of("name", "dataRoaming", "voiceRoaming", "personalHotspot", "bluetooth");
    private static final String PASSWORD = "password";
    private static final String CONTEXT = "command|password";

    private final Sealer sealer;

    Parameters(Sealer sealer) {
        this.sealer = sealer;
    }

    /** The parameters as they are stored. */
    Map<String, Object> checked(CommandKind kind, Map<String, ? extends @Nullable Object> params) {
        return switch (kind) {
            case MESSAGE -> Map.of("text", text(params, "text", Commands.MAX_MESSAGE, Set.of("text")));
            case LOCK -> shown(kind, params, false);
            case LOST_MODE -> shown(kind, params, true);
            case WIPE, WIPE_CORPORATE, CLEAR_PASSCODE ->
                Map.of("reason", text(params, "reason", MAX_REASON, Set.of("reason")));
            case RESET_PASSWORD -> password(params);
            case PHONE_SETTINGS -> phoneSettings(params);
            default -> {
                if (!params.isEmpty()) {
                    throw new Problem.Invalid("params", "this command has no parameters");
                }
                yield Map.of();
            }
        };
    }

    /** A message and a phone number for the screen of a phone. */
    private static Map<String, Object> shown(
            CommandKind kind, Map<String, ? extends @Nullable Object> params, boolean needed) {
        Set<String> known = Set.of("message", "phone");
        Map<String, Object> stored = new LinkedHashMap<>();
        for (String name : known) {
            if (params.get(name) != null) {
                stored.put(name, text(params, name, MAX_SHOWN, known));
            }
        }
        if (!known.containsAll(params.keySet())) {
            throw new Problem.Invalid("params", kind.wire() + " takes message and phone");
        }
        if (needed && stored.isEmpty()) {
            throw new Problem.Invalid("params.message", "a message or a phone number is needed");
        }
        return stored;
    }

    /** A name and switches for a phone; what is left out stays as it is. */
    private static Map<String, Object> phoneSettings(Map<String, ? extends @Nullable Object> params) {
        Map<String, Object> stored = new LinkedHashMap<>();
        if (params.get("name") != null) {
            stored.put("name", text(params, "name", MAX_NAME, PHONE_SETTINGS));
        }
        for (String name : SWITCHES) {
            Object value = params.get(name);
            if (value instanceof Boolean) {
                stored.put(name, value);
            } else if (value != null) {
                throw new Problem.Invalid("params." + name, "must be true or false");
            }
        }
        if (stored.isEmpty() || !PHONE_SETTINGS.containsAll(params.keySet())) {
            throw new Problem.Invalid(
                    "params", "phone-settings takes name, " + String.join(", ", SWITCHES) + "; at least one is needed");
        }
        return stored;
    }

    private Map<String, Object> password(Map<String, ? extends @Nullable Object> params) {
        Set<String> known = Set.of(PASSWORD, "reason");
        String reason = text(params, "reason", MAX_REASON, known);
        String password = params.get(PASSWORD) instanceof String text ? text : "";
        boolean plain = password.chars().allMatch(c -> c > ' ' && c < 127);
        if (password.length() < MIN_PASSWORD || password.length() > MAX_PASSWORD || !plain) {
            throw new Problem.Invalid(
                    "params.password",
                    "must have " + MIN_PASSWORD + " to " + MAX_PASSWORD
                            + " letters, digits or signs of a plain keyboard");
        }
        byte[] sealed = sealer.seal(password.getBytes(StandardCharsets.UTF_8), CONTEXT);
        Map<String, Object> stored = new LinkedHashMap<>();
        stored.put(PASSWORD, Map.of("sealed", Base64.getEncoder().encodeToString(sealed)));
        stored.put("reason", reason);
        return stored;
    }

    /** The parameters as the device needs them. */
    Map<String, @Nullable Object> opened(Map<String, @Nullable Object> stored) {
        if (!(stored.get(PASSWORD) instanceof Map<?, ?> map) || !(map.get("sealed") instanceof String sealed)) {
            return stored;
        }
        Map<String, @Nullable Object> opened = new LinkedHashMap<>(stored);
        byte[] password = sealer.open(Base64.getDecoder().decode(sealed), CONTEXT);
        opened.put(PASSWORD, new String(password, StandardCharsets.UTF_8));
        return opened;
    }

    /** The parameters as people and the audit log see them. */
    static Map<String, @Nullable Object> shown(Map<String, ? extends @Nullable Object> stored) {
        Map<String, @Nullable Object> shown = new LinkedHashMap<>(stored);
        if (shown.containsKey(PASSWORD)) {
            shown.put(PASSWORD, Map.of("set", true));
        }
        return shown;
    }

    private static String text(
            Map<String, ? extends @Nullable Object> params, String name, int max, Set<String> known) {
        String text = params.get(name) instanceof String string ? string.strip() : "";
        boolean others = !known.containsAll(params.keySet());
        if (others || text.isEmpty() || text.length() > max || text.indexOf('\0') >= 0) {
            throw new Problem.Invalid("params." + name, "must have 1 to " + max + " characters");
        }
        return text;
    }
}
