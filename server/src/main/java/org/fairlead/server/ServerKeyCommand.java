package org.fairlead.server;

import java.io.PrintStream;
import java.util.HexFormat;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import org.fairlead.server.config.ServerConfig;
import org.fairlead.server.core.Ids;
import org.fairlead.server.core.access.Actor;
import org.fairlead.server.core.confirm.ServerKeyStore;
import org.fairlead.server.core.pki.Authorities;
import org.fairlead.server.store.PgServerKeys;

/**
 * Rotates the server's key: the running server does it when there is one, because it knows which devices are ready and
 * uses the new key at once; without one the command does it itself.
 */
final class ServerKeyCommand {
    private static final int WAIT_STEPS = 50;
    private static final long STEP_MILLIS = 200;

    private ServerKeyCommand() {}

    static void rotate(Foundation base, ServerConfig config, boolean force, PrintStream out) {
        ServerKeyStore store = new PgServerKeys(base.workspace.id());
        UUID id = Ids.next();
        base.work.runInTx(tx -> store.ask(tx, id, force, base.clock.instant()));
        boolean taken = false;
        for (int step = 0; step < WAIT_STEPS || taken && step < 5 * WAIT_STEPS; step++) {
            ServerKeyStore.Order order = base.work
                    .<Optional<ServerKeyStore.Order>>read(tx -> store.find(tx, id))
                    .orElseThrow(() -> new HostCommands.Failed("another command has replaced this one, try again"));
            switch (order.state()) {
                case "done" -> {
                    out.println("the server uses its next key now, fingerprint " + order.outcome());
                    out.println("connected devices were told the key after it; no code is needed");
                    return;
                }
                case "refused" -> throw new HostCommands.Failed(order.outcome() + "; force it with --force yes");
                case "asked" -> {}
                default -> taken = true;
            }
            pause();
        }
        if (taken || !base.work.<Boolean>inTx(tx -> store.withdraw(tx, id))) {
            throw new HostCommands.Failed("the server has begun but does not answer, see its log");
        }
        Authorities authorities = Authorities.loadOrCreate(
                config.data().resolve("keys"), Server.names(config), java.time.Clock.systemUTC());
        authorities.rotate();
        String fingerprint =
                HexFormat.of().formatHex(authorities.serverKeyHashes().getFirst());
        base.work.runInTx(tx -> base.audit.record(
                tx,
                Actor.host(),
                "server-key.rotate",
                "server",
                null,
                null,
                Map.of("fingerprint", fingerprint, "running", false)));
        out.println("no server is running: the next key is in place, fingerprint " + fingerprint);
        out.println("devices that have met this server since the last rotation trust it; others will need a code");
    }

    private static void pause() {
        try {
            Thread.sleep(STEP_MILLIS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new HostCommands.Failed("interrupted");
        }
    }
}
