package org.fairlead.rdp.host;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import org.fairlead.rdp.ErrorInfo;
import org.fairlead.rdp.SocketClient;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Clients whose line broke go on with their session (MS-RDPBCGR 5.5; S2_AutoReconnect of the suite). */
@Timeout(60)
class ReconnectionTest {
    private static TlsIdentity identity;
    private LiveServer live;

    @BeforeAll
    static void makeIdentity() throws Exception {
        identity = TlsIdentity.generate("test", Instant.now());
    }

    private static ServerOptions options() {
        return ServerOptions.of(identity, 800, 600).withReconnectWithin(Duration.ofMinutes(1));
    }

    @BeforeEach
    void start() throws Exception {
        live = new LiveServer(options());
    }

    @AfterEach
    void stop() {
        live.close();
    }

    @Test
    void aClientWhoseLineBrokeGoesOnWithItsSession() throws Exception {
        SocketClient first = live.session();
        live.happens("connected 1");
        byte[] cookie = first.cookie();
        first.cut();
        live.happens("closed 1 LOST");
        try (SocketClient second = live.session(cookie)) {
            live.happens("connected 2 resumes 1");
            assertThat(second.cookie()).isNotEqualTo(cookie);
        }
    }

    @Test
    void aClientThatIsBackBeforeTheServerNoticedTakesTheOldLinesPlace() throws Exception {
        try (SocketClient first = live.session();
                SocketClient second = live.session(first.cookie())) {
            live.happens("connected 1");
            live.happens("closed 1 LOST");
            live.happens("connected 2 resumes 1");
            assertThat(second.cookie()).isNotEmpty();
        }
    }

    @Test
    void aCookieIsSpentByItsUse() throws Exception {
        SocketClient first = live.session();
        byte[] cookie = first.cookie();
        first.cut();
        live.session(cookie).cut();
        live.session(cookie).close();
        live.happens("connected 1");
        live.happens("closed 1 LOST");
        live.happens("connected 2 resumes 1");
        live.happens("closed 2 LOST");
        live.happens("connected 3");
    }

    @Test
    void aClientThatClosesItsLineHasLeftWithOrWithoutAGoodbye() throws Exception {
        SocketClient first = live.session();
        byte[] cookie = first.cookie();
        live.happens("connected 1");
        first.hangUp();
        live.happens("closed 1 CLIENT");
        live.session(cookie).close();
        live.happens("connected 2");
    }

    @Test
    void whoWasSentAwayDoesNotComeBackByHisCookie() throws Exception {
        SocketClient first = live.session();
        byte[] cookie = first.cookie();
        live.happens("connected 1");
        live.end(ErrorInfo.RPC_INITIATED_DISCONNECT_BY_USER);
        first.readToTheEnd();
        assertThat(first.errorInfos()).containsExactly(0x0B);
        live.happens("closed 1 SERVER");
        live.session(cookie).close();
        live.happens("connected 2");
    }

    @Test
    void whoIsSentAwayWhileHisLineIsBrokenDoesNotComeBackByHisCookie() throws Exception {
        SocketClient first = live.session();
        byte[] cookie = first.cookie();
        first.cut();
        live.happens("connected 1");
        live.happens("closed 1 LOST");
        live.end(ErrorInfo.RPC_INITIATED_DISCONNECT_BY_USER);
        live.session(cookie).close();
        live.happens("connected 2");
    }

    @Test
    void underTlsTheCookieOpensWithoutThePasswordOnce() throws Exception {
        live.close();
        live = new LiveServer(options().withNetworkLevelRequired(false));
        SocketClient first = tlsOnly("secret");
        first.confirm();
        byte[] cookie = first.cookie();
        live.happens("connected 1");
        first.cut();
        live.happens("closed 1 LOST");
        try (SocketClient second = tlsOnly("", cookie)) {
            second.confirm();
            live.happens("connected 2 resumes 1");
        }
        try (SocketClient third = tlsOnly("", cookie)) {
            third.readToTheEnd();
            assertThat(third.errorInfos()).containsExactly(0x0A);
        }
    }

    private SocketClient tlsOnly(String password, byte... cookie) throws Exception {
        SocketClient client = live.client("127.0.0.1");
        client.negotiate(1);
        client.secure();
        client.joinChannels();
        client.tellWho("anna", password, cookie);
        return client;
    }

    @Test
    void withoutReconnectionNoCookieIsGiven() throws Exception {
        live.close();
        live = new LiveServer(ServerOptions.of(identity, 800, 600));
        try (SocketClient client = live.session()) {
            live.happens("connected 1");
            live.end(ErrorInfo.NONE);
            client.readToTheEnd();
            assertThat(client.logOnInfos()).isEqualTo(1);
        }
    }

    @Test
    void oneSessionMoreThanAllowedIsToldSo() throws Exception {
        live.close();
        live = new LiveServer(options().withMaxSessions(1));
        try (SocketClient first = live.session();
                SocketClient second = live.session()) {
            second.readToTheEnd();
            assertThat(second.errorInfos()).containsExactly(ErrorInfo.OUT_OF_MEMORY.code());
            byte[] cookie = first.cookie();
            live.session(cookie).close();
            live.happens("connected 1");
            live.happens("closed 1 LOST");
            live.happens("connected 2 resumes 1");
        }
    }
}
