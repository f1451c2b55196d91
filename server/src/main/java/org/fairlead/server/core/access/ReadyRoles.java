package org.fairlead.server.core.access;

import java.util.EnumSet;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;

/** The roles that every workspace starts with. */
public final class ReadyRoles {
    public static final String MAIN_ADMINISTRATOR = "Main administrator";

    private ReadyRoles() {}

    /** Names and rights. */
    public static Map<String, Set<Right>> all() {
        Map<String, Set<Right>> roles = new LinkedHashMap<>();
        roles.put(MAIN_ADMINISTRATOR, EnumSet.allOf(Right.class));
        roles.put("Administrator", EnumSet.complementOf(EnumSet.of(Right.ADMINISTRATION, Right.AUDIT)));
        roles.put(
                "Security officer",
                EnumSet.of(
                        Right.VIEW,
                        Right.SETTINGS_CERTIFICATES,
                        Right.CODES_DEVICE,
                        Right.CODES_CERTIFICATE,
                        Right.REMOTE_CREDENTIALS,
                        Right.AUDIT));
        roles.put("Helpdesk", EnumSet.of(Right.VIEW, Right.CODES_DEVICE, Right.REMOTE_CREDENTIALS));
        roles.put("Auditor", EnumSet.of(Right.VIEW, Right.AUDIT));
        return roles;
    }
}
