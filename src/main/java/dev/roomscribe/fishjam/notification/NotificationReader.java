package dev.roomscribe.fishjam.notification;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.NullNode;
import com.google.protobuf.InvalidProtocolBufferException;
import dev.roomscribe.fishjam.IdLimit;
import dev.roomscribe.fishjam.PeerType;
import dev.roomscribe.fishjam.Track;
import dev.roomscribe.fishjam.TrackType;
import dev.roomscribe.fishjam.proto.ServerMessage;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * Decodes notifications; skips those of an unknown type, those that do not belong to a peer, and those with an id that is
 * empty or exceeds the {@link IdLimit}.
 */
final class NotificationReader {
    private static final ObjectMapper JSON = new ObjectMapper();
    /** In characters. Official clients publish about a hundred. */
    private static final int MAX_METADATA_LENGTH = 65_536;

    private NotificationReader() {}

    /** Returns the notifications of a message in order, possibly none; empty if the message is malformed. */
    static Optional<List<RoomNotification>> read(byte[] message) {
        try {
            ServerMessage parsed = ServerMessage.parseFrom(message);
            // Batches are not nested.
            Stream<ServerMessage> all = parsed.hasNotificationBatch()
                    ? parsed.getNotificationBatch().getNotificationsList().stream()
                    : Stream.of(parsed);
            return Optional.of(all.flatMap(NotificationReader::notification)
                    .filter(NotificationReader::hasValidIds)
                    .toList());
        } catch (InvalidProtocolBufferException e) {
            return Optional.empty();
        }
    }

    private static boolean hasValidIds(RoomNotification notification) {
        return isValid(notification.roomId())
                && !(notification instanceof RoomNotification.OfPeer ofPeer && !isValid(ofPeer.peerId()))
                && trackId(notification).filter(IdLimit::isExceededBy).isEmpty();
    }

    private static boolean isValid(String id) {
        return !id.isEmpty() && !IdLimit.isExceededBy(id);
    }

    private static Optional<String> trackId(RoomNotification notification) {
        if (notification instanceof RoomNotification.TrackAdded it) {
            return Optional.of(it.track().id());
        } else if (notification instanceof RoomNotification.TrackRemoved it) {
            return Optional.of(it.track().id());
        } else if (notification instanceof RoomNotification.TrackMetadataUpdated it) {
            return Optional.of(it.track().id());
        } else if (notification instanceof RoomNotification.VoiceActivity it) {
            return Optional.of(it.trackId());
        }
        return Optional.empty();
    }

    static boolean confirmsSubscription(byte[] message) {
        try {
            return ServerMessage.parseFrom(message).hasSubscribeResponse();
        } catch (InvalidProtocolBufferException e) {
            return false;
        }
    }

    private static Stream<RoomNotification> notification(ServerMessage message) {
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
                        it.getRoomId(), it.getPeerId(), PeerType.fromProto(it.getPeerType())));
            }
            case PEER_DELETED -> {
                ServerMessage.PeerDeleted it = message.getPeerDeleted();
                yield Stream.of(new RoomNotification.PeerDeleted(
                        it.getRoomId(), it.getPeerId(), PeerType.fromProto(it.getPeerType())));
            }
            case PEER_CONNECTED -> {
                ServerMessage.PeerConnected it = message.getPeerConnected();
                yield Stream.of(new RoomNotification.PeerConnected(
                        it.getRoomId(), it.getPeerId(), PeerType.fromProto(it.getPeerType())));
            }
            case PEER_DISCONNECTED -> {
                ServerMessage.PeerDisconnected it = message.getPeerDisconnected();
                yield Stream.of(new RoomNotification.PeerDisconnected(
                        it.getRoomId(), it.getPeerId(), PeerType.fromProto(it.getPeerType())));
            }
            case PEER_CRASHED -> {
                ServerMessage.PeerCrashed it = message.getPeerCrashed();
                yield Stream.of(new RoomNotification.PeerCrashed(
                        it.getRoomId(), it.getPeerId(), PeerType.fromProto(it.getPeerType()), it.getReason()));
            }
            case PEER_METADATA_UPDATED -> {
                ServerMessage.PeerMetadataUpdated it = message.getPeerMetadataUpdated();
                yield Stream.of(new RoomNotification.PeerMetadataUpdated(
                        it.getRoomId(), it.getPeerId(), PeerType.fromProto(it.getPeerType()), json(it.getMetadata())));
            }
            case TRACK_ADDED -> {
                ServerMessage.TrackAdded it = message.getTrackAdded();
                yield peer(it.getPeerId())
                        .map(peerId -> new RoomNotification.TrackAdded(it.getRoomId(), peerId, track(it.getTrack())));
            }
            case TRACK_REMOVED -> {
                ServerMessage.TrackRemoved it = message.getTrackRemoved();
                yield peer(it.getPeerId())
                        .map(peerId -> new RoomNotification.TrackRemoved(it.getRoomId(), peerId, track(it.getTrack())));
            }
            case TRACK_METADATA_UPDATED -> {
                ServerMessage.TrackMetadataUpdated it = message.getTrackMetadataUpdated();
                yield peer(it.getPeerId())
                        .map(peerId -> new RoomNotification.TrackMetadataUpdated(
                                it.getRoomId(), peerId, track(it.getTrack())));
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

    /** Empty for the tracks of components, which have no peer id. */
    private static Stream<String> peer(String peerId) {
        return Stream.of(peerId).filter(id -> !id.isEmpty());
    }

    private static Track track(dev.roomscribe.fishjam.proto.Track track) {
        TrackType type = switch (track.getType()) {
            case TRACK_TYPE_AUDIO -> TrackType.AUDIO;
            case TRACK_TYPE_VIDEO -> TrackType.VIDEO;
            case TRACK_TYPE_UNSPECIFIED, UNRECOGNIZED -> TrackType.OTHER;
        };
        return new Track(track.getId(), type, json(track.getMetadata()));
    }

    /** Parses untrusted text; a JSON null if it is not JSON, empty or too long. */
    private static JsonNode json(String text) {
        if (text.isEmpty() || text.length() > MAX_METADATA_LENGTH) {
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
