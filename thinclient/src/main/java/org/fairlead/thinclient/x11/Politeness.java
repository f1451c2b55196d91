package org.fairlead.thinclient.x11;

import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.ValueLayout;
import java.lang.invoke.MethodHandle;
import java.time.Duration;
import java.util.Optional;

/** Yields to the work of the user in front of the screen. */
public final class Politeness {
    /** Gives a busy program twice the processor of a busy encoder, and an idle one nothing. */
    static final int NICE = 4;

    private static final int PRIO_PROCESS = 0;
    private static final int CALLER = 0;

    /** A client that has gone needs a moment to let go of its pictures. */
    private static final Duration AFTERWARDS = Duration.ofSeconds(1);

    private Politeness() {}

    /** Gives the memory of pictures that nobody needs any more back to the system, soon and on a thread of its own. */
    public static void returnMemory() {
        Thread.ofVirtual().name("memory-return").start(() -> {
            try {
                Thread.sleep(AFTERWARDS);
                System.gc();
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        });
    }

    /** Lowers the priority of the calling platform thread and of those it starts; false where the system cannot do that. */
    public static boolean yieldToUser() {
        Linker linker = Linker.nativeLinker();
        // on Linux the caller of setpriority is a thread, not its process
        Optional<MethodHandle> function = linker.defaultLookup()
                .find("setpriority")
                .map(address -> linker.downcallHandle(
                        address,
                        FunctionDescriptor.of(
                                ValueLayout.JAVA_INT,
                                ValueLayout.JAVA_INT,
                                ValueLayout.JAVA_INT,
                                ValueLayout.JAVA_INT)));
        if (function.isEmpty()) return false;
        try {
            return (int) function.get().invokeExact(PRIO_PROCESS, CALLER, NICE) == 0;
        } catch (Throwable e) {
            return false;
        }
    }
}
