package org.fairlead.thinclient.codes;

/** What became of the wish for an approval. */
public sealed interface Asked {
    /** The request waits for its answer. */
    record Open(Pending pending) implements Asked {}

    /** A new request is possible after this time. */
    record Later(long millis) implements Asked {}

    /** The device is in a group, but its server has not given it the secrets yet. */
    record NoKeys() implements Asked {}
}
