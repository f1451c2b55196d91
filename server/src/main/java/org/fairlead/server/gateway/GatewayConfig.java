package org.fairlead.server.gateway;

import java.time.Duration;

/**
 * Limits of the gateway.
 *
 * @param port 0 takes any free port
 * @param heartbeat seconds between two pings as the core tells devices; a connection silent for three of them is closed
 * @param connectsPerSecond new connections beyond this rate are reset before TLS
 * @param connectsBurst connections that may come at once on top of the rate
 * @param maxConnections of the whole gateway; the process's file descriptors may allow fewer
 * @param maxPerAddress connections of one address; sites behind one address need as many as they have devices
 * @param maxStartingPerAddress connections of one address that have not said hello yet
 * @param workers messages handled at the same time
 * @param goAwayPerSecond devices a second that are told to come back after a planned stop
 * @param tls12 whether TLS 1.2 is spoken beside 1.3; the desk lets in Android 8 and 9 alone by it
 */
public record GatewayConfig(
        String bind,
        int port,
        int heartbeat,
        Duration handshakeTimeout,
        Duration helloTimeout,
        int connectsPerSecond,
        int connectsBurst,
        int maxConnections,
        int maxPerAddress,
        int maxStartingPerAddress,
        int workers,
        int goAwayPerSecond,
        boolean tls12) {
    /** Largest message of a device, in bytes. */
    public static final int MAX_MESSAGE = 1 << 20;

    /** Bytes that wait for a device from which nudges coalesce. */
    public static final int NUDGE_QUEUE = 64 << 10;

    /** Bytes that wait for a device from which it counts as a slow consumer. */
    public static final int MAX_QUEUE = 1 << 20;

    /** Messages of one connection that wait to be handled before reading pauses. */
    public static final int MAX_WAITING = 8;

    /** Messages that break the protocol before a connection is closed. */
    public static final int MAX_REFUSED = 20;

    public GatewayConfig {
        if (heartbeat < 1
                || connectsPerSecond < 1
                || connectsBurst < 1
                || maxConnections < 1
                || maxPerAddress < 1
                || maxStartingPerAddress < 1
                || workers < 1
                || goAwayPerSecond < 1) {
            throw new IllegalArgumentException("every limit of the gateway is at least 1");
        }
    }

    /** Limits for a machine with this many cores. */
    public static GatewayConfig of(String bind, int port, int heartbeat, int cores) {
        return new GatewayConfig(
                bind,
                port,
                heartbeat,
                Duration.ofSeconds(10),
                Duration.ofSeconds(30),
                350 * cores,
                700 * cores,
                200_000,
                25_000,
                2_000,
                Math.max(8, 4 * cores),
                300 * cores,
                true);
    }

    /** The same with TLS 1.2 allowed or not. */
    public GatewayConfig withTls12(boolean allowed) {
        return new GatewayConfig(
                bind,
                port,
                heartbeat,
                handshakeTimeout,
                helloTimeout,
                connectsPerSecond,
                connectsBurst,
                maxConnections,
                maxPerAddress,
                maxStartingPerAddress,
                workers,
                goAwayPerSecond,
                allowed);
    }

    GatewayConfig withTimeouts(Duration handshake, Duration hello) {
        return new GatewayConfig(
                bind,
                port,
                heartbeat,
                handshake,
                hello,
                connectsPerSecond,
                connectsBurst,
                maxConnections,
                maxPerAddress,
                maxStartingPerAddress,
                workers,
                goAwayPerSecond,
                tls12);
    }

    GatewayConfig withConnects(int perSecond, int burst, int max, int perAddress, int startingPerAddress) {
        return new GatewayConfig(
                bind,
                port,
                heartbeat,
                handshakeTimeout,
                helloTimeout,
                perSecond,
                burst,
                max,
                perAddress,
                startingPerAddress,
                workers,
                goAwayPerSecond,
                tls12);
    }
}
