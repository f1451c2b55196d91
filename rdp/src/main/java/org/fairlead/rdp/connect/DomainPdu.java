package org.fairlead.rdp.connect;

import org.fairlead.rdp.wire.ByteReader;
import org.fairlead.rdp.wire.ByteWriter;
import org.fairlead.rdp.wire.Per;
import org.fairlead.rdp.wire.ProtocolException;

/** MCS domain PDUs (T.125 7, MS-RDPBCGR 2.2.1.5 to 2.2.1.9, 2.2.2.3). */
public sealed interface DomainPdu {
    int SERVER_USER = 1002;
    int IO_CHANNEL = 1003;
    int FIRST_STATIC_CHANNEL = 1004;

    record ErectDomainRequest() implements DomainPdu {}

    record AttachUserRequest() implements DomainPdu {}

    record ChannelJoinRequest(int user, int channel) implements DomainPdu {}

    record SendDataRequest(int user, int channel, ByteReader data) implements DomainPdu {}

    record DisconnectProviderUltimatum() implements DomainPdu {}

    /** Reads what stands after the X.224 data header. */
    static DomainPdu read(ByteReader in) throws ProtocolException {
        int choice = in.u8() >> 2;
        return switch (choice) {
            case 1 -> new ErectDomainRequest();
            case 8 -> new DisconnectProviderUltimatum();
            case 10 -> new AttachUserRequest();
            case 14 -> new ChannelJoinRequest(in.u16be() + 1001, in.u16be());
            case 25 -> {
                int user = in.u16be() + 1001;
                int channel = in.u16be();
                in.skip(1);
                yield new SendDataRequest(user, channel, in.slice(Per.length(in)));
            }
            default -> throw new ProtocolException("MCS PDU " + choice + " is not for a server");
        };
    }

    static byte[] attachUserConfirm(int user) {
        return tpkt(new ByteWriter().u8(0x2E).u8(0).u16be(user - 1001).toByteArray());
    }

    static byte[] channelJoinConfirm(int user, int channel, boolean allowed) {
        ByteWriter out = new ByteWriter().u8(allowed ? 0x3E : 0x3C).u8(allowed ? 0 : 0x20);
        out.u16be(user - 1001).u16be(channel);
        if (allowed) out.u16be(channel);
        return tpkt(out.toByteArray());
    }

    /** Reason rn-provider-initiated; clients take rn-user-requested for a log-off of their own. */
    static byte[] disconnectProviderUltimatum() {
        return tpkt(new byte[] {0x20, (byte) 0x80});
    }

    /** A Send Data Indication around data, with X.224 and TPKT headers. */
    static byte[] sendDataIndication(int channel, byte[] data) {
        ByteWriter out = new ByteWriter(data.length + 16);
        int start = out.size();
        sendDataHeader(out, channel, data.length);
        out.bytes(data);
        assert out.size() - start == data.length + headerSize(data.length);
        return out.toByteArray();
    }

    static int headerSize(int dataLength) {
        return 7 + 6 + (dataLength < 0x80 ? 1 : 2);
    }

    /** TPKT, X.224 and MCS headers for so many bytes of data, which the caller writes next. */
    static void sendDataHeader(ByteWriter out, int channel, int dataLength) {
        out.u8(3)
                .u8(0)
                .u16be(headerSize(dataLength) + dataLength)
                .u8(2)
                .u8(0xF0)
                .u8(0x80);
        out.u8(0x68).u16be(SERVER_USER - 1001).u16be(channel).u8(0x70);
        Per.length(out, dataLength);
    }

    /** X.224 data and TPKT headers around a PDU. */
    static byte[] tpkt(byte[] pdu) {
        ByteWriter out = new ByteWriter(pdu.length + 7);
        return out.u8(3)
                .u8(0)
                .u16be(pdu.length + 7)
                .u8(2)
                .u8(0xF0)
                .u8(0x80)
                .bytes(pdu)
                .toByteArray();
    }
}
