package org.fairlead.server.core.apple.profile;

/** Whose phone it is; empty where nobody or nothing is known. */
public record Owner(String name, String mail) {
    public static final Owner NOBODY = new Owner("", "");

    /** The text with {mail}, {login} and {name} filled in. */
    public String fill(String text) {
        int at = mail.indexOf('@');
        return text.replace("{mail}", mail)
                .replace("{login}", at < 0 ? mail : mail.substring(0, at))
                .replace("{name}", name);
    }
}
