package org.fairlead.server.core.invite;

import java.util.Optional;

/** What a landing page shows: one decision from the invitation, the visitor and what the server has. */
public sealed interface Landing {
    /** Install the agent and come back to connect; from the store where the app is listed and the phone has one. */
    record Android(Invitation invitation, MobileReadiness.AndroidApp app, boolean store) implements Landing {}

    /** Download the profile; the hint is for browsers that may not hand it to the settings. */
    record Apple(Invitation invitation, boolean pad, boolean openInSafari) implements Landing {}

    /** Mac or iPad? */
    record AskWhichDevice(Invitation invitation) implements Landing {}

    /** A computer: show the code that a phone scans. */
    record ShowCode(Invitation invitation) implements Landing {}

    /** The page must be opened in a real browser first. */
    record OpenElsewhere(Invitation invitation, boolean apple) implements Landing {}

    /** It cannot go on now, and the link stays good. */
    record Blocked(Invitation invitation, Reason reason) implements Landing {}

    /** It was used for as many phones as it is for. */
    record UsedUp(Invitation invitation) implements Landing {}

    /** Expired, withdrawn or never known: the same page for all, so that guessing tells nothing. */
    record NotValid() implements Landing {}

    /** Why a phone cannot go on. */
    enum Reason {
        NO_APPLE_PUSH("no-apple-push"),
        APPLE_PUSH_EXPIRED("apple-push-expired"),
        NO_ANDROID_APP("no-android-app"),
        ANDROID_TOO_OLD("android-too-old"),
        OTHER_PHONE("other-phone");

        private final String wire;

        Reason(String wire) {
            this.wire = wire;
        }

        /** The word in the funnel. */
        public String wire() {
            return wire;
        }
    }

    static Landing decide(Opening opening, Visitor visitor, MobileReadiness ready) {
        return switch (opening) {
            case Opening.Refused(Opening.Reason reason, Optional<Invitation> invitation) ->
                reason == Opening.Reason.USED && invitation.isPresent() ? new UsedUp(invitation.get()) : new NotValid();
            case Opening.Open(Invitation invitation) -> open(invitation, visitor, ready);
        };
    }

    private static Landing open(Invitation invitation, Visitor visitor, MobileReadiness ready) {
        return switch (visitor.kind()) {
            case ROBOT, DESKTOP -> new ShowCode(invitation);
            case MAC_OR_IPAD -> new AskWhichDevice(invitation);
            case OTHER_PHONE -> new Blocked(invitation, Reason.OTHER_PHONE);
            case ANDROID_TOO_OLD -> new Blocked(invitation, Reason.ANDROID_TOO_OLD);
            case ANDROID, ANDROID_WITHOUT_STORE -> android(invitation, visitor, ready);
            case IPHONE, IPAD -> apple(invitation, visitor, ready);
        };
    }

    private static Landing android(Invitation invitation, Visitor visitor, MobileReadiness ready) {
        Optional<MobileReadiness.AndroidApp> app = ready.android();
        if (app.isEmpty()) {
            return new Blocked(invitation, Reason.NO_ANDROID_APP);
        }
        if (visitor.browser() == Visitor.Browser.IN_APP) {
            return new OpenElsewhere(invitation, false);
        }
        boolean store = visitor.kind() == Visitor.Kind.ANDROID && app.get().inStore();
        return new Android(invitation, app.get(), store);
    }

    private static Landing apple(Invitation invitation, Visitor visitor, MobileReadiness ready) {
        return switch (ready.apple()) {
            case NONE -> new Blocked(invitation, Reason.NO_APPLE_PUSH);
            case EXPIRED -> new Blocked(invitation, Reason.APPLE_PUSH_EXPIRED);
            case READY ->
                visitor.browser() == Visitor.Browser.IN_APP
                        ? new OpenElsewhere(invitation, true)
                        : new Apple(
                                invitation,
                                visitor.kind() == Visitor.Kind.IPAD,
                                visitor.browser() == Visitor.Browser.NOT_SAFARI);
        };
    }
}
