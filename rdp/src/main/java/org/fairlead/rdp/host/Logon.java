package org.fairlead.rdp.host;

import java.net.InetAddress;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.locks.ReentrantLock;
import org.fairlead.rdp.RdpSession;
import org.fairlead.rdp.auth.LogonFailure;
import org.fairlead.rdp.auth.NtHash;
import org.jspecify.annotations.Nullable;

/** Answers the log-ons of one connection, as slowly as the guard wants. Its caller holds the session's lock. */
final class Logon {
    private final RdpSession session;
    private final ReentrantLock lock;
    private final LoginGuard guard;
    private final RdpHandler handler;
    private final InetAddress address;
    private boolean byCookie;

    Logon(RdpSession session, ReentrantLock lock, LoginGuard guard, RdpHandler handler, InetAddress address) {
        this.session = session;
        this.lock = lock;
        this.guard = guard;
        this.handler = handler;
        this.address = address;
    }

    /** Waits without the lock; null when the session ended meanwhile. */
    private LoginGuard.@Nullable Verdict ask() {
        LoginGuard.Verdict verdict = guard.attempt(address, System.nanoTime());
        if (verdict.delayNanos() > 0) {
            int holds = lock.getHoldCount();
            for (int i = 0; i < holds; i++) lock.unlock();
            try {
                Thread.sleep(verdict.delayNanos() / 1_000_000);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            } finally {
                for (int i = 0; i < holds; i++) lock.lock();
            }
        }
        return session.isClosed() ? null : verdict;
    }

    void networkLevel(String user, String domain) {
        LoginGuard.Verdict verdict = ask();
        if (verdict == null) return;
        if (verdict.locked()) {
            session.refuse(LogonFailure.LOCKED_OUT);
            return;
        }
        List<NtHash> hashes = handler.credentials(user, domain, address);
        try {
            session.authenticate(hashes, System.nanoTime());
        } finally {
            hashes.forEach(NtHash::close);
        }
        if (session.isClosed()) guard.failed(address, System.nanoTime());
    }

    /** Whether the cookie of an earlier connection opened, not a password. */
    boolean wasByCookie() {
        return byCookie;
    }

    /** @param cookieOpens whether the client has the cookie of an earlier connection of this user
     */
    void password(String user, String domain, char[] password, boolean cookieOpens) {
        try {
            LoginGuard.Verdict verdict = ask();
            if (verdict == null) return;
            boolean right = false;
            if (!verdict.locked()) {
                for (NtHash hash : handler.credentials(user, domain, address)) {
                    right |= hash.matches(password);
                    hash.close();
                }
                byCookie = !right && cookieOpens;
                right |= byCookie;
                if (!right && password.length > 0) guard.failed(address, System.nanoTime());
            }
            session.decide(right, System.nanoTime());
        } finally {
            Arrays.fill(password, '\0');
        }
    }
}
