package org.fairlead.thinclient.model;

import org.jspecify.annotations.Nullable;

/** A server to go over to: its address, the public key that it must show, and an enrolment token if there is one. */
public record ServerTarget(
        String host, int port, String pin, @Nullable String token) {
    public String address() {
        return host.contains(":") ? "[" + host + "]:" + port : host + ":" + port;
    }
}
