package org.fairlead.server.core.apple;

/** Makes authorities of identities. */
public interface AuthorityMaker {
    /** A fresh one with its sealed key; nothing is stored. */
    PushStore.Authority create(int generation);

    /** What is stored has changed. */
    void reload();
}
