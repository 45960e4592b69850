package dev.roomscribe.fishjam.embedded;

import com.google.protobuf.InvalidProtocolBufferException;
import dev.roomscribe.fishjam.PeerType;
import dev.roomscribe.fishjam.proto.AgentRequest;
import dev.roomscribe.fishjam.proto.AgentResponse;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.ServerWebSocket;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * An agent's socket, seen from Fishjam: the first message must present a good token, and everything after it is left
 * unread. Its handlers run on the socket's event loop; {@link #send} and {@link #close} may be called from any thread.
 */
final class AgentConnection {
    private static final short NORMAL = 1000;
    private static final Buffer AUTHENTICATED = Buffer.buffer(AgentResponse.newBuilder()
            .setAuthenticated(AgentResponse.Authenticated.getDefaultInstance())
            .build()
            .toByteArray());

    private final EmbeddedFishjam fishjam;
    private final ServerWebSocket socket;
    private @Nullable EmbeddedPeer peer;

    private AgentConnection(EmbeddedFishjam fishjam, ServerWebSocket socket) {
        this.fishjam = fishjam;
        this.socket = socket;
    }

    static void accept(EmbeddedFishjam fishjam, Vertx vertx, ServerWebSocket socket) {
        AgentConnection connection = new AgentConnection(fishjam, socket);
        long pings =
                vertx.setPeriodic(fishjam.options().pingInterval().toMillis(), id -> socket.writePing(Buffer.buffer()));
        socket.binaryMessageHandler(connection::onMessage);
        // The close handler follows and does what is to be done.
        socket.exceptionHandler(ignored -> {});
        socket.closeHandler(closed -> {
            vertx.cancelTimer(pings);
            connection.onClosed();
        });
    }

    private void onMessage(Buffer message) {
        if (peer != null) {
            return;
        }
        String refusal = authenticate(message);
        if (refusal != null) {
            close(refusal);
        }
    }

    /** Returns the reason to refuse, or null once the agent is in. */
    private @Nullable String authenticate(Buffer message) {
        String token = tokenIn(message);
        if (token == null) {
            return "unauthenticated";
        }
        if (token.isEmpty()) {
            return "missing token";
        }
        Optional<PeerTokens.Grant> grant = fishjam.tokens().read(token);
        if (grant.isEmpty()) {
            return "invalid token";
        }
        return fishjam.tokens().expired(grant.get()) ? "expired token" : join(grant.get());
    }

    private @Nullable String join(PeerTokens.Grant grant) {
        synchronized (fishjam.lock()) {
            EmbeddedRoom room = fishjam.room(grant.roomId()).orElse(null);
            if (room == null) {
                return "room not found";
            }
            EmbeddedPeer agent = room.peer(grant.peerId()).orElse(null);
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
            // Queued before any audio can be: nobody hears this track's room until the line below.
            socket.writeBinaryMessage(AUTHENTICATED);
            room.connectHearers();
            return null;
        }
    }

    private static @Nullable String tokenIn(Buffer message) {
        try {
            AgentRequest request = AgentRequest.parseFrom(message.getBytes());
            return request.hasAuthRequest() ? request.getAuthRequest().getToken() : null;
        } catch (InvalidProtocolBufferException e) {
            return null;
        }
    }

    private void onClosed() {
        synchronized (fishjam.lock()) {
            if (peer != null) {
                peer.disconnected(this);
            }
        }
    }

    /** Queues a message; one for a socket that is just closing is lost, as it would be on the way. */
    void send(Buffer message) {
        try {
            socket.writeBinaryMessage(message);
        } catch (IllegalStateException closed) {
            // Whoever talks must not be stopped by somebody who has gone.
            return;
        }
    }

    void close(String reason) {
        socket.close(NORMAL, reason);
    }
}
