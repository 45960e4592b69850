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
 * An agent's socket, seen from Fishjam: the first message must present a good token; what follows is for {@link
 * AgentTracks}. Its handlers run on the socket's event loop; {@link #send} and {@link #close} may be called from any
 * thread.
 */
final class AgentConnection {
    private static final Buffer AUTHENTICATED = Buffer.buffer(AgentResponse.newBuilder()
            .setAuthenticated(AgentResponse.Authenticated.getDefaultInstance())
            .build()
            .toByteArray());

    private final EmbeddedFishjam fishjam;
    private final Vertx vertx;
    private final ServerWebSocket socket;
    private boolean authenticating;
    /** Written under the Fishjam's lock before anything can be heard. */
    private volatile @Nullable EmbeddedPeer peer;

    private @Nullable AgentTracks tracks;
    private volatile boolean frozen;

    private AgentConnection(EmbeddedFishjam fishjam, Vertx vertx, ServerWebSocket socket) {
        this.fishjam = fishjam;
        this.vertx = vertx;
        this.socket = socket;
    }

    static void accept(EmbeddedFishjam fishjam, Vertx vertx, ServerWebSocket socket) {
        AgentConnection connection = new AgentConnection(fishjam, vertx, socket);
        long pings = vertx.setPeriodic(fishjam.options().pingInterval().toMillis(), id -> connection.ping());
        socket.binaryMessageHandler(connection::onMessage);
        // The close handler follows and does what is to be done.
        socket.exceptionHandler(ignored -> {});
        socket.closeHandler(closed -> {
            vertx.cancelTimer(pings);
            connection.onClosed();
        });
    }

    private void ping() {
        if (!frozen) {
            socket.writePing(Buffer.buffer());
        }
    }

    private void onMessage(Buffer message) {
        AgentRequest request = parse(message);
        if (tracks != null) {
            tracks.take(request);
        } else if (!authenticating) {
            authenticating = true;
            long delay = fishjam.faults().authenticationDelay().toMillis();
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
        String refusal = refusal(request);
        if (refusal != null) {
            close(EmbeddedPeer.NORMAL, refusal);
        }
    }

    /** Returns the reason to refuse, or null once the agent is in. */
    private @Nullable String refusal(AgentRequest request) {
        if (!request.hasAuthRequest()) {
            return "unauthenticated";
        }
        String token = request.getAuthRequest().getToken();
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
            tracks = new AgentTracks(agent, this);
            // Queued before any audio can be: nobody hears this track's room until the line below.
            send(AUTHENTICATED);
            room.connectHearers();
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
        if (frozen) {
            return;
        }
        try {
            socket.writeBinaryMessage(message);
        } catch (IllegalStateException closed) {
            // Whoever talks must not be stopped by somebody who has gone.
            return;
        }
    }

    /** Returns the rate at which this agent hears, in Hz; known once it is in. */
    int sampleRate() {
        return peer == null ? Recording.SAMPLE_RATE : peer.sampleRate();
    }

    void close(short code, String reason) {
        socket.close(code, reason);
    }

    /** Breaks the connection without a word. */
    void drop() {
        Sockets.cut(socket);
    }

    /** Neither sends nor reads any more, and does not say so. */
    void freeze() {
        frozen = true;
        Sockets.deafen(socket);
    }
}
