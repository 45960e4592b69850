package dev.roomscribe.fishjam.notification;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.NullNode;
import com.google.protobuf.InvalidProtocolBufferException;
import dev.roomscribe.fishjam.PeerType;
import dev.roomscribe.fishjam.Track;
import dev.roomscribe.fishjam.TrackType;
import dev.roomscribe.fishjam.proto.ServerMessage;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/** Reads notifications from the wire; what is unknown or none of a room's peers is left out. */
final class NotificationReader {
    private static final ObjectMapper JSON = new ObjectMapper();
    /** Official clients publish a hundred characters or so. */
    private static final int LONGEST_METADATA = 65_536;

    private NotificationReader() {}

    /** Returns what a message tells, in order, which may be nothing; empty if it cannot be read. */
    static Optional<List<RoomNotification>> read(byte[] message) {
        try {
            ServerMessage parsed = ServerMessage.parseFrom(message);
            // A batch is never in another.
            Stream<ServerMessage> all = parsed.hasNotificationBatch()
                    ? parsed.getNotificationBatch().getNotificationsList().stream()
                    : Stream.of(parsed);
            return Optional.of(all.flatMap(NotificationReader::one).toList());
        } catch (InvalidProtocolBufferException e) {
            return Optional.empty();
        }
    }

    static boolean confirmsSubscription(byte[] message) {
        try {
            return ServerMessage.parseFrom(message).hasSubscribeResponse();
        } catch (InvalidProtocolBufferException e) {
            return false;
        }
    }

    private static Stream<RoomNotification> one(ServerMessage message) {
        return switch (message.getContentCase()) {
            case ROOM_CREATED ->
                Stream.of(new RoomNotification.RoomCreated(
                        message.getRoomCreated().getRoomId()));
            case ROOM_DELETED ->
                Stream.of(new RoomNotification.RoomDeleted(
                        message.getRoomDeleted().getRoomId()));
            case ROOM_CRASHED ->
                Stream.of(new RoomNotification.RoomCrashed(
                        message.getRoomCrashed().getRoomId()));
            case PEER_ADDED -> {
                ServerMessage.PeerAdded it = message.getPeerAdded();
                yield Stream.of(new RoomNotification.PeerAdded(
                        it.getRoomId(), it.getPeerId(), PeerType.ofWire(it.getPeerType())));
            }
            case PEER_DELETED -> {
                ServerMessage.PeerDeleted it = message.getPeerDeleted();
                yield Stream.of(new RoomNotification.PeerDeleted(
                        it.getRoomId(), it.getPeerId(), PeerType.ofWire(it.getPeerType())));
            }
            case PEER_CONNECTED -> {
                ServerMessage.PeerConnected it = message.getPeerConnected();
                yield Stream.of(new RoomNotification.PeerConnected(
                        it.getRoomId(), it.getPeerId(), PeerType.ofWire(it.getPeerType())));
            }
            case PEER_DISCONNECTED -> {
                ServerMessage.PeerDisconnected it = message.getPeerDisconnected();
                yield Stream.of(new RoomNotification.PeerDisconnected(
                        it.getRoomId(), it.getPeerId(), PeerType.ofWire(it.getPeerType())));
            }
            case PEER_CRASHED -> {
                ServerMessage.PeerCrashed it = message.getPeerCrashed();
                yield Stream.of(new RoomNotification.PeerCrashed(
                        it.getRoomId(), it.getPeerId(), PeerType.ofWire(it.getPeerType()), it.getReason()));
            }
            case PEER_METADATA_UPDATED -> {
                ServerMessage.PeerMetadataUpdated it = message.getPeerMetadataUpdated();
                yield Stream.of(new RoomNotification.PeerMetadataUpdated(
                        it.getRoomId(), it.getPeerId(), PeerType.ofWire(it.getPeerType()), json(it.getMetadata())));
            }
            case TRACK_ADDED -> {
                ServerMessage.TrackAdded it = message.getTrackAdded();
                yield ofPeer(it.getPeerId())
                        .map(peer -> new RoomNotification.TrackAdded(it.getRoomId(), peer, track(it.getTrack())));
            }
            case TRACK_REMOVED -> {
                ServerMessage.TrackRemoved it = message.getTrackRemoved();
                yield ofPeer(it.getPeerId())
                        .map(peer -> new RoomNotification.TrackRemoved(it.getRoomId(), peer, track(it.getTrack())));
            }
            case TRACK_METADATA_UPDATED -> {
                ServerMessage.TrackMetadataUpdated it = message.getTrackMetadataUpdated();
                yield ofPeer(it.getPeerId())
                        .map(peer ->
                                new RoomNotification.TrackMetadataUpdated(it.getRoomId(), peer, track(it.getTrack())));
            }
            case VAD_NOTIFICATION -> {
                ServerMessage.VadNotification it = message.getVadNotification();
                yield Stream.of(new RoomNotification.VoiceActivity(
                        it.getRoomId(),
                        it.getPeerId(),
                        it.getTrackId(),
                        it.getStatus() == ServerMessage.VadNotification.Status.STATUS_SPEECH));
            }
            case AUTHENTICATED,
                    AUTH_REQUEST,
                    SUBSCRIBE_REQUEST,
                    SUBSCRIBE_RESPONSE,
                    NOTIFICATION_BATCH,
                    CONTENT_NOT_SET -> Stream.empty();
        };
    }

    /** Tracks of components, which are no peers, are nobody's here. */
    private static Stream<String> ofPeer(String peerId) {
        return Stream.of(peerId).filter(id -> !id.isEmpty());
    }

    private static Track track(dev.roomscribe.fishjam.proto.Track track) {
        TrackType type =
                switch (track.getType()) {
                    case TRACK_TYPE_AUDIO -> TrackType.AUDIO;
                    case TRACK_TYPE_VIDEO -> TrackType.VIDEO;
                    case TRACK_TYPE_UNSPECIFIED, UNRECOGNIZED -> TrackType.OTHER;
                };
        return new Track(track.getId(), type, json(track.getMetadata()));
    }

    /** A JSON document in a string, if its writer, a stranger, was so kind. */
    private static JsonNode json(String text) {
        if (text.isEmpty() || text.length() > LONGEST_METADATA) {
            return NullNode.getInstance();
        }
        try {
            JsonNode json = JSON.readTree(text);
            return json.isMissingNode() ? NullNode.getInstance() : json;
        } catch (JsonProcessingException e) {
            return NullNode.getInstance();
        }
    }
}
