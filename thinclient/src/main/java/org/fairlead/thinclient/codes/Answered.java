package org.fairlead.thinclient.codes;

/** What became of a typed answer. */
public sealed interface Answered {
    /** The answer is right and the action has run. */
    record Done() implements Answered {}

    /** The answer is right, but the action did not succeed; the code is spent. */
    record Failed(String reason) implements Answered {}

    /** The answer is whole, but not the one to this request. */
    record Wrong(int triesLeft) implements Answered {}

    /** That was the last try: the request is void. */
    record Exhausted() implements Answered {}

    /** The time of the request is over. */
    record Expired() implements Answered {}

    /** No request waits. */
    record None() implements Answered {}

    /** A group is wrong or missing; this costs no try. */
    record NotWhole() implements Answered {}

    /** Too many wrong codes for a whole group: they are looked at again after this time. */
    record Closed(long millis) implements Answered {}
}
