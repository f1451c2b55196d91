package org.fairlead.server.core.access;

import org.fairlead.server.core.Problem;

/** The caller lacks a right, at all or in this group. */
public final class AccessDenied extends Problem.Denied {
    public AccessDenied(Right right) {
        super("denied", "this needs the right \"" + right.wire() + "\", ask an administrator of Fairlead for it");
    }

    public AccessDenied(String code, String detail) {
        super(code, detail);
    }
}
