package org.fairlead.thinclient.apply;

/** What became of one block of settings. */
public sealed interface Outcome {
    /** The device obeys. */
    record Applied() implements Outcome {}

    /** It should work here and did not. */
    record Failed(String reason) implements Outcome {}

    /** This machine or this version cannot do it. */
    record Unsupported(String reason) implements Outcome {}

    Outcome APPLIED = new Applied();
}
