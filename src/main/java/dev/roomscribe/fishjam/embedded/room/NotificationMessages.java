package dev.roomscribe.fishjam.embedded.room;

import dev.roomscribe.fishjam.proto.PeerType;
import dev.roomscribe.fishjam.proto.ServerMessage;
import dev.roomscribe.fishjam.proto.Track;

/** Builds the notifications of what happens in a room. */
final class NotificationMessages {
    private NotificationMessages() {}

    static ServerMessage roomCreated(EmbeddedRoom room) {
        return ServerMessage.newBuilder()
                .setRoomCreated(ServerMessage.RoomCreated.newBuilder().setRoomId(room.id()))
                .build();
    }

    static ServerMessage roomDeleted(EmbeddedRoom room) {
        return ServerMessage.newBuilder()
                .setRoomDeleted(ServerMessage.RoomDeleted.newBuilder().setRoomId(room.id()))
                .build();
    }

    static ServerMessage roomCrashed(EmbeddedRoom room) {
        return ServerMessage.newBuilder()
                .setRoomCrashed(ServerMessage.RoomCrashed.newBuilder().setRoomId(room.id()))
                .build();
    }

    static ServerMessage peerAdded(EmbeddedPeer peer) {
        return ServerMessage.newBuilder()
                .setPeerAdded(ServerMessage.PeerAdded.newBuilder()
                        .setRoomId(peer.room().id())
                        .setPeerId(peer.id())
                        .setPeerType(type(peer)))
                .build();
    }

    static ServerMessage peerDeleted(EmbeddedPeer peer) {
        return ServerMessage.newBuilder()
                .setPeerDeleted(ServerMessage.PeerDeleted.newBuilder()
                        .setRoomId(peer.room().id())
                        .setPeerId(peer.id())
                        .setPeerType(type(peer)))
                .build();
    }

    static ServerMessage peerCrashed(EmbeddedPeer peer, String reason) {
        return ServerMessage.newBuilder()
                .setPeerCrashed(ServerMessage.PeerCrashed.newBuilder()
                        .setRoomId(peer.room().id())
                        .setPeerId(peer.id())
                        .setReason(reason)
                        .setPeerType(type(peer)))
                .build();
    }

    static ServerMessage peerConnected(EmbeddedPeer peer) {
        return ServerMessage.newBuilder()
                .setPeerConnected(ServerMessage.PeerConnected.newBuilder()
                        .setRoomId(peer.room().id())
                        .setPeerId(peer.id())
                        .setPeerType(type(peer)))
                .build();
    }

    static ServerMessage peerDisconnected(EmbeddedPeer peer) {
        return ServerMessage.newBuilder()
                .setPeerDisconnected(ServerMessage.PeerDisconnected.newBuilder()
                        .setRoomId(peer.room().id())
                        .setPeerId(peer.id())
                        .setPeerType(type(peer)))
                .build();
    }

    static ServerMessage peerMetadataUpdated(EmbeddedPeer peer) {
        return ServerMessage.newBuilder()
                .setPeerMetadataUpdated(ServerMessage.PeerMetadataUpdated.newBuilder()
                        .setRoomId(peer.room().id())
                        .setPeerId(peer.id())
                        .setMetadata(peer.metadata().toString())
                        .setPeerType(type(peer)))
                .build();
    }

    static ServerMessage trackAdded(EmbeddedTrack track) {
        return ServerMessage.newBuilder()
                .setTrackAdded(ServerMessage.TrackAdded.newBuilder()
                        .setRoomId(track.peer().room().id())
                        .setPeerId(track.peer().id())
                        .setTrack(track(track)))
                .build();
    }

    static ServerMessage trackRemoved(EmbeddedTrack track) {
        return ServerMessage.newBuilder()
                .setTrackRemoved(ServerMessage.TrackRemoved.newBuilder()
                        .setRoomId(track.peer().room().id())
                        .setPeerId(track.peer().id())
                        .setTrack(track(track)))
                .build();
    }

    static ServerMessage trackMetadataUpdated(EmbeddedTrack track) {
        return ServerMessage.newBuilder()
                .setTrackMetadataUpdated(ServerMessage.TrackMetadataUpdated.newBuilder()
                        .setRoomId(track.peer().room().id())
                        .setPeerId(track.peer().id())
                        .setTrack(track(track)))
                .build();
    }

    private static Track track(EmbeddedTrack track) {
        return track.description();
    }

    private static PeerType type(EmbeddedPeer peer) {
        return switch (peer.type()) {
            case WEBRTC -> PeerType.PEER_TYPE_WEBRTC;
            case AGENT -> PeerType.PEER_TYPE_AGENT;
            case VAPI -> PeerType.PEER_TYPE_VAPI;
            case OTHER -> PeerType.PEER_TYPE_UNSPECIFIED;
        };
    }
}
