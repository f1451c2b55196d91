package org.fairlead.rdp.connect;

import java.nio.charset.StandardCharsets;
import org.fairlead.rdp.wire.ByteWriter;
import org.fairlead.rdp.wire.Der;
import org.fairlead.rdp.wire.Per;

/**
 * MCS Connect Response with the GCC Conference Create Response inside (MS-RDPBCGR 2.2.1.4), from BER header to end.
 *
 * @param requestedProtocols what the client offered in its connection request, bit for bit
 * @param channels ids of the static channels, in the client's order
 * @param messageChannel id of the message channel, 0 when the client wants none
 */
public record ConnectResponse(int requestedProtocols, int[] channels, int messageChannel, boolean skipJoins) {
    private static final int SKIP_CHANNELJOIN_SUPPORTED = 0x8;

    public byte[] write() {
        ByteWriter data = new ByteWriter();
        data.u16(0x0C01).u16(16).u32(0x0008_0004).u32(requestedProtocols);
        data.u32(skipJoins ? SKIP_CHANNELJOIN_SUPPORTED : 0);
        data.u16(0x0C02).u16(12).u32(0).u32(0);
        boolean odd = (channels.length & 1) == 1;
        data.u16(0x0C03).u16(8 + 2 * channels.length + (odd ? 2 : 0)).u16(DomainPdu.IO_CHANNEL);
        data.u16(channels.length);
        for (int channel : channels) data.u16(channel);
        if (odd) data.u16(0);
        if (messageChannel != 0) data.u16(0x0C04).u16(6).u16(messageChannel);

        ByteWriter conference = new ByteWriter();
        // ConferenceCreateResponse: node id, tag 1, result success, one set of user data with the key "McDn"
        conference.u8(0x14).u16be(0x760A).u8(1).u8(1).u8(0).u8(1).u8(0xC0).u8(0);
        conference.bytes("McDn".getBytes(StandardCharsets.US_ASCII));
        Per.length(conference, data.size()).bytes(data.toByteArray());
        ByteWriter gcc =
                new ByteWriter().u8(0).u8(5).u8(0).u8(0x14).u8(0x7C).u8(0).u8(1);
        Per.length(gcc, conference.size()).bytes(conference.toByteArray());

        int[] domain = {34, 3, 0, 1, 0, 1, 0xFFF8, 2};
        ByteWriter parameters = new ByteWriter();
        for (int value : domain) parameters.bytes(Der.number(Der.INTEGER, value));
        return Der.value(
                0x7F66,
                Der.number(Der.ENUMERATED, 0),
                Der.number(Der.INTEGER, 0),
                Der.value(Der.SEQUENCE, parameters.toByteArray()),
                Der.value(Der.OCTET_STRING, gcc.toByteArray()));
    }
}
