package dev.roomscribe.session.speech;

import dev.roomscribe.audio.GateOptions;
import dev.roomscribe.audio.Pcm16;
import dev.roomscribe.fishjam.agent.AudioChunk;
import dev.roomscribe.recognition.DecoderSource;
import dev.roomscribe.recognition.EndReason;
import dev.roomscribe.recognition.StreamOptions;
import dev.roomscribe.recognition.pool.DecodingPool;
import dev.roomscribe.recognition.pool.PoolLimits;
import dev.roomscribe.runtime.EventLoop;
import dev.roomscribe.transcript.event.CaptionEvent;
import dev.roomscribe.transcript.event.FinalTranscript;
import dev.roomscribe.transcript.event.StreamGap;
import dev.roomscribe.transcript.live.SubscriberLimits;
import dev.roomscribe.transcript.live.TranscriptObserver;
import dev.roomscribe.transcript.live.Transcripts;
import dev.roomscribe.transcript.log.memory.MemoryStore;
import dev.roomscribe.transcript.log.memory.Retention;
import io.vertx.core.Future;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Deque;
import java.util.List;

/**
 * One track of a session in virtual time, on the calling thread: decoding is complete when a method returns. Only the
 * clock and the threads are replaced.
 */
public final class VirtualTracks implements EventLoop, TranscriptObserver, AutoCloseable {
    public static final String PEER = "ana";
    public static final String TRACK = "microphone";
    public static final Duration FLUSH_TIMEOUT = Duration.ofSeconds(10);

    private static final Duration TICK = Duration.ofMillis(100);
    private static final Duration CHUNK = Duration.ofMillis(20);
    private static final int CHUNK_SAMPLES = 320;

    private final Deque<Runnable> decoding = new ArrayDeque<>();
    private final Deque<Runnable> tasks = new ArrayDeque<>();
    private final List<CaptionEvent> published = new ArrayList<>();
    private final CaptionPublisher captions;
    private final SpeechTracks tracks;
    private long nowNanos;
    private long nextTickNanos;

    private VirtualTracks(DecoderSource decoders, GateOptions gate) {
        DecodingPool engine = new DecodingPool(
                decoders,
                PoolLimits.defaults(),
                (samples, cpuNanos, waitedNanos) -> {},
                () -> nowNanos,
                0,
                decoding::add);
        Transcripts transcripts = new Transcripts(
                new MemoryStore(new Retention(10_000, Duration.ofHours(1)), InstantSource.system()),
                new SubscriberLimits(1_000, 100, Duration.ofSeconds(2)),
                InstantSource.system(),
                this);
        captions = new CaptionPublisher(
                "session",
                "session",
                new SessionClock(Instant.EPOCH, nowNanos),
                decoders.model(),
                transcripts.open("room"),
                peer -> null,
                null);
        tracks = new SpeechTracks(
                new RecognitionSettings(engine, gate, FLUSH_TIMEOUT),
                new StreamOptions(true, gate.endpointing().isZero()),
                captions,
                this);
    }

    /** Returns a track behind the default gate. */
    public static VirtualTracks gated(DecoderSource decoders) {
        return new VirtualTracks(decoders, GateOptions.defaults());
    }

    /** Returns a track of which every sample is decoded, and whose utterances the decoder ends. */
    public static VirtualTracks ungated(DecoderSource decoders) {
        return new VirtualTracks(decoders, new GateOptions(Duration.ZERO, false));
    }

    public SpeechTracks tracks() {
        return tracks;
    }

    public CaptionPublisher captions() {
        return captions;
    }

    public long nowNanos() {
        return nowNanos;
    }

    /** Receives audio in real time. */
    public VirtualTracks hear(short[] samples) {
        return hear(samples, 1);
    }

    /** Receives audio in chunks of 20 ms, {@code factor} times as fast as in real time. */
    public VirtualTracks hear(short[] samples, double factor) {
        for (int from = 0; from < samples.length; from += CHUNK_SAMPLES) {
            passTime((long) (CHUNK.toNanos() / factor));
            byte[] pcm = pcm(Arrays.copyOfRange(samples, from, Math.min(samples.length, from + CHUNK_SAMPLES)));
            tracks.accept(new AudioChunk(PEER, TRACK, "", pcm, nowNanos));
            runTasks();
        }
        return this;
    }

    /** Receives nothing for a while. */
    public VirtualTracks hearNothing(Duration duration) {
        passTime(duration.toNanos());
        return this;
    }

    /** Does nothing for a while, as a process that gets no processor: what arrives meanwhile is received afterwards. */
    VirtualTracks stall(Duration duration) {
        nowNanos += duration.toNanos();
        nextTickNanos = nowNanos;
        return this;
    }

    /** Learns that the track is muted, after all audio that was sent before. */
    public VirtualTracks mute() {
        return mute(Future.succeededFuture(nowNanos));
    }

    /** Learns that the track is muted. */
    VirtualTracks mute(Future<Long> received) {
        tracks.mute(PEER, TRACK, nowNanos, received);
        return this;
    }

    /** Learns that the track is not muted. */
    VirtualTracks unmute() {
        tracks.unmute(PEER, TRACK);
        return this;
    }

    /** Learns that the peer has left; returns a future that completes when its last final is published. */
    Future<Void> removePeer(Future<Long> received) {
        return tracks.removePeer(PEER, nowNanos, received);
    }

    /** Learns that the connection is lost. */
    public VirtualTracks loseConnection() {
        var unused = tracks.interrupt();
        runTasks();
        return this;
    }

    public VirtualTracks end(EndReason reason) {
        var unused = tracks.closeAll(reason);
        runTasks();
        return this;
    }

    public List<FinalTranscript> finals() {
        return published(FinalTranscript.class);
    }

    public List<String> texts() {
        return finals().stream().map(FinalTranscript::transcript).toList();
    }

    public List<StreamGap> gaps() {
        return published(StreamGap.class);
    }

    private <T> List<T> published(Class<T> type) {
        return published.stream().filter(type::isInstance).map(type::cast).toList();
    }

    private void passTime(long nanos) {
        long end = nowNanos + nanos;
        while (nextTickNanos <= end) {
            nowNanos = nextTickNanos;
            nextTickNanos += TICK.toNanos();
            tracks.tick(nowNanos);
            runTasks();
        }
        nowNanos = end;
    }

    /** Runs decoding and the event loop until neither has anything left to do. */
    public void runTasks() {
        while (!decoding.isEmpty() || !tasks.isEmpty()) {
            (tasks.isEmpty() ? decoding : tasks).remove().run();
        }
    }

    private static byte[] pcm(short[] samples) {
        ByteBuffer bytes = ByteBuffer.allocate(2 * samples.length).order(ByteOrder.LITTLE_ENDIAN);
        bytes.asShortBuffer().put(samples);
        return bytes.array();
    }

    /** Returns a part of a recording, in seconds; silence after its end. */
    public static short[] part(short[] recording, double from, double to) {
        return Arrays.copyOfRange(recording, (int) (from * Pcm16.RATE), (int) (to * Pcm16.RATE));
    }

    @Override
    public boolean submit(Runnable task) {
        tasks.add(task);
        return true;
    }

    @Override
    public long schedule(Duration delay, Runnable task) {
        throw new UnsupportedOperationException();
    }

    @Override
    public long repeat(Duration interval, Runnable task) {
        throw new UnsupportedOperationException();
    }

    @Override
    public void cancelTimer(long id) {
        throw new UnsupportedOperationException();
    }

    @Override
    public void published(String roomId, CaptionEvent event) {
        published.add(event);
    }

    @Override
    public void subscribed() {}

    @Override
    public void unsubscribed() {}

    /** Ends the track, which checks its audio account. The decoders' source stays open. */
    @Override
    public void close() {
        end(EndReason.FLUSH);
    }
}
