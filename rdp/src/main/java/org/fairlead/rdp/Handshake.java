package org.fairlead.rdp;

import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.random.RandomGenerator;
import org.fairlead.rdp.auth.AuthenticationException;
import org.fairlead.rdp.auth.CredSspServer;
import org.fairlead.rdp.auth.NtHash;
import org.fairlead.rdp.connect.ClientCore;
import org.fairlead.rdp.connect.ClientInfo;
import org.fairlead.rdp.connect.ConnectInitial;
import org.fairlead.rdp.connect.ConnectResponse;
import org.fairlead.rdp.connect.ConnectionConfirm;
import org.fairlead.rdp.connect.ConnectionRequest;
import org.fairlead.rdp.connect.DomainPdu;
import org.fairlead.rdp.connect.SecurityHeader;
import org.fairlead.rdp.wire.ByteReader;
import org.fairlead.rdp.wire.ProtocolException;
import org.jspecify.annotations.Nullable;

/** The connection sequence from the first byte to the licence (MS-RDPBCGR 1.3.1.1). */
final class Handshake {
    /** What was agreed on the way. */
    record Result(
            ClientCore core,
            List<String> channels,
            int userChannel,
            int dynamicChannel,
            int messageChannel,
            boolean bulkCompression,
            LineCheck line) {}

    private enum Phase {
        REQUEST,
        TLS,
        CREDSSP,
        CONNECT,
        DOMAIN,
        DECISION,
        DONE
    }

    private static final byte[] AUTHORIZATION_SUCCESS = {0, 0, 0, 0};

    private final SessionSettings settings;
    private final Outlet outlet;
    private final RandomGenerator random;
    private final long fileTime;
    private Phase phase = Phase.REQUEST;
    private int requested;
    private int selected;
    private @Nullable CredSspServer credSsp;
    private String user = "";
    private String domain = "";
    private boolean authenticated;
    private boolean bulkCompression;
    private @Nullable ConnectInitial initial;
    private int[] channelIds = {};
    private int userChannel;
    private int messageChannel;
    private final Set<Integer> joined = new HashSet<>();
    private boolean attached;
    private boolean skipJoins;
    private boolean confirmedAhead;
    private @Nullable LineCheck line;

    Handshake(SessionSettings settings, Outlet outlet, RandomGenerator random, long fileTime) {
        this.settings = settings;
        this.outlet = outlet;
        this.random = random;
        this.fileTime = fileTime;
    }

    boolean isDone() {
        return phase == Phase.DONE;
    }

    boolean isAuthenticated() {
        return authenticated;
    }

    boolean awaitsTsRequest() {
        return phase == Phase.CREDSSP;
    }

    /** Whether bytes that arrive now must wait: for TLS, or for the program's answer. */
    boolean holdsInput() {
        CredSspServer c = credSsp;
        return phase == Phase.TLS
                || phase == Phase.DECISION
                || phase == Phase.CREDSSP && c != null && c.claim() != null;
    }

    boolean awaitsRequest() {
        return phase == Phase.REQUEST;
    }

    String user() {
        return user;
    }

    String domain() {
        return domain;
    }

    /** Null when the negotiation succeeded, otherwise why not. */
    @Nullable
    String connectionRequest(ByteReader in) throws ProtocolException {
        ConnectionRequest request = ConnectionRequest.read(in);
        requested = request.protocols();
        if (settings.networkLevelAllowed() && request.offers(ConnectionRequest.PROTOCOL_HYBRID_EX))
            selected = ConnectionRequest.PROTOCOL_HYBRID_EX;
        else if (settings.networkLevelAllowed() && request.offers(ConnectionRequest.PROTOCOL_HYBRID))
            selected = ConnectionRequest.PROTOCOL_HYBRID;
        else if (settings.tlsOnlyAllowed() && request.offers(ConnectionRequest.PROTOCOL_SSL))
            selected = ConnectionRequest.PROTOCOL_SSL;
        else {
            int code = settings.tlsOnlyAllowed() ? ConnectionConfirm.SSL_REQUIRED : ConnectionConfirm.HYBRID_REQUIRED;
            outlet.send(ConnectionConfirm.refuse(code));
            return "the client offers only protocols 0x%X".formatted(requested);
        }
        outlet.send(ConnectionConfirm.accept(selected));
        outlet.emit(new SessionEvent.StartTls());
        phase = Phase.TLS;
        return null;
    }

    void tlsStarted() {
        if (phase != Phase.TLS) throw new IllegalStateException("TLS was not asked for");
        if (selected == ConnectionRequest.PROTOCOL_SSL) {
            phase = Phase.CONNECT;
            return;
        }
        byte[] challenge = new byte[8];
        random.nextBytes(challenge);
        credSsp = new CredSspServer(settings.computerName(), settings.publicKey(), challenge, fileTime);
        phase = Phase.CREDSSP;
    }

    private CredSspServer credSsp() {
        if (credSsp == null) throw new IllegalStateException("no network level authentication is under way");
        return credSsp;
    }

    void tsRequest(byte[] bytes) throws ProtocolException, AuthenticationException {
        CredSspServer server = credSsp();
        outlet.send(server.receive(bytes));
        CredSspServer.Claim claim = server.claim();
        if (claim != null) {
            user = claim.user();
            domain = claim.domain();
            outlet.emit(new SessionEvent.AuthenticationNeeded(user, domain));
        }
        if (server.isDone()) {
            if (selected == ConnectionRequest.PROTOCOL_HYBRID_EX) outlet.send(AUTHORIZATION_SUCCESS);
            authenticated = true;
            phase = Phase.CONNECT;
            outlet.emit(new SessionEvent.Authenticated(user));
        }
    }

    void authenticate(List<NtHash> hashes) throws ProtocolException, AuthenticationException {
        outlet.send(credSsp().accept(hashes));
    }

    /** Tells a client under CredSSP why it is not let in. */
    void refuse(int ntStatus) {
        if (credSsp != null) outlet.send(credSsp.refusal(ntStatus));
    }

    /** One X.224 data TPDU after TLS began. */
    void data(ByteReader in, long now) throws ProtocolException {
        if (phase == Phase.CONNECT) connect(in);
        else if (phase == Phase.DOMAIN) domain(in, now);
        else throw new ProtocolException("a PDU at the wrong moment");
    }

    private void connect(ByteReader in) throws ProtocolException {
        ConnectInitial request = ConnectInitial.read(in);
        initial = request;
        int count = request.channels().size();
        channelIds = new int[count];
        for (int i = 0; i < count; i++) channelIds[i] = DomainPdu.FIRST_STATIC_CHANNEL + i;
        int next = DomainPdu.FIRST_STATIC_CHANNEL + count;
        if (request.messageChannel()) messageChannel = next++;
        userChannel = next;
        skipJoins = request.core().has(ClientCore.SKIP_CHANNELJOIN);
        byte[] response = new ConnectResponse(requested, channelIds, messageChannel, skipJoins).write();
        outlet.send(DomainPdu.tpkt(response));
        phase = Phase.DOMAIN;
        if (request.core().isSleepy()) confirmAhead();
    }

    /** User channel, I/O channel, message channel, then the others: the order in which FreeRDP joins. */
    private void confirmAhead() {
        confirmedAhead = true;
        outlet.send(DomainPdu.attachUserConfirm(userChannel));
        outlet.send(DomainPdu.channelJoinConfirm(userChannel, userChannel, true));
        outlet.send(DomainPdu.channelJoinConfirm(userChannel, DomainPdu.IO_CHANNEL, true));
        if (messageChannel != 0) outlet.send(DomainPdu.channelJoinConfirm(userChannel, messageChannel, true));
        for (int id : channelIds) outlet.send(DomainPdu.channelJoinConfirm(userChannel, id, true));
    }

    private void domain(ByteReader in, long now) throws ProtocolException {
        switch (DomainPdu.read(in)) {
            case DomainPdu.ErectDomainRequest _ -> {}
            case DomainPdu.AttachUserRequest _ -> {
                attached = true;
                if (!confirmedAhead) outlet.send(DomainPdu.attachUserConfirm(userChannel));
            }
            case DomainPdu.ChannelJoinRequest join -> {
                boolean known = attached && isKnown(join.channel());
                if (known) joined.add(join.channel());
                if (!confirmedAhead || !known)
                    outlet.send(DomainPdu.channelJoinConfirm(userChannel, join.channel(), known));
            }
            case DomainPdu.SendDataRequest data -> {
                if (!attached || data.channel() != DomainPdu.IO_CHANNEL)
                    throw new ProtocolException("data before the client info");
                clientInfo(data.data(), now);
            }
            case DomainPdu.DisconnectProviderUltimatum _ -> throw new ProtocolException("the client gave up");
        }
    }

    private boolean isKnown(int channel) {
        if (channel == userChannel || channel == DomainPdu.IO_CHANNEL) return true;
        if (messageChannel != 0 && channel == messageChannel) return true;
        for (int id : channelIds) if (id == channel) return true;
        return false;
    }

    private void clientInfo(ByteReader in, long now) throws ProtocolException {
        int flags = in.u16();
        in.skip(2);
        if ((flags & SecurityHeader.INFO_PKT) == 0) throw new ProtocolException("no client info where it must be");
        ClientInfo info = ClientInfo.read(in);
        bulkCompression = info.takesBulkCompression();
        if (info.autoReconnect().length == 28) {
            ByteReader cookie = new ByteReader(info.autoReconnect());
            cookie.skip(8);
            outlet.emit(new SessionEvent.Reconnects(cookie.i32(), cookie.bytes(16)));
        }
        if (authenticated) {
            info.wipe();
            licence(now);
            return;
        }
        user = info.user();
        domain = info.domain();
        phase = Phase.DECISION;
        outlet.emit(new SessionEvent.PasswordOffered(user, domain, info.password()));
    }

    /** The answer to a password under TLS; a refused client is told in its own way by the session. */
    void decide(boolean allowed, long now) {
        if (phase != Phase.DECISION) throw new IllegalStateException("nobody offered a password");
        authenticated = allowed;
        licence(now);
        if (!allowed) return;
        outlet.emit(new SessionEvent.Authenticated(user));
    }

    boolean awaitsDecision() {
        return phase == Phase.DECISION;
    }

    private void licence(long now) {
        ConnectInitial request = initial;
        if (request == null) throw new IllegalStateException("the client has not said what it is");
        line = new LineCheck(outlet, random, request.core(), messages() ? messageChannel : 0);
        if (authenticated) line.connect(now);
        outlet.send(DomainPdu.sendDataIndication(DomainPdu.IO_CHANNEL, SecurityHeader.validClient()));
        phase = Phase.DONE;
    }

    /** Whether the client shows Error Info; false before it said so. */
    boolean takesErrorInfo() {
        return phase == Phase.DONE && initial != null && initial.core().has(ClientCore.SUPPORT_ERRINFO);
    }

    Result result() {
        ConnectInitial request = initial;
        if (phase != Phase.DONE || request == null || line == null)
            throw new IllegalStateException("the handshake is not over");
        return new Result(
                request.core(),
                request.channels(),
                userChannel,
                joinedId("drdynvc"),
                messages() ? messageChannel : 0,
                bulkCompression,
                line);
    }

    private boolean messages() {
        return messageChannel != 0 && (skipJoins || joined.contains(messageChannel));
    }

    private int joinedId(String name) {
        int index = initial == null ? -1 : initial.channels().indexOf(name);
        return index >= 0 && (skipJoins || joined.contains(channelIds[index])) ? channelIds[index] : 0;
    }

    /** Forgets keys. */
    void wipe() {
        if (credSsp != null) credSsp.close();
    }
}
