package org.fairlead.android.core.device;

import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.PrivateKey;

/** Keeps the agent's private keys; on a phone they never leave Android's key store. */
public interface KeyVault {
    /** Makes a P-256 key under this name, in place of an older one. */
    KeyPair create(String name) throws GeneralSecurityException;

    PrivateKey key(String name) throws GeneralSecurityException;

    void delete(String name);
}
