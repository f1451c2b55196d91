package org.fairlead.thinclient.x11;

import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.SymbolLookup;
import java.lang.foreign.ValueLayout;
import java.lang.invoke.MethodHandle;

/**
 * A System V shared memory segment of this process. The kernel frees it with the last process that has it attached, so
 * nothing stays behind after a crash once {@link #forget} was called.
 */
final class SharedMemory implements AutoCloseable {
    private static final int IPC_PRIVATE = 0;
    private static final int CREATE_FOR_OWNER = 0x200 | 0600;
    private static final int IPC_RMID = 0;

    private static final Linker LINKER = Linker.nativeLinker();
    private static final SymbolLookup LIBC = LINKER.defaultLookup();
    private static final MethodHandle SHMGET = function(
            "shmget",
            FunctionDescriptor.of(
                    ValueLayout.JAVA_INT, ValueLayout.JAVA_INT, ValueLayout.JAVA_LONG, ValueLayout.JAVA_INT));
    private static final MethodHandle SHMAT = function(
            "shmat",
            FunctionDescriptor.of(
                    ValueLayout.ADDRESS, ValueLayout.JAVA_INT, ValueLayout.ADDRESS, ValueLayout.JAVA_INT));
    private static final MethodHandle SHMDT =
            function("shmdt", FunctionDescriptor.of(ValueLayout.JAVA_INT, ValueLayout.ADDRESS));
    private static final MethodHandle SHMCTL = function(
            "shmctl",
            FunctionDescriptor.of(
                    ValueLayout.JAVA_INT, ValueLayout.JAVA_INT, ValueLayout.JAVA_INT, ValueLayout.ADDRESS));

    private final int id;
    private final Arena arena = Arena.ofShared();
    private final MemorySegment memory;

    SharedMemory(long size) throws DisplayException {
        id = (int) call(SHMGET, IPC_PRIVATE, size, CREATE_FOR_OWNER);
        if (id == -1)
            throw new DisplayException("no shared memory of " + size + " bytes: raise kernel.shmmax or shmall");
        MemorySegment address = (MemorySegment) call(SHMAT, id, MemorySegment.NULL, 0);
        if (address.address() == -1L) {
            forget();
            throw new DisplayException("the shared memory cannot be attached");
        }
        memory = address.reinterpret(size, arena, SharedMemory::detach);
    }

    private static MethodHandle function(String name, FunctionDescriptor type) {
        return LINKER.downcallHandle(LIBC.find(name).orElseThrow(), type);
    }

    private static Object call(MethodHandle function, Object... arguments) {
        try {
            return function.invokeWithArguments(arguments);
        } catch (Throwable e) {
            throw new IllegalStateException("a function of the C library cannot be called", e);
        }
    }

    private static void detach(MemorySegment memory) {
        call(SHMDT, memory);
    }

    int id() {
        return id;
    }

    MemorySegment memory() {
        return memory;
    }

    /** Has the kernel free the segment when nobody is attached any more; nobody else can attach from now on. */
    void forget() {
        call(SHMCTL, id, IPC_RMID, MemorySegment.NULL);
    }

    @Override
    public void close() {
        arena.close();
    }
}
