package org.fairlead.rdp.connect;

import java.util.ArrayList;
import java.util.List;
import org.fairlead.rdp.wire.ByteReader;
import org.fairlead.rdp.wire.Der;
import org.fairlead.rdp.wire.Per;
import org.fairlead.rdp.wire.ProtocolException;
import org.jspecify.annotations.Nullable;

/**
 * MCS Connect Initial with the GCC Conference Create Request inside (MS-RDPBCGR 2.2.1.3).
 *
 * @param channels the static channels wanted, in order
 * @param messageChannel whether the client wants the message channel (CS_MCS_MSGCHANNEL)
 */
public record ConnectInitial(ClientCore core, List<String> channels, boolean messageChannel) {
    /** CHANNEL_MAX_COUNT. */
    public static final int MAX_CHANNELS = 31;

    private static final int CS_CORE = 0xC001;
    private static final int CS_NET = 0xC003;
    private static final int CS_MCS_MSGCHANNEL = 0xC006;

    /** Reads what stands after the X.224 data header. */
    public static ConnectInitial read(ByteReader in) throws ProtocolException {
        if (in.u8() != 0x7F || in.u8() != 0x65) throw new ProtocolException("no MCS Connect Initial");
        ByteReader pdu = in.slice(Der.length(in));
        Der.expect(pdu, Der.OCTET_STRING);
        Der.expect(pdu, Der.OCTET_STRING);
        Der.expect(pdu, Der.BOOLEAN);
        for (int i = 0; i < 3; i++) Der.expect(pdu, Der.SEQUENCE);
        return conference(Der.expect(pdu, Der.OCTET_STRING));
    }

    private static ConnectInitial conference(ByteReader in) throws ProtocolException {
        in.skip(1);
        in.skip(in.u8());
        Per.length(in);
        in.skip(2 + 1 + 1 + 1 + 1 + 1);
        if (!new String(in.bytes(in.u8() + 4), java.nio.charset.StandardCharsets.ISO_8859_1).equals("Duca"))
            throw new ProtocolException("the conference request is not of an RDP client");
        return blocks(in.slice(Per.length(in)));
    }

    private static ConnectInitial blocks(ByteReader in) throws ProtocolException {
        @Nullable ClientCore core = null;
        List<String> channels = List.of();
        boolean messages = false;
        while (in.remaining() >= 4) {
            int type = in.u16();
            int length = in.u16();
            if (length < 4) throw new ProtocolException("a block of client data is shorter than its header");
            ByteReader block = in.slice(length - 4);
            switch (type) {
                case CS_CORE -> core = ClientCore.read(block);
                case CS_NET -> channels = channels(block);
                case CS_MCS_MSGCHANNEL -> messages = true;
                default -> {} // cluster, monitors, multitransport and what later versions add: not served
            }
        }
        if (core == null) throw new ProtocolException("the client sends no core data");
        return new ConnectInitial(core, channels, messages);
    }

    private static List<String> channels(ByteReader in) throws ProtocolException {
        int count = in.length32(MAX_CHANNELS);
        List<String> names = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            names.add(in.latin1(8));
            in.skip(4);
        }
        return List.copyOf(names);
    }
}
