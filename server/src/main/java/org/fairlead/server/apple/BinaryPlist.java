package org.fairlead.server.apple;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Reads binary property lists (bplist00); every number in the file is checked against the file before it is used. */
final class BinaryPlist {
    private static final byte[] MAGIC = "bplist00".getBytes(StandardCharsets.US_ASCII);
    private static final int TRAILER = 32;
    private static final long APPLE_EPOCH = 978_307_200L;

    private final ByteBuffer in;
    private final int offsetSize;
    private final int refSize;
    private final int count;
    private final int table;
    private int values;

    private BinaryPlist(byte[] bytes) throws Plist.Malformed {
        this.in = ByteBuffer.wrap(bytes);
        if (bytes.length < MAGIC.length + TRAILER) {
            throw new Plist.Malformed("cut off");
        }
        int at = bytes.length - TRAILER;
        this.offsetSize = bytes[at + 6];
        this.refSize = bytes[at + 7];
        long objects = in.getLong(at + 8);
        long start = in.getLong(at + 24);
        if (offsetSize < 1 || offsetSize > 8 || refSize < 1 || refSize > 8) {
            throw new Plist.Malformed("odd sizes of numbers");
        }
        if (objects < 1 || objects > Plist.MAX_VALUES) {
            throw new Plist.Malformed("more than " + Plist.MAX_VALUES + " values");
        }
        if (start < MAGIC.length || start > at || start + objects * offsetSize > at) {
            throw new Plist.Malformed("the table of values is outside of the file");
        }
        this.count = (int) objects;
        this.table = (int) start;
    }

    static boolean is(byte[] bytes) {
        return bytes.length >= MAGIC.length && Arrays.equals(Arrays.copyOf(bytes, MAGIC.length), MAGIC);
    }

    static Object read(byte[] bytes) throws Plist.Malformed {
        BinaryPlist plist = new BinaryPlist(bytes);
        return plist.value(plist.in.getLong(bytes.length - 16), 1);
    }

    private Object value(long index, int depth) throws Plist.Malformed {
        if (index < 0 || index >= count) {
            throw new Plist.Malformed("a value that is not there");
        }
        if (depth > Plist.MAX_DEPTH) {
            throw new Plist.Malformed("deeper than " + Plist.MAX_DEPTH);
        }
        if (++values > Plist.MAX_VALUES) {
            throw new Plist.Malformed("more than " + Plist.MAX_VALUES + " values");
        }
        long offset = number(table + (int) index * offsetSize, offsetSize);
        if (offset < MAGIC.length || offset >= table) {
            throw new Plist.Malformed("a value outside of the file");
        }
        int at = (int) offset;
        int marker = in.get(at) & 0xFF;
        int low = marker & 0x0F;
        return switch (marker >> 4) {
            case 0x0 ->
                switch (low) {
                    case 8 -> false;
                    case 9 -> true;
                    default -> throw new Plist.Malformed("an unknown value");
                };
            case 0x1 -> integer(at + 1, 1 << low);
            case 0x2 -> real(at + 1, 1 << low);
            case 0x3 -> date(at + 1);
            case 0x4 -> bytes(run(at, low, 1));
            case 0x5 -> new String(bytes(run(at, low, 1)), StandardCharsets.US_ASCII);
            case 0x6 -> new String(bytes(run(at, low, 2)), StandardCharsets.UTF_16BE);
            case 0xA -> array(run(at, low, refSize), depth);
            case 0xD -> dictionary(run(at, low, refSize * 2), depth);
            default -> throw new Plist.Malformed("an unknown value");
        };
    }

    /** Where the content of a value lies: its first byte, how many items, bytes in all. */
    private record Run(int at, int items, int bytes) {}

    private Run run(int at, int low, int size) throws Plist.Malformed {
        long items = low;
        int start = at + 1;
        if (low == 0x0F) {
            room(start, 1);
            int marker = in.get(start) & 0xFF;
            int width = 1 << (marker & 0x0F);
            if (marker >> 4 != 1 || width > 8) {
                throw new Plist.Malformed("a length that is no number");
            }
            items = number(start + 1, width);
            start += 1 + width;
        }
        if (items < 0 || items > table || items * size > table - start) {
            throw new Plist.Malformed("a value longer than the file");
        }
        return new Run(start, (int) items, (int) items * size);
    }

    private byte[] bytes(Run run) {
        byte[] bytes = new byte[run.bytes()];
        in.get(run.at(), bytes);
        return bytes;
    }

    private List<Object> array(Run run, int depth) throws Plist.Malformed {
        List<Object> list = new ArrayList<>();
        for (int i = 0; i < run.items(); i++) {
            list.add(value(number(run.at() + i * refSize, refSize), depth + 1));
        }
        return list;
    }

    private Map<String, Object> dictionary(Run run, int depth) throws Plist.Malformed {
        Map<String, Object> map = new LinkedHashMap<>();
        for (int i = 0; i < run.items(); i++) {
            Object key = value(number(run.at() + i * refSize, refSize), depth + 1);
            if (!(key instanceof String name)) {
                throw new Plist.Malformed("a key that is no text");
            }
            map.put(name, value(number(run.at() + (run.items() + i) * refSize, refSize), depth + 1));
        }
        return map;
    }

    private Object integer(int at, int size) throws Plist.Malformed {
        if (size == 16) {
            room(at, 16);
            return in.getLong(at + 8);
        }
        return number(at, size);
    }

    private Object real(int at, int size) throws Plist.Malformed {
        room(at, size);
        return switch (size) {
            case 4 -> (double) in.getFloat(at);
            case 8 -> in.getDouble(at);
            default -> throw new Plist.Malformed("an odd real number");
        };
    }

    private Instant date(int at) throws Plist.Malformed {
        room(at, 8);
        double seconds = in.getDouble(at);
        if (!(Math.abs(seconds) < 1e11)) {
            throw new Plist.Malformed("not a date");
        }
        return Instant.ofEpochMilli(APPLE_EPOCH * 1000 + Math.round(seconds * 1000));
    }

    /** Big-endian; below eight bytes without a sign. */
    private long number(int at, int size) throws Plist.Malformed {
        if (size > 8) {
            throw new Plist.Malformed("an odd number");
        }
        room(at, size);
        long number = 0;
        for (int i = 0; i < size; i++) {
            number = (number << 8) | (in.get(at + i) & 0xFF);
        }
        return number;
    }

    private void room(int at, int size) throws Plist.Malformed {
        if (at < 0 || at + size > in.limit() - TRAILER) {
            throw new Plist.Malformed("cut off");
        }
    }
}
