package org.fairlead.thinclient.x11;

import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.ValueLayout;
import java.lang.invoke.MethodHandle;
import java.time.Duration;
import java.util.Optional;
import java.util.function.BooleanSupplier;

/** Yields to the work of the user in front of the screen. */
public final class Politeness {
    /** Gives a busy program twice the processor of a busy encoder, and an idle one nothing. */
    static final int NICE = 4;

    private static final int PRIO_PROCESS = 0;
    private static final int CALLER = 0;

    /** A client that has gone needs a moment to let go of its pictures. */
    private static final Duration AFTERWARDS = Duration.ofMillis(100);

    private Politeness() {}

    /** Gives the memory of the last pictures back soon, if nobody looks at the screen by then. */
    public static void returnMemory(BooleanSupplier nobodyLooks) {
        Thread.ofVirtual().name("memory-return").start(() -> {
            try {
                Thread.sleep(AFTERWARDS);
            } catch (InterruptedException e) {
                return;
            }
            if (nobodyLooks.getAsBoolean()) System.gc();
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
