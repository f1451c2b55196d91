package org.fairlead.server.core.android;

import java.nio.file.Path;

/** Reads an APK and verifies its signature. */
public interface ApkInspector {
    /** What the file is; {@link UnfitApk} says why it cannot be handed out. */
    AgentApk inspect(Path file) throws UnfitApk;

    /** The file is no agent that can be handed out; the message ends the sentence "the file". */
    final class UnfitApk extends Exception {
        public UnfitApk(String reason) {
            super(reason, null, false, false);
        }

        public String reason() {
            return String.valueOf(getMessage());
        }
    }
}
