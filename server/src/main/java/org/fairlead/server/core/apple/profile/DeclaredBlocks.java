package org.fairlead.server.core.apple.profile;

import java.util.Optional;
import java.util.UUID;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.fairlead.server.core.Tx;
import org.fairlead.server.core.apple.Enrolment;
import org.fairlead.server.core.apple.declare.DeclarativeManagement;

/**
 * Which blocks go to a phone as declarations, and how they stand there: a passcode goes one way or the other and never
 * both, software updates go no other way.
 */
public final class DeclaredBlocks implements Declared {
    private static final Pattern MAJOR = Pattern.compile("([0-9]{1,3})");
    private static final int UPDATES_SINCE = 17;

    private final DeclarativeManagement declarative;

    public DeclaredBlocks(DeclarativeManagement declarative) {
        this.declarative = declarative;
    }

    @Override
    public Optional<Standing> standing(Tx tx, Enrolment enrolment, UUID device, String block, String os) {
        boolean update = block.equals("ios.update");
        if (update && major(os) < UPDATES_SINCE) {
            return Optional.of(
                    new Standing(ProfileStore.State.UNSUPPORTED, "needs iOS or iPadOS " + UPDATES_SINCE + " or newer"));
        }
        Optional<Standing> declared = declarative
                .standing(tx, enrolment.id(), device, block)
                .map(there -> new Standing(
                        switch (there.state()) {
                            case WAITING -> ProfileStore.State.PENDING;
                            case APPLIED -> ProfileStore.State.APPLIED;
                            case REFUSED -> ProfileStore.State.FAILED;
                        },
                        there.reason()));
        return declared.isEmpty() && update
                ? Optional.of(new Standing(ProfileStore.State.UNSUPPORTED, "names no version and day to enforce"))
                : declared;
    }

    private static int major(String os) {
        Matcher number = MAJOR.matcher(os);
        return number.find() ? Integer.parseInt(number.group(1)) : 0;
    }
}
