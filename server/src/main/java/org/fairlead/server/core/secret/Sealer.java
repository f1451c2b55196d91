package org.fairlead.server.core.secret;

/** Encrypts secrets for the database; the context (table, column, row) is bound to the ciphertext. */
public interface Sealer {
    byte[] seal(byte[] plain, String context);

    /** Throws {@link IllegalStateException} when the bytes were not sealed here for this context. */
    byte[] open(byte[] sealed, String context);
}
