package dev.roomscribe.simulation.fishjam;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.roomscribe.fishjam.Peer;
import dev.roomscribe.fishjam.PeerType;
import dev.roomscribe.fishjam.Track;
import dev.roomscribe.fishjam.TrackType;
import dev.roomscribe.simulation.clock.VirtualTime;
import dev.roomscribe.simulation.sound.Words;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;

/** A person in the room: joins, leaves, mutes and speaks; sends a chunk every 20 ms while connected and not muted. */
final class SimulatedPerson {
    private static final long CHUNK_NANOS = 20_000_000;
    private static final long BLOCK_NANOS = 10_000_000;
    private static final int CHUNK_BLOCKS = 2;
    private static final int CHUNK_BYTES = 640;
    private static final byte[] SILENCE = new byte[CHUNK_BYTES];

    private final VirtualTime time;
    private final String name;
    private final String peerId;
    private final Consumer<SentChunk> network;
    private final List<SpokenWord> words = new ArrayList<>();
    private final List<SentChunk.Arrival> arrivals = new ArrayList<>();
    /** The first word that may not be over. */
    private int nextWord;

    private boolean connected;
    private boolean muted;
    private int capture;
    private int index;
    private int joins;

    SimulatedPerson(VirtualTime time, String name, Consumer<SentChunk> network) {
        this.time = time;
        this.name = name;
        this.peerId = "peer-" + name;
        this.network = network;
    }

    String peerId() {
        return peerId;
    }

    String trackId() {
        return "track-" + name + "-" + joins;
    }

    boolean isConnected() {
        return connected;
    }

    List<SpokenWord> words() {
        return words;
    }

    List<SentChunk.Arrival> arrivals() {
        return arrivals;
    }

    void join() {
        connected = true;
        muted = false;
        joins++;
        startCapture();
    }

    void leave() {
        connected = false;
        capture++;
    }

    boolean isMuted() {
        return muted;
    }

    void setMuted(boolean mute) {
        if (muted != mute) {
            muted = mute;
            if (mute) {
                capture++;
            } else {
                startCapture();
            }
        }
    }

    private void startCapture() {
        capture++;
        index = 0;
        scheduleChunk(capture);
    }

    private void scheduleChunk(int of) {
        time.at(time.nanos() + CHUNK_NANOS, () -> {
            if (capture == of && connected && !muted) {
                send();
                scheduleChunk(of);
            }
        });
    }

    /** Speaks a word as soon as the person has spoken the words before it. */
    SpokenWord say(int id, Duration pauseBefore) {
        long previousEnd = words.isEmpty() ? 0 : words.get(words.size() - 1).endNanos() + pauseBefore.toNanos();
        // Blocks of words and of chunks begin at the same times, as both are counted from the start of the simulation.
        long start = Math.max(time.nanos() + CHUNK_NANOS, previousEnd);
        SpokenWord word = new SpokenWord(id, peerId, (start + BLOCK_NANOS - 1) / BLOCK_NANOS * BLOCK_NANOS);
        words.add(word);
        return word;
    }

    private void send() {
        long end = time.nanos();
        long start = end - CHUNK_NANOS;
        byte[] pcm = SILENCE;
        List<SpokenWord> spoken = List.of();
        while (nextWord < words.size() && words.get(nextWord).endNanos() <= start) {
            nextWord++;
        }
        for (int i = nextWord; i < words.size() && words.get(i).startNanos() < end; i++) {
            if (pcm == SILENCE) {
                pcm = new byte[CHUNK_BYTES];
                spoken = new ArrayList<>();
            }
            write(words.get(i), start, pcm, spoken);
        }
        network.accept(new SentChunk(this, capture, index++, end, pcm, spoken));
    }

    private static void write(SpokenWord word, long start, byte[] pcm, List<SpokenWord> spoken) {
        for (int block = 0; block < CHUNK_BLOCKS; block++) {
            long blockOfWord =
                    Math.floorDiv(start + block * BLOCK_NANOS - word.startNanos() + BLOCK_NANOS / 2, BLOCK_NANOS);
            if (blockOfWord >= 0 && blockOfWord < Words.BLOCKS) {
                Words.write(
                        word.id(),
                        (int) blockOfWord * Words.BLOCK_SAMPLES,
                        Words.BLOCK_SAMPLES,
                        pcm,
                        2 * block * Words.BLOCK_SAMPLES);
                word.sent();
                spoken.add(word);
            }
        }
    }

    /** Returns the person as Fishjam describes it. */
    Peer peer() {
        return new Peer(peerId, PeerType.WEBRTC, connected, connected ? List.of(track()) : List.of(), metadata());
    }

    Track track() {
        return new Track(
                trackId(),
                TrackType.AUDIO,
                JsonNodeFactory.instance.objectNode().put("paused", muted));
    }

    private ObjectNode metadata() {
        ObjectNode metadata = JsonNodeFactory.instance.objectNode();
        metadata.putObject("peer").put("name", name);
        return metadata;
    }
}
