package org.fairlead.thinclient.x11;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/** One request in the making: its length is filled in when it is sent. */
final class Request {
    private final ByteBuffer bytes;

    Request(int opcode, int detail) {
        this(opcode, detail, 64);
    }

    Request(int opcode, int detail, int capacity) {
        bytes = ByteBuffer.allocate(capacity).order(ByteOrder.LITTLE_ENDIAN);
        bytes.put((byte) opcode).put((byte) detail).putShort((short) 0);
    }

    Request u8(int value) {
        bytes.put((byte) value);
        return this;
    }

    Request u16(int value) {
        bytes.putShort((short) value);
        return this;
    }

    Request u32(int value) {
        bytes.putInt(value);
        return this;
    }

    Request zeros(int count) {
        bytes.put(new byte[count]);
        return this;
    }

    Request text(byte[] value) {
        bytes.put(value);
        return this;
    }

    ByteBuffer finished() {
        while (bytes.position() % 4 != 0) bytes.put((byte) 0);
        bytes.putShort(2, (short) (bytes.position() / 4));
        return bytes.flip();
    }
}
