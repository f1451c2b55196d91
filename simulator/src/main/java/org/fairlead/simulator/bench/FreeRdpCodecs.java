package org.fairlead.simulator.bench;

import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemoryLayout;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.SymbolLookup;
import java.lang.foreign.ValueLayout;
import java.lang.invoke.MethodHandle;
import java.util.Optional;
import java.util.function.IntSupplier;
import org.jspecify.annotations.Nullable;

/** The encoders of FreeRDP 2 on this machine, if it is installed. */
final class FreeRdpCodecs {
    private static final int BGRX32 = 0x20040888;
    private static final int RLE_WITHOUT_ALPHA = 0x30;
    private static final int SIDE = CodecBench.SIDE;
    private static final int TILE = 64;
    private static final MemoryLayout INT = ValueLayout.JAVA_INT;
    private static final MemoryLayout POINTER = ValueLayout.ADDRESS;
    private static final MemoryLayout LONG = ValueLayout.JAVA_LONG;

    /** The contexts live as long as the program, and so does what they point to. */
    private final Arena arena = Arena.global();

    private final Optional<SymbolLookup> library;

    FreeRdpCodecs() {
        library = lookup("libfreerdp2.so.2")
                .flatMap(codecs -> lookup("libwinpr2.so.2").map(codecs::or));
    }

    private Optional<SymbolLookup> lookup(String name) {
        try {
            return Optional.of(SymbolLookup.libraryLookup(name, arena));
        } catch (IllegalArgumentException e) {
            return Optional.empty();
        }
    }

    private static MethodHandle function(
            SymbolLookup from, String name, @Nullable MemoryLayout result, MemoryLayout... in) {
        MemorySegment address = from.find(name).orElseThrow(() -> new IllegalStateException("FreeRDP has no " + name));
        return Linker.nativeLinker()
                .downcallHandle(
                        address, result == null ? FunctionDescriptor.ofVoid(in) : FunctionDescriptor.of(result, in));
    }

    private static Object call(MethodHandle function, Object... arguments) {
        try {
            return function.invokeWithArguments(arguments);
        } catch (Throwable e) {
            throw new IllegalStateException("FreeRDP cannot be called", e);
        }
    }

    private MemorySegment copy(int[] pixels) {
        return arena.allocateFrom(ValueLayout.JAVA_INT, pixels);
    }

    private static long at(int tile) {
        return ((long) tile / (SIDE / TILE) * TILE * SIDE + tile % (SIDE / TILE) * TILE) * 4L;
    }

    @Nullable
    IntSupplier interleaved(int[] pixels, int bits) {
        if (library.isEmpty()) return null;
        SymbolLookup from = library.get();
        Object context = call(function(from, "bitmap_interleaved_context_new", POINTER, INT), 1);
        MethodHandle compress = function(
                from,
                "interleaved_compress",
                INT,
                POINTER,
                POINTER,
                POINTER,
                INT,
                INT,
                POINTER,
                INT,
                INT,
                INT,
                INT,
                POINTER,
                INT);
        MemorySegment source = copy(pixels);
        MemorySegment to = arena.allocate(65536);
        MemorySegment size = arena.allocate(4);
        return () -> {
            int total = 0;
            for (int i = 0; i < SIDE / TILE * (SIDE / TILE); i++) {
                size.set(ValueLayout.JAVA_INT, 0, 65536);
                call(
                        compress,
                        context,
                        to,
                        size,
                        TILE,
                        TILE,
                        source,
                        BGRX32,
                        SIDE * 4,
                        i % (SIDE / TILE) * TILE,
                        i / (SIDE / TILE) * TILE,
                        MemorySegment.NULL,
                        bits);
                total += size.get(ValueLayout.JAVA_INT, 0);
            }
            return total;
        };
    }

    @Nullable
    IntSupplier planar(int[] pixels) {
        if (library.isEmpty()) return null;
        SymbolLookup from = library.get();
        Object context = call(
                function(from, "freerdp_bitmap_planar_context_new", POINTER, INT, INT, INT),
                RLE_WITHOUT_ALPHA,
                TILE,
                TILE);
        MethodHandle compress = function(
                from,
                "freerdp_bitmap_compress_planar",
                POINTER,
                POINTER,
                POINTER,
                INT,
                INT,
                INT,
                INT,
                POINTER,
                POINTER);
        MemorySegment source = copy(pixels);
        MemorySegment to = arena.allocate(65536);
        MemorySegment size = arena.allocate(4);
        return () -> {
            int total = 0;
            for (int i = 0; i < SIDE / TILE * (SIDE / TILE); i++) {
                size.set(ValueLayout.JAVA_INT, 0, 65536);
                call(compress, context, source.asSlice(at(i)), BGRX32, TILE, TILE, SIDE * 4, to, size);
                total += size.get(ValueLayout.JAVA_INT, 0);
            }
            return total;
        };
    }

    @Nullable
    IntSupplier remoteFx(int[] pixels) {
        if (library.isEmpty()) return null;
        SymbolLookup from = library.get();
        Object context = call(function(from, "rfx_context_new", POINTER, INT), 1);
        call(function(from, "rfx_context_reset", INT, POINTER, INT, INT), context, SIDE, SIDE);
        call(function(from, "rfx_context_set_pixel_format", null, POINTER, INT), context, BGRX32);
        MethodHandle compose =
                function(from, "rfx_compose_message", INT, POINTER, POINTER, POINTER, LONG, POINTER, INT, INT, INT);
        MemorySegment buffer = arena.allocate(16L << 20);
        MemorySegment stream =
                (MemorySegment) call(function(from, "Stream_New", POINTER, POINTER, LONG), buffer, buffer.byteSize());
        // wStream begins with its buffer and its position in it
        MemorySegment head = stream.reinterpret(16);
        MemorySegment source = copy(pixels);
        MemorySegment area =
                arena.allocateFrom(ValueLayout.JAVA_SHORT, (short) 0, (short) 0, (short) SIDE, (short) SIDE);
        return () -> {
            head.set(ValueLayout.ADDRESS, 8, buffer);
            call(compose, context, stream, area, 1L, source, SIDE, SIDE, SIDE * 4);
            return (int) (head.get(ValueLayout.ADDRESS, 8).address() - buffer.address());
        };
    }
}
