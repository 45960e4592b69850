package dev.roomscribe.fishjam.embedded.agent;

import com.google.protobuf.InvalidProtocolBufferException;
import dev.roomscribe.fishjam.PeerType;
import dev.roomscribe.fishjam.embedded.fault.Faults;
import dev.roomscribe.fishjam.embedded.fault.SocketFaults;
import dev.roomscribe.fishjam.embedded.room.AgentConnection;
import dev.roomscribe.fishjam.embedded.room.EmbeddedPeer;
import dev.roomscribe.fishjam.embedded.room.EmbeddedRoom;
import dev.roomscribe.fishjam.embedded.room.PeerTokens;
import dev.roomscribe.fishjam.embedded.room.Rooms;
import dev.roomscribe.fishjam.proto.AgentRequest;
import dev.roomscribe.fishjam.proto.AgentResponse;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.ServerWebSocket;
import io.vertx.core.http.WebSocketFrame;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * An agent's WebSocket: the first message must present a valid token; {@link AgentTracks} handles all later ones.
 * Handlers run on the socket's event loop; the methods of {@link AgentConnection} may be called from any thread.
 */
final class AgentWebSocket implements AgentConnection {
    private static final short NORMAL = 1000;
    private static final Buffer AUTHENTICATED = Buffer.buffer(AgentResponse.newBuilder()
            .setAuthenticated(AgentResponse.Authenticated.getDefaultInstance())
            .build()
            .toByteArray());

    private final Vertx vertx;
    private final ServerWebSocket socket;
    private final Rooms rooms;
    private final PeerTokens tokens;
    private final Faults faults;
    private boolean authenticating;
    private @Nullable EmbeddedPeer peer;
    private @Nullable AgentTracks tracks;
    private volatile boolean frozen;

    AgentWebSocket(Vertx vertx, ServerWebSocket socket, Rooms rooms, PeerTokens tokens, Faults faults) {
        this.vertx = vertx;
        this.socket = socket;
        this.rooms = rooms;
        this.tokens = tokens;
        this.faults = faults;
    }

    void ping() {
        if (!frozen) {
            socket.writePing(Buffer.buffer());
        }
    }

    void onMessage(Buffer message) {
        AgentRequest request = parse(message);
        if (tracks != null) {
            tracks.onRequest(request);
        } else if (!authenticating) {
            authenticating = true;
            long delay = faults.authenticationDelay().toMillis();
            if (delay == 0) {
                authenticate(request);
            } else {
                vertx.setTimer(delay, timer -> authenticate(request));
            }
        }
    }

    private static AgentRequest parse(Buffer message) {
        try {
            return AgentRequest.parseFrom(message.getBytes());
        } catch (InvalidProtocolBufferException e) {
            return AgentRequest.getDefaultInstance();
        }
    }

    private void authenticate(AgentRequest request) {
        String refusal = tryAuthenticate(request);
        if (refusal != null) {
            close(NORMAL, refusal);
        }
    }

    /** Returns the close reason of the refusal, or null once the agent is connected. */
    private @Nullable String tryAuthenticate(AgentRequest request) {
        if (!request.hasAuthRequest()) {
            return "unauthenticated";
        }
        String token = request.getAuthRequest().getToken();
        if (token.isEmpty()) {
            return "missing token";
        }
        Optional<PeerTokens.Claims> claims = tokens.read(token);
        if (claims.isEmpty()) {
            return "invalid token";
        }
        return tokens.expired(claims.get()) ? "expired token" : tryConnect(claims.get());
    }

    private @Nullable String tryConnect(PeerTokens.Claims claims) {
        synchronized (rooms.lock()) {
            EmbeddedRoom room = rooms.find(claims.roomId()).orElse(null);
            if (room == null) {
                return "room not found";
            }
            EmbeddedPeer agent = room.peer(claims.peerId()).orElse(null);
            if (agent == null) {
                return "peer not found";
            }
            if (agent.type() != PeerType.AGENT) {
                return "invalid token";
            }
            if (!agent.connect(this)) {
                return "peer already connected";
            }
            peer = agent;
            tracks = new AgentTracks(agent, this);
            return null;
        }
    }

    void onClosed() {
        if (peer != null) {
            peer.onConnectionClosed(this);
        }
    }

    @Override
    public void sendAuthenticated() {
        send(AUTHENTICATED);
    }

    @Override
    public void send(Buffer message) {
        if (frozen) {
            return;
        }
        try {
            socket.writeBinaryMessage(message);
        } catch (IllegalStateException closed) {
            // A closed receiver must not stop the audio of the other ones.
            return;
        }
    }

    @Override
    public void sendFrame(WebSocketFrame frame) {
        if (frozen) {
            return;
        }
        try {
            socket.writeFrame(frame);
        } catch (IllegalStateException closed) {
            return;
        }
    }

    @Override
    public void close(short code, String reason) {
        socket.close(code, reason);
    }

    @Override
    public void drop() {
        SocketFaults.disconnect(socket);
    }

    @Override
    public void freeze() {
        frozen = true;
        SocketFaults.stopReading(socket);
    }
}
