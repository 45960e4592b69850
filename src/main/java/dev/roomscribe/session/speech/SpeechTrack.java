package dev.roomscribe.session.speech;

import dev.roomscribe.audio.GateOptions;
import dev.roomscribe.audio.Pcm16;
import dev.roomscribe.audio.SpeechGate;
import dev.roomscribe.audio.TrackTimeline;
import dev.roomscribe.fishjam.agent.AudioChunk;
import dev.roomscribe.recognition.EndReason;
import dev.roomscribe.recognition.Hypothesis;
import dev.roomscribe.recognition.LostAudio;
import dev.roomscribe.recognition.SpeechEngine;
import dev.roomscribe.recognition.SpeechListener;
import dev.roomscribe.recognition.SpeechStream;
import dev.roomscribe.recognition.StreamLoad;
import dev.roomscribe.recognition.StreamOptions;
import dev.roomscribe.recognition.Utterance;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import java.time.Duration;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executor;

/**
 * One track of one peer: takes its chunks in, has them recognized, and gives what is heard its place on the room's
 * clock. Confined to its session's event loop; what the engine hears is brought back to it.
 */
final class SpeechTrack implements SpeechListener {
    /** Longer than an utterance may be and a queue may grow, together. */
    private static final Duration TIMELINE_MEMORY = Duration.ofMinutes(3);

    /** What may be on its way when a mute is known: longer than the usual jitter. */
    private static final Duration MUTED_FLUSH_AFTER = Duration.ofMillis(200);

    private final String peerId;
    private final String trackId;
    private final CaptionPublisher captions;
    private final Executor eventLoop;
    private final SpeechStream stream;
    private final SpeechGate gate;
    private final SpeechGate.Sink passed = new Passed();
    private final TrackTimeline timeline = new TrackTimeline(TIMELINE_MEMORY);

    private long lastArrivalNanos;
    private boolean flowing;
    private boolean muted;

    private long utteranceNumber;
    private String utteranceId = "";

    SpeechTrack(
            String peerId,
            String trackId,
            SpeechEngine engine,
            StreamOptions options,
            GateOptions gateOptions,
            CaptionPublisher captions,
            Executor eventLoop) {
        this.peerId = peerId;
        this.trackId = trackId;
        this.captions = captions;
        this.eventLoop = eventLoop;
        gate = new SpeechGate(gateOptions);
        stream = engine.open(options, this);
    }

    String peerId() {
        return peerId;
    }

    String trackId() {
        return trackId;
    }

    /** Takes the next chunk; returns how many samples it held. */
    int take(AudioChunk chunk, Duration flushAfter) {
        flushIfStopped(chunk.arrivedNanos(), flushAfter);
        short[] samples = Pcm16.decode(chunk.pcm());
        timeline.arrived(samples.length, chunk.arrivedNanos());
        gate.push(samples, passed);
        lastArrivalNanos = chunk.arrivedNanos();
        flowing = true;
        return samples.length;
    }

    /**
     * Ends the utterance if the audio has stopped: a muted track sends nothing, not even the silence that would end it.
     */
    void flushIfStopped(long nowNanos, Duration flushAfter) {
        Duration pause = muted ? MUTED_FLUSH_AFTER : flushAfter;
        if (flowing && silentFor(nowNanos, pause)) {
            flowing = false;
            muted = false;
            stopped();
            var unused = stream.endUtterance(EndReason.AUDIO_STOPPED);
        }
    }

    /** Has the utterance end as soon as the audio does: the word of a mute may come before the last audio. */
    void mute() {
        muted = true;
    }

    /** Ends the open utterance because no more of its audio will come; completed once its final is in the transcript. */
    Future<Void> cut() {
        flowing = false;
        stopped();
        return behindItsFinals(stream.endUtterance(EndReason.AUDIO_STOPPED));
    }

    /** What comes next does not continue what came. */
    private void stopped() {
        gate.restart(passed);
    }

    boolean silentFor(long nowNanos, Duration duration) {
        return nowNanos - lastArrivalNanos > duration.toNanos();
    }

    StreamLoad load() {
        return stream.load();
    }

    /** Ends the open utterance; completed once its final is in the transcript. */
    Future<Void> endUtterance() {
        return behindItsFinals(stream.endUtterance(EndReason.FLUSH));
    }

    /** Ends the stream; completed once its last final is in the transcript. */
    Future<Void> close(EndReason reason) {
        stopped();
        return behindItsFinals(stream.close(reason));
    }

    /** What the engine heard is on its way to the event loop; what is to follow it must go the same way. */
    private Future<Void> behindItsFinals(CompletionStage<Void> heard) {
        Promise<Void> written = Promise.promise();
        heard.thenRun(() -> eventLoop.execute(written::complete));
        return written.future();
    }

    /** What becomes of the samples at the gate: each is decoded or skipped, so that the stream counts as the track does. */
    private final class Passed implements SpeechGate.Sink {
        @Override
        public void speech(short[] samples) {
            stream.push(samples);
        }

        @Override
        public void silence(int samples) {
            stream.skip(samples);
        }

        @Override
        public void endOfSpeech() {
            var unused = stream.endUtterance(EndReason.ENDPOINT);
        }
    }

    @Override
    public void onPartial(Hypothesis hypothesis) {
        eventLoop.execute(() -> captions.partial(this, id(hypothesis.utterance()), hypothesis));
    }

    @Override
    public void onFinal(Utterance utterance) {
        eventLoop.execute(() -> captions.settled(this, id(utterance.utterance()), utterance));
    }

    @Override
    public void onLost(LostAudio lost) {
        eventLoop.execute(() -> captions.lost(this, lost));
    }

    @Override
    public void onFailed(String why) {
        eventLoop.execute(() -> captions.failed(this, why));
    }

    /** Returns how many samples have arrived. */
    long samples() {
        return timeline.samples();
    }

    /** Returns when a sample was spoken, by {@link System#nanoTime}. */
    long nanosAt(long sample) {
        return timeline.nanosAt(sample);
    }

    private String id(long utterance) {
        if (utterance != utteranceNumber) {
            utteranceNumber = utterance;
            utteranceId = captions.nextUtteranceId();
        }
        return utteranceId;
    }
}
