package org.fairlead.server.core.server;

import org.fairlead.server.core.Wire;
import org.jspecify.annotations.Nullable;

/** What administrators set for the whole server; the mail password is write-only. */
public record ServerSettings(long revision, String organisation, Mail mail, Retention retentionDays) {
    /** How mail leaves; an empty host means not at all. */
    public record Mail(
            String host,
            int port,
            Security security,
            String user,
            boolean passwordSet,
            @Nullable String password,
            String from) {
        @Override
        public String toString() {
            return "Mail[" + user + "@" + host + ":" + port + "]";
        }
    }

    /** How the connection to the mail server is protected. */
    public enum Security implements Wire {
        STARTTLS("starttls"),
        TLS("tls"),
        NONE("none");

        private final String wire;

        Security(String wire) {
            this.wire = wire;
        }

        @Override
        public String wire() {
            return wire;
        }
    }

    /** How many days events are kept, by level. */
    public record Retention(int info, int warning, int failure, int critical) {}

    public static ServerSettings initial(String organisation) {
        return new ServerSettings(
                0,
                organisation,
                new Mail("", 587, Security.STARTTLS, "", false, null, ""),
                new Retention(30, 90, 180, 365));
    }
}
