package org.fairlead.android.core.command;

/** Something that the phone shall do once. */
public sealed interface Task {
    /** Lock the screen now. */
    record Lock() implements Task {}

    /** Where the phone is: answers with {@code latitude}, {@code longitude}, {@code accuracy}, {@code at}. */
    record Locate() implements Task {}

    /** Sound at full volume. */
    record Alarm(int seconds) implements Task {}

    /** Lock now and take a picture at the next wrong password; answers at once, the picture comes later. */
    record ArmPhoto(String command) implements Task {}

    /** Erase everything. */
    record Wipe() implements Task {}

    /** Remove the work profile with all that is in it. */
    record RemoveProfile() implements Task {}

    /** Set a new screen lock. */
    record ResetPassword(String password) implements Task {
        /** Says nothing of the password. */
        @Override
        public String toString() {
            return "ResetPassword";
        }
    }

    /** Show a text that stays until it is read. */
    record Message(String text) implements Task {}

    /** Start Android anew. */
    record Restart() implements Task {}
}
