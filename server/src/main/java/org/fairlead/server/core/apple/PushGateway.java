package org.fairlead.server.core.apple;

import java.time.Instant;
import java.util.concurrent.CompletableFuture;

/** Wakes a phone through Apple. */
public interface PushGateway extends AutoCloseable {
    /** One push; the topic is that of the certificate. */
    record Push(byte[] token, String magic, String topic, Instant expires) {}

    /** Never completes exceptionally. */
    CompletableFuture<Outcome> send(Push push);

    @Override
    void close();

    /** What came of a push. */
    sealed interface Outcome {
        /** Taken by Apple; whether the phone wakes is another question. */
        record Accepted() implements Outcome {}

        /** The token is not valid since the moment given. */
        record Dead(String reason, Instant since) implements Outcome {}

        /** The certificate, topic or request is refused: every push will be. */
        record Refused(String reason) implements Outcome {}

        /** Try again later. */
        record Later(String reason) implements Outcome {}
    }

    /** Opens a gateway for a certificate. */
    interface Factory {
        PushGateway open(AppleSettings settings, String chainPem, byte[] key);
    }
}
