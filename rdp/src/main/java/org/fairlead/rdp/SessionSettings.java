package org.fairlead.rdp;

import java.util.function.Supplier;
import org.fairlead.rdp.channel.BulkSegments;

/**
 * What a session offers.
 *
 * @param computerName shown to anybody who asks; keep it neutral
 * @param publicKey SubjectPublicKey of the TLS certificate (the content of the BIT STRING)
 * @param tlsOnlyAllowed whether clients without network level authentication may send their password under TLS
 * @param width of the screen at first
 * @param height of the screen at first
 * @param pipelineAllowed whether the graphics pipeline may be used
 * @param surfaceCommandsAllowed whether RemoteFX by surface commands may be used
 * @param autoReconnect whether clients get a cookie for reconnecting
 * @param bulk the bulk compressor of one graphics channel
 */
public record SessionSettings(
        String computerName,
        byte[] publicKey,
        boolean tlsOnlyAllowed,
        boolean networkLevelAllowed,
        int width,
        int height,
        boolean pipelineAllowed,
        boolean surfaceCommandsAllowed,
        boolean autoReconnect,
        Supplier<BulkSegments> bulk) {
    public SessionSettings {
        if (!tlsOnlyAllowed && !networkLevelAllowed)
            throw new IllegalArgumentException("no security protocol is allowed");
    }
}
