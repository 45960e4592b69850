package dev.roomscribe.fuzz;

import com.google.protobuf.ByteString;
import dev.roomscribe.fishjam.proto.AgentResponse;
import dev.roomscribe.fishjam.proto.Track;
import dev.roomscribe.fishjam.proto.TrackType;
import java.util.Arrays;
import java.util.Random;
import java.util.function.Supplier;

/** Random messages of the agent socket, about a peer that exists and about others. */
final class RandomAudio implements Supplier<byte[]> {
    private final Random random;
    private final RandomFrames parts;
    private final String peerId;

    RandomAudio(Random random, RandomFrames parts, String peerId) {
        this.random = random;
        this.parts = parts;
        this.peerId = peerId;
    }

    @Override
    public byte[] get() {
        return switch (random.nextInt(12)) {
            case 0 -> parts.noise(300);
            case 1, 2 -> parts.damaged(audio(peerId, "t1", 640));
            case 3, 4 -> audio(parts.id(), parts.id(), 2 * random.nextInt(400));
            case 5 -> audio(peerId, "new-" + random.nextInt(1_000_000), 640);
            case 6 -> audio(parts.id(), "t1", random.nextInt(1_000));
            case 7 -> audio(peerId, "t1", 2 * random.nextInt(50_000));
            case 8 ->
                AgentResponse.newBuilder()
                        .setTrackImage(AgentResponse.TrackImage.newBuilder()
                                .setTrackId(parts.id())
                                .setContentType(parts.id())
                                .setData(ByteString.copyFrom(parts.noise(2_000))))
                        .build()
                        .toByteArray();
            case 9 ->
                random.nextBoolean()
                        ? AgentResponse.newBuilder()
                                .setAuthenticated(AgentResponse.Authenticated.getDefaultInstance())
                                .build()
                                .toByteArray()
                        : new byte[0];
            case 10 -> parts.unknownField();
            default -> audio(peerId, "t1", 640);
        };
    }

    /** Returns silence, or one word, of a length in bytes. */
    private byte[] audio(String peer, String track, int length) {
        byte[] pcm = new byte[length];
        Arrays.fill(pcm, (byte) (random.nextBoolean() ? 0 : 1));
        return AgentResponse.newBuilder()
                .setTrackData(AgentResponse.TrackData.newBuilder()
                        .setPeerId(peer)
                        .setTrack(Track.newBuilder()
                                .setId(track)
                                .setType(
                                        random.nextInt(10) == 0
                                                ? TrackType.TRACK_TYPE_VIDEO
                                                : TrackType.TRACK_TYPE_AUDIO)
                                .setMetadata(random.nextBoolean() ? "{}" : parts.id()))
                        .setData(ByteString.copyFrom(pcm)))
                .build()
                .toByteArray();
    }
}
