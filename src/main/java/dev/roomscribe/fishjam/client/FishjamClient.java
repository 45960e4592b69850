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
import dev.roomscribe.fishjam.agent.AgentSocket;
import dev.roomscribe.fishjam.notification.NotificationListener;
import dev.roomscribe.fishjam.notification.NotificationSocket;
import dev.roomscribe.fishjam.rest.RestCall;
import dev.roomscribe.fishjam.rest.RestClient;
import dev.roomscribe.fishjam.rest.RoomReader;
import dev.roomscribe.fishjam.socket.SocketConnector;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.net.URI;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Client of one Fishjam: manages rooms and peers over REST, connects agents and subscribes to notifications.
 *
 * <p>Every call fails with a {@link FishjamException}. Idempotent calls are retried when the network or Fishjam fails;
 * a call that creates something is retried only if it was certainly not processed. After
 * {@link FishjamException.Reason#NO_RESPONSE} a room or peer may therefore exist whose id the caller does not know.
 *
 * <p>May be used from any thread; futures are completed on an event loop.
 */
public final class FishjamClient implements RoomClient, AutoCloseable {
    private static final JsonNodeFactory JSON = JsonNodeFactory.instance;

    private final FishjamAddress address;
    private final RestClient rest;
    private final SocketConnector sockets;
    private final String managementToken;
    private final Duration imageTimeout;

    /**
     * Creates a client.
     *
     * @param managementToken the secret of the Fishjam account; sent only to {@code address}
     */
    public FishjamClient(Vertx vertx, FishjamAddress address, String managementToken, FishjamOptions options) {
        requireNonNull(vertx, "vertx is null");
        requireNonNull(managementToken, "managementToken is null");
        requireNonNull(options, "options is null");
        this.address = requireNonNull(address, "address is null");
        this.rest = new RestClient(vertx, address, managementToken, options.rest(), InstantSource.system());
        this.sockets = new SocketConnector(vertx, options.sockets(), System::nanoTime);
        this.managementToken = managementToken;
        this.imageTimeout = options.rest().requestTimeout();
    }

    /** Checks the management token; fails with {@link FishjamException.Reason#UNAUTHORIZED} if it is wrong. */
    public Future<Void> validate() {
        return rest.send(RestCall.get("Validating the management token", "/validate"))
                .recover(e -> Future.failedFuture(isNotFound(e) ? invalidToken() : e))
                .mapEmpty();
    }

    /** Fishjam responds with 404 both to a wrong token and for a Fishjam id that does not exist. */
    private static FishjamException invalidToken() {
        return new FishjamException(
                Reason.UNAUTHORIZED, 404, "Validating the management token failed, Fishjam answered 404", null);
    }

    public Future<Room> createRoom(RoomConfig config) {
        if (config.type() == RoomType.OTHER || config.videoCodec() == VideoCodec.OTHER) {
            throw new IllegalArgumentException(
                    "a room cannot be created with a type or codec that this client does not know");
        }
        ObjectNode body = JSON.objectNode()
                .put("roomType", config.type().wireName())
                .put("maxPeers", config.maxPeers())
                .put("videoCodec", config.videoCodec().wireName())
                .put("public", config.isPublic())
                .put("batchWebhookNotifications", config.batchedWebhooks());
        if (config.webhookUrl() != null) {
            body.put("webhookUrl", config.webhookUrl());
        }
        RestCall call = RestCall.create("Creating a room", "/room", body);
        return rest.send(call).map(data -> new RoomReader(call.purpose()).room(data.path("room")));
    }

    @Override
    public Future<Room> room(String roomId) {
        RestCall call = RestCall.get("Reading room \"" + roomId + "\"", RestCall.roomPath(roomId));
        return rest.send(call).map(data -> new RoomReader(call.purpose()).room(data));
    }

    /** Returns all rooms and livestreams; Fishjam has no paging. */
    public Future<List<Room>> rooms() {
        RestCall call = RestCall.get("Listing the rooms", "/room");
        return rest.send(call).map(data -> new RoomReader(call.purpose()).rooms(data));
    }

    /** Deletes a room; succeeds also if it does not exist. */
    public Future<Void> deleteRoom(String roomId) {
        return delete("Deleting room \"" + roomId + "\"", RestCall.roomPath(roomId));
    }

    public Future<CreatedPeer> createWebrtcPeer(String roomId, WebrtcPeerOptions options) {
        ObjectNode content =
                JSON.objectNode().put("subscribeMode", options.subscribeMode().wireName());
        content.set("metadata", options.metadata());
        return createPeer(roomId, PeerType.WEBRTC, content);
    }

    /** Creates an agent. It is billed like any peer from its first connection. */
    @Override
    public Future<CreatedPeer> createAgent(String roomId, AgentOptions options) {
        ObjectNode content =
                JSON.objectNode().put("subscribeMode", options.subscribeMode().wireName());
        content.putObject("output").put("audioFormat", "pcm16").put("audioSampleRate", options.sampleRate());
        return createPeer(roomId, PeerType.AGENT, content);
    }

    /** Adds a Vapi voice bot to a room. Its API key is sent only to Fishjam. */
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

    /** Removes a peer and closes its socket; succeeds also if the peer or the room does not exist. */
    @Override
    public Future<Void> deletePeer(String roomId, String peerId) {
        return delete("Removing peer \"" + peerId + "\" of room \"" + roomId + "\"", RestCall.peerPath(roomId, peerId));
    }

    private Future<Void> delete(String purpose, String path) {
        // If the response to a delete is lost, its retry fails with NOT_FOUND.
        return rest.send(RestCall.delete(purpose, path))
                .recover(e -> isNotFound(e) ? Future.succeededFuture() : Future.failedFuture(e))
                .mapEmpty();
    }

    /** Returns a new token for a peer, valid for 24 hours. Whether older tokens stay valid is not documented. */
    @Override
    public Future<String> refreshToken(String roomId, String peerId) {
        RestCall call = RestCall.post(
                "Refreshing the token of peer \"" + peerId + "\" in room \"" + roomId + "\"",
                RestCall.peerPath(roomId, peerId) + "/refresh_token",
                null);
        return rest.send(call).map(new RoomReader(call.purpose())::token);
    }

    /**
     * Subscribes a peer that was created with {@link SubscribeMode#MANUAL} to all tracks of another peer, present and
     * future. Has no effect for a peer created with {@link SubscribeMode#AUTO}. Cannot be undone.
     */
    @Override
    public Future<Void> subscribeToPeer(String roomId, String subscriberId, String publisherId) {
        String purpose =
                "Subscribing peer \"" + subscriberId + "\" to peer \"" + publisherId + "\" in room \"" + roomId + "\"";
        String path = RestCall.peerPath(roomId, subscriberId) + "/subscribe_peer?peer_id="
                + RestCall.segment(publisherId, "publisherId");
        return rest.send(RestCall.post(purpose, path, null)).mapEmpty();
    }

    /** Subscribes a peer to further tracks; Fishjam ignores ids that do not exist at this moment. */
    public Future<Void> subscribeToTracks(String roomId, String subscriberId, List<String> trackIds) {
        ObjectNode body = JSON.objectNode();
        trackIds.forEach(body.putArray("track_ids")::add);
        String purpose = "Subscribing peer \"" + subscriberId + "\" to " + trackIds.size() + " tracks in room \""
                + roomId + "\"";
        return rest.send(RestCall.post(purpose, RestCall.peerPath(roomId, subscriberId) + "/subscribe_tracks", body))
                .mapEmpty();
    }

    /**
     * Connects an agent to its room, on the caller's event loop if it is on one, otherwise on a new one.
     *
     * @param token from {@link #createAgent} or {@link #refreshToken}
     * @param peerWebsocketUrl from {@link #createAgent}
     * @param listener receives everything from then on; nothing if the future fails
     * @return completed once Fishjam has accepted the token; fails with {@link SocketRefusedException} if Fishjam closes
     *     the socket instead
     */
    @Override
    public Future<AgentSocket> connectAgent(String token, @Nullable String peerWebsocketUrl, AgentListener listener) {
        requireNonNull(token, "token is null");
        requireNonNull(listener, "listener is null");
        URI url;
        try {
            url = address.agentSocket(peerWebsocketUrl);
        } catch (IllegalArgumentException e) {
            return Future.failedFuture(new FishjamException(
                    Reason.INVALID_RESPONSE,
                    "Opening the agent socket failed, the peer_websocket_url of Fishjam is not a valid URL"));
        }
        return AgentSocket.connect(sockets, url, token, listener, imageTimeout, System::nanoTime);
    }

    /**
     * Subscribes to the notifications of every room of this Fishjam, on the caller's event loop if it is on one,
     * otherwise on a new one. Fishjam replays nothing: read the rooms after every connect.
     *
     * @param listener receives everything from then on; nothing if the future fails
     * @return completed once Fishjam has confirmed the subscription; fails with {@link SocketRefusedException} if Fishjam
     *     closes the socket instead
     */
    public Future<NotificationSocket> connectNotifications(NotificationListener listener) {
        requireNonNull(listener, "listener is null");
        return NotificationSocket.connect(sockets, address.notificationSocket(), managementToken, listener);
    }

    private static boolean isNotFound(Throwable e) {
        return e instanceof FishjamException known && known.reason() == Reason.NOT_FOUND;
    }

    /** Aborts pending calls; close the sockets of agents before. */
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
