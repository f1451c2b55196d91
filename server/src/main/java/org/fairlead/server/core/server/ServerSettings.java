package org.fairlead.server.core.server;

import org.fairlead.server.core.Wire;
import org.jspecify.annotations.Nullable;

/** What administrators set for the whole server; the mail password is write-only, settings of phones that are left out stay. */
public record ServerSettings(
        long revision,
        String organisation,
        Mail mail,
        Retention retentionDays,
        @Nullable Phones phones) {
    /** How mail leaves; an empty host means not at all. Certificates in PEM replace the authorities that Java trusts. */
    public record Mail(
            String host,
            int port,
            Security security,
            String user,
            boolean passwordSet,
            @Nullable String password,
            String from,
            @Nullable String trustedRoots) {
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

    /**
     * What concerns people's phones: the address in links (empty: the one of the command line), how many instructions are
     * mailed a day at most (0: without a limit), and for how many days invitations are kept that are over.
     */
    public record Phones(String publicUrl, int mailsPerDay, int invitationDays) {
        public static final Phones INITIAL = new Phones("", 0, 365);
    }

    /** The settings of phones, also where none were ever saved. */
    public Phones forPhones() {
        return phones == null ? Phones.INITIAL : phones;
    }

    public static ServerSettings initial(String organisation) {
        return new ServerSettings(
                0,
                organisation,
                new Mail("", 587, Security.STARTTLS, "", false, null, "", null),
                new Retention(30, 90, 180, 365),
                Phones.INITIAL);
    }
}
