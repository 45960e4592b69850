package dev.roomscribe.fishjam.client;

import static java.util.Objects.requireNonNull;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.roomscribe.fishjam.AgentOptions;
import dev.roomscribe.fishjam.CreatedPeer;
import dev.roomscribe.fishjam.FishjamAddress;
import dev.roomscribe.fishjam.FishjamException;
import dev.roomscribe.fishjam.FishjamException.Reason;
import dev.roomscribe.fishjam.FishjamOptions;
import dev.roomscribe.fishjam.PeerType;
import dev.roomscribe.fishjam.Room;
import dev.roomscribe.fishjam.RoomConfig;
import dev.roomscribe.fishjam.RoomType;
import dev.roomscribe.fishjam.SocketRefusedException;
import dev.roomscribe.fishjam.SubscribeMode;
import dev.roomscribe.fishjam.VapiPeerOptions;
import dev.roomscribe.fishjam.VideoCodec;
import dev.roomscribe.fishjam.WebrtcPeerOptions;
import dev.roomscribe.fishjam.agent.AgentListener;
import dev.roomscribe.fishjam.agent.AgentProtocolHandler;
import dev.roomscribe.fishjam.agent.AgentSocket;
import dev.roomscribe.fishjam.notification.NotificationListener;
import dev.roomscribe.fishjam.notification.NotificationProtocolHandler;
import dev.roomscribe.fishjam.notification.NotificationSocket;
import dev.roomscribe.fishjam.rest.RestCall;
import dev.roomscribe.fishjam.rest.RestClient;
import dev.roomscribe.fishjam.rest.RoomReader;
import dev.roomscribe.fishjam.socket.SocketConnector;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.net.URI;
import java.time.Clock;
import java.util.List;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * One Fishjam: its rooms and peers over REST, and the sockets of its agents.
 *
 * <p>Every call fails with a {@link FishjamException}. Calls that may be made twice are tried again when the network or
 * Fishjam fails; creating something is tried again only when it certainly was not done. After {@link
 * FishjamException.Reason#NO_ANSWER} a room or peer may therefore have been created that nobody knows of.
 *
 * <p>May be used from any thread; futures are completed on an event loop.
 */
public final class FishjamClient implements AutoCloseable {
    private static final JsonNodeFactory JSON = JsonNodeFactory.instance;

    private final FishjamAddress address;
    private final RestClient rest;
    private final SocketConnector sockets;
    private final String managementToken;
    private final FishjamOptions options;
    private final LongSupplier nanoTime;

    /** @param managementToken the secret of the Fishjam account; leaves this object only in a request header */
    public FishjamClient(Vertx vertx, FishjamAddress address, String managementToken, FishjamOptions options) {
        this(vertx, address, managementToken, options, Clock.systemUTC(), System::nanoTime);
    }

    FishjamClient(
            Vertx vertx,
            FishjamAddress address,
            String managementToken,
            FishjamOptions options,
            Clock clock,
            LongSupplier nanoTime) {
        requireNonNull(vertx, "vertx is null");
        requireNonNull(managementToken, "managementToken is null");
        requireNonNull(options, "options is null");
        this.address = requireNonNull(address, "address is null");
        this.rest = new RestClient(vertx, address, managementToken, options, clock);
        this.sockets = new SocketConnector(vertx, options, nanoTime);
        this.managementToken = managementToken;
        this.options = options;
        this.nanoTime = nanoTime;
    }

    /** Checks the management token; fails with {@link FishjamException.Reason#UNAUTHORIZED} if it is wrong. */
    public Future<Void> validate() {
        return rest.send(RestCall.get("Validating the management token", "/validate"))
                .recover(e -> Future.failedFuture(isNotFound(e) ? invalidToken() : e))
                .mapEmpty();
    }

    /** Fishjam answers a wrong token here as if the whole place were missing, and does not tell which it is. */
    private static FishjamException invalidToken() {
        return new FishjamException(
                Reason.UNAUTHORIZED, 404, "Validating the management token failed, Fishjam answered 404", null);
    }

    public Future<Room> createRoom(RoomConfig config) {
        if (config.type() == RoomType.OTHER || config.videoCodec() == VideoCodec.OTHER) {
            throw new IllegalArgumentException("a room cannot be created with a type or codec unknown to this client");
        }
        ObjectNode body = JSON.objectNode()
                .put("roomType", config.type().wireName())
                .put("maxPeers", config.maxPeers())
                .put("videoCodec", config.videoCodec().wireName())
                .put("public", config.open())
                .put("batchWebhookNotifications", config.batchedWebhooks());
        if (config.webhookUrl() != null) {
            body.put("webhookUrl", config.webhookUrl());
        }
        RestCall call = RestCall.create("Creating a room", "/room", body);
        return rest.send(call).map(data -> new RoomReader(call.purpose()).room(data.path("room")));
    }

    public Future<Room> room(String roomId) {
        RestCall call = RestCall.get("Reading room \"" + roomId + "\"", RestCall.roomPath(roomId));
        return rest.send(call).map(data -> new RoomReader(call.purpose()).room(data));
    }

    /** Returns every room and livestream there is; Fishjam knows no paging. */
    public Future<List<Room>> rooms() {
        RestCall call = RestCall.get("Listing the rooms", "/room");
        return rest.send(call).map(data -> new RoomReader(call.purpose()).rooms(data));
    }

    /** Deletes a room; succeeds also if there is none. */
    public Future<Void> deleteRoom(String roomId) {
        return delete("Deleting room \"" + roomId + "\"", RestCall.roomPath(roomId));
    }

    public Future<CreatedPeer> createWebrtcPeer(String roomId, WebrtcPeerOptions options) {
        ObjectNode content =
                JSON.objectNode().put("subscribeMode", options.subscribeMode().wireName());
        content.set("metadata", options.metadata());
        return createPeer(roomId, PeerType.WEBRTC, content);
    }

    /** Creates an agent. From its first connection on it is billed like anybody else. */
    public Future<CreatedPeer> createAgent(String roomId, AgentOptions options) {
        ObjectNode content =
                JSON.objectNode().put("subscribeMode", options.subscribeMode().wireName());
        content.putObject("output").put("audioFormat", "pcm16").put("audioSampleRate", options.sampleRate());
        return createPeer(roomId, PeerType.AGENT, content);
    }

    /** Brings a voice bot of Vapi into a room. Its key goes to Fishjam, and nowhere else. */
    public Future<CreatedPeer> createVapiPeer(String roomId, VapiPeerOptions options) {
        return createPeer(
                roomId,
                PeerType.VAPI,
                JSON.objectNode()
                        .put("apiKey", options.apiKey())
                        .put("callId", options.callId())
                        .put("subscribeMode", options.subscribeMode().wireName()));
    }

    private Future<CreatedPeer> createPeer(String roomId, PeerType type, ObjectNode options) {
        ObjectNode body = JSON.objectNode().put("type", type.wireName());
        body.set("options", options);
        RestCall call = RestCall.create(
                "Creating a peer of type " + type.wireName() + " in room \"" + roomId + "\"",
                RestCall.roomPath(roomId) + "/peer",
                body);
        return rest.send(call).map(new RoomReader(call.purpose())::createdPeer);
    }

    /** Removes a peer, which closes its socket; succeeds also if there is no such peer or room. */
    public Future<Void> deletePeer(String roomId, String peerId) {
        return delete("Removing peer \"" + peerId + "\" of room \"" + roomId + "\"", RestCall.peerPath(roomId, peerId));
    }

    private Future<Void> delete(String purpose, String path) {
        // Gone is what was asked for; after a lost answer the second try finds nothing, too.
        return rest.send(RestCall.delete(purpose, path))
                .recover(e -> isNotFound(e) ? Future.succeededFuture() : Future.failedFuture(e))
                .mapEmpty();
    }

    /** Returns another token for a peer, good for 24 hours. Whether the one before it stays good is not documented. */
    public Future<String> refreshToken(String roomId, String peerId) {
        RestCall call = RestCall.post(
                "Refreshing the token of peer \"" + peerId + "\" in room \"" + roomId + "\"",
                RestCall.peerPath(roomId, peerId) + "/refresh_token",
                null);
        return rest.send(call).map(new RoomReader(call.purpose())::token);
    }

    /**
     * Has all tracks of one peer, present and future, sent to another that was created with {@link
     * SubscribeMode#MANUAL}; nothing happens for one created with {@link SubscribeMode#AUTO}. There is no way back.
     */
    public Future<Void> subscribeToPeer(String roomId, String subscriberId, String publisherId) {
        String purpose =
                "Subscribing peer \"" + subscriberId + "\" to peer \"" + publisherId + "\" in room \"" + roomId + "\"";
        String path = RestCall.peerPath(roomId, subscriberId) + "/subscribe_peer?peer_id="
                + RestCall.segment(publisherId, "publisherId");
        return rest.send(RestCall.post(purpose, path, null)).mapEmpty();
    }

    /** Has these tracks, too, sent to a peer; ids that do not exist at this moment are silently left out. */
    public Future<Void> subscribeToTracks(String roomId, String subscriberId, List<String> trackIds) {
        ObjectNode body = JSON.objectNode();
        trackIds.forEach(body.putArray("track_ids")::add);
        String purpose = "Subscribing peer \"" + subscriberId + "\" to " + trackIds.size() + " tracks in room \""
                + roomId + "\"";
        return rest.send(RestCall.post(purpose, RestCall.peerPath(roomId, subscriberId) + "/subscribe_tracks", body))
                .mapEmpty();
    }

    /**
     * Connects an agent to its room, on the event loop of the caller if it is on one, otherwise on one of its own.
     *
     * @param token from {@link #createAgent} or {@link #refreshToken}
     * @param peerWebsocketUrl from {@link #createAgent}
     * @param listener told of what happens from then on; of nothing if the future fails
     * @return completed once Fishjam has accepted the token; failed with {@link SocketRefusedException} if it closed the socket
     *     instead
     */
    public Future<AgentSocket> connectAgent(String token, @Nullable String peerWebsocketUrl, AgentListener listener) {
        requireNonNull(token, "token is null");
        requireNonNull(listener, "listener is null");
        URI url;
        try {
            url = address.agentSocket(peerWebsocketUrl);
        } catch (IllegalArgumentException e) {
            return Future.failedFuture(new FishjamException(
                    Reason.UNINTELLIGIBLE, "Opening the agent socket failed, the address Fishjam gave is no URL"));
        }
        AgentProtocolHandler conversation = new AgentProtocolHandler(token, listener, nanoTime);
        return sockets.connect(url, "agent socket", token, conversation)
                .map(link -> new AgentSocket(link, conversation, options));
    }

    /**
     * Subscribes to what happens in every room of this Fishjam, on the event loop of the caller if it is on one,
     * otherwise on one of its own. Nothing is replayed: after every connection, read the rooms to learn what was missed.
     *
     * @param listener told of what happens from then on; of nothing if the future fails
     * @return completed once Fishjam has confirmed the subscription; failed with {@link SocketRefusedException} if it closed the
     *     socket instead
     */
    public Future<NotificationSocket> connectNotifier(NotificationListener listener) {
        requireNonNull(listener, "listener is null");
        return sockets.connect(
                        address.serverSocket(),
                        "notification socket",
                        managementToken,
                        new NotificationProtocolHandler(managementToken, listener))
                .map(NotificationSocket::new);
    }

    private static boolean isNotFound(Throwable e) {
        return e instanceof FishjamException known && known.reason() == Reason.NOT_FOUND;
    }

    /** Breaks off whatever is under way; close the agents' sockets first. */
    @Override
    public void close() {
        rest.close();
        sockets.close();
    }

    @Override
    public String toString() {
        return "FishjamClient[" + address.rest() + "]";
    }
}
