package org.fairlead.rdp;

import java.util.List;
import org.fairlead.rdp.auth.CredSspClient;
import org.fairlead.rdp.connect.ClientCore;
import org.fairlead.rdp.wire.ByteWriter;

/** What clients send from beginning to end, to be changed and played again. */
final class Conversations {
    private Conversations() {}

    /** A whole session of a talkative client, message by message. */
    static List<byte[]> of(boolean pipeline, CredSspClient.Wrap wrap) {
        SyntheticClient client = new SyntheticClient(SyntheticClient.settings(false));
        if (pipeline) client.early |= ClientCore.DYNVC_GFX;
        client.request("Cookie: mstshash=anna\r\n", 11);
        client.logOn("anna", "secret", wrap, 6);
        client.connect();
        client.clientInfo("anna", "", new byte[28]);
        byte[][] full = SyntheticClient.fullSets();
        byte[][] sets = java.util.Arrays.copyOf(full, full.length + 1);
        sets[full.length] = SyntheticClient.remoteFxSet();
        client.confirmActive(sets);
        client.finalizeConnection();
        client.send(new byte[] {8, 9, 0, 0x1E, 0x20, 0, 8, 1, 1});
        client.shareData(
                0x1C,
                new ByteWriter()
                        .u16(1)
                        .u16(0)
                        .u32(0)
                        .u16(4)
                        .u16(0)
                        .u16(30)
                        .u16(0)
                        .toByteArray());
        client.shareData(0x21, new ByteWriter().u8(1).zeros(3).zeros(8).toByteArray());
        client.shareData(0x23, new byte[4]);
        client.shareData(0x38, new byte[] {1, 0, 0, 0});
        if (pipeline) {
            for (byte[] message : List.of(
                    new byte[] {0x50, 0, 1, 0},
                    new byte[] {0x10, 1, 0, 0, 0, 0},
                    new byte[] {0x30, 1, 0x12, 0, 0, 0, 22, 0, 0, 0, 1, 0, 4, 0, 8, 0, 4, 0, 0, 0, 2, 0, 0, 0},
                    new byte[] {0x30, 1, 0x0D, 0, 0, 0, 20, 0, 0, 0, 0, 0, 0, 0, 1, 0, 0, 0, 1, 0, 0, 0}))
                client.data(
                        client.channelIds[2],
                        new ByteWriter()
                                .u32(message.length)
                                .u32(3)
                                .bytes(message)
                                .toByteArray());
        }
        client.data(
                client.messageChannelId,
                new ByteWriter().u16(0x2000).u16(0).u8(6).u8(1).u16(1).u16(0).toByteArray());
        return List.copyOf(client.sent);
    }
}
