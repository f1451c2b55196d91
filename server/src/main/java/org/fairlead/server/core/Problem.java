package org.fairlead.server.core;

import java.util.Map;
import org.jspecify.annotations.Nullable;

/** What can be wrong with a request; one place maps each kind to its HTTP status. */
public abstract sealed class Problem extends RuntimeException {
    private final String code;

    private Problem(String code, String detail) {
        super(detail, null, false, false);
        this.code = code;
    }

    /** A short stable word for programs. */
    public String code() {
        return code;
    }

    /** One sentence for people: what is wrong and what to do. */
    public String detail() {
        return String.valueOf(getMessage());
    }

    /** There is no such thing, or the caller may not know of it. */
    public static final class NotFound extends Problem {
        public NotFound(String detail) {
            super("not-found", detail);
        }

        public NotFound() {
            this("there is nothing at this address");
        }
    }

    /** The request cannot be read at all: malformed JSON, unknown field, wrong type. */
    public static final class BadRequest extends Problem {
        public BadRequest(String detail) {
            super("bad-request", detail);
        }

        public BadRequest(String code, String detail) {
            super(code, detail);
        }
    }

    /** The request can be read but breaks a rule; field path to message. */
    public static final class Invalid extends Problem {
        private final Map<String, String> fields;

        public Invalid(Map<String, String> fields) {
            super("invalid", "some values are not allowed");
            this.fields = Map.copyOf(fields);
        }

        public Invalid(String field, String message) {
            this(Map.of(field, message));
        }

        public Map<String, String> fields() {
            return fields;
        }
    }

    /** The thing has changed or is in a state that forbids this; carries the current version for the client. */
    public static final class Conflict extends Problem {
        private final transient @Nullable Object current;

        public Conflict(String detail, @Nullable Object current) {
            super("conflict", detail);
            this.current = current;
        }

        public Conflict(String detail) {
            this(detail, null);
        }

        /** With a word of its own for programs. */
        public Conflict(String code, String detail, @Nullable Object current) {
            super(code, detail);
            this.current = current;
        }

        public @Nullable Object current() {
            return current;
        }
    }

    /** The caller is known but may not do this. */
    public static non-sealed class Denied extends Problem {
        public Denied(String code, String detail) {
            super(code, detail);
        }

        public Denied(String detail) {
            this("denied", detail);
        }
    }

    /** Too many requests or attempts; try again after the given number of seconds. */
    public static final class TooMany extends Problem {
        private final long retryAfterSeconds;

        public TooMany(String detail, long retryAfterSeconds) {
            this("too-many", detail, retryAfterSeconds);
        }

        /** With a word of its own for programs. */
        public TooMany(String code, String detail, long retryAfterSeconds) {
            super(code, detail);
            this.retryAfterSeconds = Math.max(1, retryAfterSeconds);
        }

        public long retryAfterSeconds() {
            return retryAfterSeconds;
        }
    }

    /** The caller has not proven who they are. */
    public static final class Unauthenticated extends Problem {
        public Unauthenticated(String code, String detail) {
            super(code, detail);
        }

        public Unauthenticated() {
            this("sign-in", "sign in first");
        }
    }

    /** It was here and will not come back. */
    public static final class Gone extends Problem {
        public Gone(String detail) {
            super("gone", detail);
        }
    }

    /** The request is larger than the limit. */
    public static final class TooLarge extends Problem {
        public TooLarge(String detail) {
            super("too-large", detail);
        }
    }

    /** Something that the server depends on does not answer; the request may be repeated. */
    public static final class Unavailable extends Problem {
        public Unavailable(String detail) {
            super("unavailable", detail);
        }
    }
}
