package org.fairlead.server.core.access;

/** Checks WebAuthn answers. All methods throw {@link org.fairlead.server.core.Problem.Invalid} for a bad one. */
public interface PasskeyVerifier {
    /** The site as the browser sees it: {@code https://host:port} and its relying party id (the host). */
    record Site(String origin, String relyingParty) {}

    /** A credential that has just been made. */
    record Created(byte[] credentialId, byte[] record, long signCount) {}

    /** What an answer says before anything is checked. */
    record Claim(byte[] credentialId, byte[] challenge) {}

    Claim claim(String credentialJson);

    Created created(String credentialJson, byte[] challenge, Site site);

    /** The new signature counter. */
    long used(String credentialJson, byte[] challenge, Site site, Passkey passkey);
}
