package org.fairlead.server.core.event;

/** For how many days events of a level are kept. */
@FunctionalInterface
public interface RetentionDays {
    RetentionDays DEFAULT = level -> switch (level) {
        case INFO -> 30;
        case WARNING -> 90;
        case FAILURE, CRITICAL -> 180;
    };

    int of(EventLevel level);
}
