package dev.roomscribe.session.speech;

import dev.roomscribe.audio.Pcm16;
import dev.roomscribe.audio.SpeechGate;
import dev.roomscribe.audio.TrackTimeline;
import dev.roomscribe.fishjam.agent.AudioChunk;
import dev.roomscribe.recognition.AudioOutcome;
import dev.roomscribe.recognition.EndReason;
import dev.roomscribe.recognition.Hypothesis;
import dev.roomscribe.recognition.SpeechListener;
import dev.roomscribe.recognition.SpeechStream;
import dev.roomscribe.recognition.StreamLoad;
import dev.roomscribe.recognition.StreamOptions;
import dev.roomscribe.recognition.Utterance;
import dev.roomscribe.session.runtime.EventLoop;
import io.vertx.core.Future;
import java.time.Duration;

/**
 * One track of one peer: passes its audio to a speech stream, maps samples to the time when they were spoken, and
 * publishes the results. Confined to its session's event loop; the engine's callbacks are dispatched to it.
 */
final class SpeechTrack implements SpeechListener {
    /** Longer than the longest utterance plus the longest decoding queue. */
    private static final Duration TIMELINE_RETENTION = Duration.ofMinutes(3);

    /** How long audio sent before a mute may arrive after its notification: longer than the usual jitter. */
    private static final Duration MUTED_FLUSH_TIMEOUT = Duration.ofMillis(200);

    private final String peerId;
    private final String trackId;
    private final CaptionPublisher captions;
    private final Duration flushTimeout;
    /** Callbacks and completions of the engine go through it in order, so a completion follows its finals. */
    private final EventLoop eventLoop;

    private final SpeechStream stream;
    private final SpeechGate gate;
    private final SpeechGate.Sink gated = new GatedAudio();
    private final TrackTimeline timeline = new TrackTimeline(TIMELINE_RETENTION);

    private long lastArrivalNanos;
    private boolean receiving;
    private boolean muted;

    private long utteranceNumber;
    private String utteranceId = "";

    SpeechTrack(
            String peerId,
            String trackId,
            RecognitionSettings settings,
            StreamOptions options,
            CaptionPublisher captions,
            EventLoop eventLoop) {
        this.peerId = peerId;
        this.trackId = trackId;
        this.captions = captions;
        this.eventLoop = eventLoop;
        flushTimeout = settings.flushTimeout();
        gate = new SpeechGate(settings.gate());
        stream = settings.engine().open(options, this);
    }

    String peerId() {
        return peerId;
    }

    String trackId() {
        return trackId;
    }

    /** Recognizes the next chunk; returns how many samples it held. */
    int accept(AudioChunk chunk) {
        flushIfStopped(chunk.arrivedNanos());
        short[] samples = Pcm16.decode(chunk.pcm());
        timeline.arrived(samples.length, chunk.arrivedNanos());
        gate.push(samples, gated);
        lastArrivalNanos = chunk.arrivedNanos();
        receiving = true;
        return samples.length;
    }

    /**
     * Ends the utterance if the audio has stopped: a muted track sends nothing, so no silence in it reaches the endpoint
     * detection.
     */
    void flushIfStopped(long nowNanos) {
        Duration timeout = muted ? MUTED_FLUSH_TIMEOUT : flushTimeout;
        if (receiving && silentFor(nowNanos, timeout)) {
            receiving = false;
            muted = false;
            resetInput();
            var unused = stream.endUtterance(EndReason.AUDIO_STOPPED);
        }
    }

    /** Shortens the flush timeout, rather than ending the utterance: the notification of a mute may precede the last audio. */
    void mute() {
        muted = true;
    }

    /** Ends the open utterance because the connection is lost; completes when its final is passed to the transcript. */
    Future<Void> interrupt() {
        receiving = false;
        resetInput();
        return eventLoop.await(stream.endUtterance(EndReason.AUDIO_STOPPED));
    }

    /** Empties the gate, because the next chunk does not continue the last one. */
    private void resetInput() {
        gate.restart(gated);
    }

    boolean silentFor(long nowNanos, Duration duration) {
        return nowNanos - lastArrivalNanos > duration.toNanos();
    }

    StreamLoad load() {
        return stream.load();
    }

    /** Ends the open utterance; completes when its final is passed to the transcript. */
    Future<Void> endUtterance() {
        return eventLoop.await(stream.endUtterance(EndReason.FLUSH));
    }

    /** Ends the stream; completes when its last final is passed to the transcript. */
    Future<Void> close(EndReason reason) {
        resetInput();
        return eventLoop.await(stream.close(reason));
    }

    /** Receives the gate's output. Every sample is decoded or skipped, so sample numbers of stream and track agree. */
    private final class GatedAudio implements SpeechGate.Sink {
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
        eventLoop.execute(() -> captions.publishPartial(this, utteranceId(hypothesis.utterance()), hypothesis));
    }

    @Override
    public void onFinal(Utterance utterance) {
        eventLoop.execute(() -> captions.publishFinal(this, utteranceId(utterance.utterance()), utterance));
    }

    @Override
    public void onOutcome(AudioOutcome outcome) {
        if (outcome.kind().isLoss()) {
            eventLoop.execute(() -> captions.publishLoss(this, outcome));
        }
    }

    @Override
    public void onFailed(String why) {
        eventLoop.execute(() -> captions.publishFailure(this, why));
    }

    /** Returns how many samples have been received. */
    long samples() {
        return timeline.samples();
    }

    /** Returns when a sample was spoken, by {@link System#nanoTime}. */
    long nanosAt(long sample) {
        return timeline.nanosAt(sample);
    }

    private String utteranceId(long utterance) {
        if (utterance != utteranceNumber) {
            utteranceNumber = utterance;
            utteranceId = captions.nextUtteranceId();
        }
        return utteranceId;
    }
}
