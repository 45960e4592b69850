package dev.roomscribe.fuzz;

import dev.roomscribe.fishjam.proto.PeerType;
import dev.roomscribe.fishjam.proto.ServerMessage;
import dev.roomscribe.fishjam.proto.Track;
import dev.roomscribe.fishjam.proto.TrackType;
import java.util.Random;
import java.util.function.Supplier;

/** Random messages of the notification socket, about a room and a peer that exist and about others, in any order. */
final class RandomNotifications implements Supplier<byte[]> {
    private static final int MAX_BATCH = 50;

    private final Random random;
    private final RandomFrames parts;
    private final String roomId;
    private final String peerId;

    RandomNotifications(Random random, RandomFrames parts, String roomId, String peerId) {
        this.random = random;
        this.parts = parts;
        this.roomId = roomId;
        this.peerId = peerId;
    }

    @Override
    public byte[] get() {
        return switch (random.nextInt(10)) {
            case 0 -> parts.noise(300);
            case 1 -> parts.damaged(notification().toByteArray());
            case 2 -> {
                ServerMessage.NotificationBatch.Builder batch = ServerMessage.NotificationBatch.newBuilder();
                for (int count = random.nextInt(MAX_BATCH); count > 0; count--) {
                    batch.addNotifications(notification());
                }
                yield ServerMessage.newBuilder()
                        .setNotificationBatch(batch)
                        .build()
                        .toByteArray();
            }
            case 3 -> parts.unknownField();
            default -> notification().toByteArray();
        };
    }

    private ServerMessage notification() {
        String room = random.nextBoolean() ? roomId : parts.id();
        String peer = random.nextInt(3) == 0 ? peerId : parts.id();
        PeerType type = PeerType.forNumber(random.nextInt(4));
        Track track = Track.newBuilder()
                .setId(parts.id())
                .setType(TrackType.TRACK_TYPE_AUDIO)
                .setMetadata(random.nextBoolean() ? "{\"paused\": true}" : parts.id())
                .build();
        ServerMessage.Builder message = ServerMessage.newBuilder();
        switch (random.nextInt(14)) {
            case 0 ->
                message.setRoomCreated(ServerMessage.RoomCreated.newBuilder().setRoomId(room));
            case 1 ->
                message.setRoomDeleted(ServerMessage.RoomDeleted.newBuilder().setRoomId(room));
            case 2 ->
                message.setRoomCrashed(ServerMessage.RoomCrashed.newBuilder().setRoomId(room));
            case 3 ->
                message.setPeerAdded(ServerMessage.PeerAdded.newBuilder()
                        .setRoomId(room)
                        .setPeerId(peer)
                        .setPeerType(type));
            case 4 ->
                message.setPeerDeleted(ServerMessage.PeerDeleted.newBuilder()
                        .setRoomId(room)
                        .setPeerId(peer)
                        .setPeerType(type));
            case 5, 6 ->
                message.setPeerConnected(ServerMessage.PeerConnected.newBuilder()
                        .setRoomId(room)
                        .setPeerId(peer)
                        .setPeerType(type));
            case 7 ->
                message.setPeerDisconnected(ServerMessage.PeerDisconnected.newBuilder()
                        .setRoomId(room)
                        .setPeerId(peer)
                        .setPeerType(type));
            case 8 ->
                message.setPeerCrashed(ServerMessage.PeerCrashed.newBuilder()
                        .setRoomId(room)
                        .setPeerId(peer)
                        .setReason(parts.id()));
            case 9 ->
                message.setPeerMetadataUpdated(ServerMessage.PeerMetadataUpdated.newBuilder()
                        .setRoomId(room)
                        .setPeerId(peer)
                        .setMetadata("{\"peer\": {\"name\": \"" + random.nextInt() + "\"}}"));
            case 10 ->
                message.setTrackAdded(ServerMessage.TrackAdded.newBuilder()
                        .setRoomId(room)
                        .setPeerId(peer)
                        .setTrack(track));
            case 11 ->
                message.setTrackRemoved(ServerMessage.TrackRemoved.newBuilder()
                        .setRoomId(room)
                        .setPeerId(peer)
                        .setTrack(track));
            case 12 ->
                message.setTrackMetadataUpdated(ServerMessage.TrackMetadataUpdated.newBuilder()
                        .setRoomId(room)
                        .setPeerId(peer)
                        .setTrack(track));
            default ->
                message.setVadNotification(ServerMessage.VadNotification.newBuilder()
                        .setRoomId(room)
                        .setPeerId(peer)
                        .setTrackId(parts.id()));
        }
        return message.build();
    }
}
