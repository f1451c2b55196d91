package org.fairlead.rdp.host;

import java.io.IOException;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.security.GeneralSecurityException;
import java.security.SecureRandom;
import java.util.Arrays;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLParameters;
import javax.net.ssl.SSLSocket;
import org.fairlead.rdp.ErrorInfo;

/**
 * Listens for RDP clients. One thread accepts; each connection has a reader, a virtual writer and timer and, once it
 * shows pictures, a picture thread. Whoever starts it closes it, which ends all connections and waits, at most two seconds,
 * until they were told.
 */
public final class RdpServer implements AutoCloseable {
    private static final String[] PROTOCOLS = {"TLSv1.3", "TLSv1.2"};
    private static final long LAST_WORDS_NANOS = 2_000_000_000L;
    private static final Logger LOG = System.getLogger(RdpServer.class.getName());

    final ServerOptions options;
    final RdpHandler handler;
    final LoginGuard guard;
    final SecureRandom random = new SecureRandom();
    final Reconnects<Connection> reconnects;
    private final SSLContext tls;
    final byte[] publicKey;
    private final ServerSocket socket;
    private final Set<Connection> connections = ConcurrentHashMap.newKeySet();
    private final Antechamber<Connection> unauthenticated = new Antechamber<>();
    private int sessions;
    private volatile boolean closed;

    private RdpServer(ServerOptions options, RdpHandler handler, LoginGuard guard)
            throws IOException, GeneralSecurityException {
        this.options = options;
        this.handler = handler;
        this.guard = guard;
        this.reconnects = new Reconnects<>(options.reconnectWithin().toNanos());
        this.tls = options.identity().context();
        this.publicKey = options.identity().publicKeyBits();
        this.socket = new ServerSocket();
        socket.setReuseAddress(true);
        socket.bind(new InetSocketAddress(options.bind(), options.port()), 50);
    }

    /** Starts listening; failures to log on are remembered in a guard of its own. */
    public static RdpServer start(ServerOptions options, RdpHandler handler) throws IOException {
        return start(options, handler, new LoginGuard());
    }

    /** Starts listening with a guard that may outlive this server. */
    public static RdpServer start(ServerOptions options, RdpHandler handler, LoginGuard guard) throws IOException {
        try {
            RdpServer server = new RdpServer(options, handler, guard);
            Thread.ofVirtual().name("rdp-accept").start(server::accept);
            return server;
        } catch (GeneralSecurityException e) {
            throw new IOException("the TLS key cannot be used: " + e.getMessage(), e);
        }
    }

    public int port() {
        return socket.getLocalPort();
    }

    /**
     * Has the calling thread encode made-up pictures for about a second, after which a client's first picture need not wait
     * for the compiler. For a thread of its own, once; clients may come meanwhile.
     */
    public void rehearse() {
        new Rehearsal().run(options.encoders());
    }

    /** Connections of any kind that are open now. */
    public int connections() {
        return connections.size();
    }

    private void accept() {
        while (!closed) {
            try {
                Socket client = socket.accept();
                try {
                    admit(new Connection(this, client));
                } catch (IOException e) {
                    client.close();
                    throw e;
                }
            } catch (IOException e) {
                if (closed) return;
                LOG.log(Level.WARNING, "a connection cannot be accepted: {0}", e.getMessage());
                pause(100);
            }
        }
    }

    private static void pause(int millis) {
        try {
            Thread.sleep(millis);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /** TLS 1.2 or 1.3 on an accepted socket, with forward secrecy and authenticated encryption only. */
    SSLSocket secure(Socket client) throws IOException {
        SSLSocket secure = (SSLSocket) tls.getSocketFactory().createSocket(client, null, true);
        SSLParameters parameters = secure.getSSLParameters();
        parameters.setProtocols(PROTOCOLS);
        parameters.setCipherSuites(Arrays.stream(secure.getSupportedCipherSuites())
                .filter(RdpServer::isStrong)
                .toArray(String[]::new));
        parameters.setUseCipherSuitesOrder(true);
        secure.setSSLParameters(parameters);
        secure.startHandshake();
        return secure;
    }

    private static boolean isStrong(String suite) {
        boolean authenticated = suite.contains("_GCM_") || suite.contains("CHACHA20");
        boolean version13 = suite.startsWith("TLS_AES_") || suite.startsWith("TLS_CHACHA20_");
        return authenticated && (version13 || suite.startsWith("TLS_ECDHE_RSA_"));
    }

    private void admit(Connection connection) throws IOException {
        var answer = unauthenticated.enter(connection, LoginGuard.place(connection.address()));
        if (answer.evicted() != null) answer.evicted().evict();
        if (answer.admitted()) {
            connections.add(connection);
            connection.start();
        } else {
            connection.turnAway();
        }
    }

    /** A connection proved its password. */
    void authenticated(Connection connection) {
        unauthenticated.leave(connection);
    }

    /** A client can see pictures; false when there are too many sessions already. */
    synchronized boolean announced() {
        if (sessions >= options.maxSessions()) return false;
        sessions++;
        return true;
    }

    synchronized void ended(Connection connection, boolean wasAnnounced) {
        unauthenticated.leave(connection);
        if (connections.remove(connection) && wasAnnounced) sessions--;
    }

    @Override
    public void close() {
        closed = true;
        try {
            socket.close();
        } catch (IOException e) {
            LOG.log(Level.DEBUG, "the listening socket does not close", e);
        }
        for (Connection connection : connections) connection.close(ErrorInfo.RPC_INITIATED_DISCONNECT);
        long end = System.nanoTime() + LAST_WORDS_NANOS;
        while (!connections.isEmpty() && System.nanoTime() - end < 0) pause(10);
    }
}
