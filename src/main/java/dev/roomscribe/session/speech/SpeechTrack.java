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
import dev.roomscribe.runtime.EventLoop;
import dev.roomscribe.transcript.event.GapReason;
import dev.roomscribe.transcript.log.SessionProgress.TrackProgress;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import java.time.Duration;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;

/**
 * One track of one peer: passes its audio to a speech stream, publishes the results, and keeps the account of its
 * samples. Confined to its session's event loop; the engine's callbacks are dispatched to it.
 *
 * <pre>
 *   OPEN ──close──▶ CLOSING ──last result──▶ FINISHED: later results are ignored
 *     └──────────abandon┴───────────────────────▲
 * </pre>
 */
final class SpeechTrack implements SpeechListener {
    private static final System.Logger LOG = System.getLogger(SpeechTrack.class.getName());

    /** Longer than the longest utterance plus the longest decoding queue. */
    private static final Duration TIMELINE_RETENTION = Duration.ofMinutes(3);

    /** A track that still sends so long after the notification of a mute was unmuted meanwhile. */
    private static final Duration MUTE_VALIDITY = Duration.ofMillis(200);

    /** A track that still sends so long after the notification of its removal continues until it stops. */
    private static final Duration REMOVAL_VALIDITY = Duration.ofSeconds(1);

    private final String peerId;
    private final String trackId;
    private final CaptionPublisher captions;
    private final TrackCaptions published;
    /** Callbacks and completions of the engine go through it in order, so a completion follows its finals. */
    private final EventLoop eventLoop;

    private final SpeechStream stream;
    private final SpeechGate gate;
    private final GatedAudio gated = new GatedAudio();
    private final TrackTimeline timeline = new TrackTimeline(TIMELINE_RETENTION);
    private final AudioAccount account = new AudioAccount();
    private final Promise<Void> finished = Promise.promise();

    private final AudioStop stop;
    /** Completes when the track is closed after its removal, or continues; null if it was not removed. */
    private @Nullable Promise<Void> removal;

    private boolean closing;
    private @Nullable String decoderFailure;

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
        published = new TrackCaptions(peerId, trackId, timeline, captions);
        stop = new AudioStop(settings.flushTimeout());
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
        long arrivedNanos = chunk.arrivedNanos();
        flushIfStopped(arrivedNanos);
        short[] samples = Pcm16.decode(chunk.pcm());
        timeline.arrived(samples.length, arrivedNanos);
        account.receive(samples.length);
        gate.push(samples, gated);
        stop.audioArrived(arrivedNanos);
        if (removal != null && !stop.isAnnounced()) {
            removal.tryComplete();
            removal = null;
        }
        return samples.length;
    }

    /**
     * Ends the utterance if the audio has stopped: a muted track sends nothing, so no silence in it reaches the endpoint
     * detection.
     */
    void flushIfStopped(long nowNanos) {
        stop.look(nowNanos);
        if (stop.isReceiving() && !isRemovalConfirmed() && stop.hasStopped(nowNanos, gate.isPaused())) {
            if (stop.isConfirmed()) {
                stop.revoke();
                timeline.discontinuity();
            }
            var unused = endInput();
        }
    }

    /**
     * Notes that the track is muted. The utterance ends when all audio sent before has arrived.
     *
     * @param received completes then, with the time, by {@link System#nanoTime}
     */
    void mute(long nowNanos, Future<Long> received) {
        if (removal == null) {
            stop.announce(nowNanos, received, MUTE_VALIDITY, () -> {
                if (!stop.isReceiving()) {
                    stop.revoke();
                    timeline.discontinuity();
                }
            });
        }
    }

    /** Notes that the track is not muted any more. */
    void unmute() {
        if (removal == null) {
            stop.revoke();
        }
    }

    /**
     * Notes that the track is no longer published. It can be closed when all audio sent before has arrived.
     *
     * @param received as for {@link #mute}
     * @return completes when it is closed and its finals are passed to the transcript, or if it continues to send
     */
    Future<Void> remove(long nowNanos, Future<Long> received) {
        if (removal != null) {
            return removal.future();
        }
        Promise<Void> begun = Promise.promise();
        removal = begun;
        stop.announce(nowNanos, received, REMOVAL_VALIDITY, () -> {});
        finished.future().onComplete(closed -> begun.tryComplete());
        return begun.future();
    }

    /** Returns whether the track was removed and all of its audio has arrived. */
    boolean isRemoved(long nowNanos) {
        return isRemovalConfirmed() && stop.hasStopped(nowNanos, true);
    }

    private boolean isRemovalConfirmed() {
        return removal != null && stop.isConfirmed();
    }

    /** Ends the open utterance because the connection is lost; completes when its final is passed to the transcript. */
    Future<Void> interrupt() {
        timeline.discontinuity();
        return eventLoop.await(endInput());
    }

    private CompletionStage<Void> endInput() {
        stop.end();
        boolean cutOff = gate.isInWord();
        gate.restart(gated);
        return stream.endUtterance(EndReason.AUDIO_STOPPED, cutOff);
    }

    boolean silentFor(long nowNanos, Duration duration) {
        return stop.isSilentFor(nowNanos, duration);
    }

    /** Returns when the last sample received was spoken, by {@link System#nanoTime}. */
    long spokenNanos() {
        return timeline.nanosAt(timeline.samples() - 1);
    }

    StreamLoad load() {
        return stream.load();
    }

    /**
     * Returns up to where the audio is final, skipped, or in a gap.
     *
     * @param now the current time in seconds from the session's start
     */
    TrackProgress progress(double now) {
        // Behind the last speech that was passed on, the stream has only silence to report.
        long position = account.accountedTo() >= gated.speechEnd ? gated.end : account.accountedTo();
        // While the track sends, what comes next was spoken directly after what came last, even if it comes late.
        boolean upToNow = position == account.received() && !stop.isReceiving();
        double finalTo = upToNow ? now : position < account.received() ? start(position) : published.end(position);
        return new TrackProgress(peerId, trackId, Math.min(now, finalTo));
    }

    /** Returns when a sample was spoken: after a mute, if it is the first one after it. */
    private double start(long sample) {
        return captions.clock().seconds(timeline.nanosAt(sample));
    }

    /** Ends the open utterance; completes when its final is passed to the transcript. */
    Future<Void> endUtterance() {
        return eventLoop.await(stream.endUtterance(EndReason.FLUSH));
    }

    /** Ends the stream; completes when all of its audio is accounted for, or is abandoned. */
    Future<Void> close(EndReason reason) {
        if (!closing) {
            closing = true;
            boolean cutOff = gate.isInWord();
            gate.restart(gated);
            eventLoop.await(stream.close(reason, cutOff)).onComplete(closed -> {
                if (account.pending() > 0) {
                    publishUnaccounted(account.received());
                }
                finished.tryComplete();
            });
        }
        return finished.future();
    }

    /**
     * Ends the stream now: audio that was not recognized yet becomes a gap.
     *
     * @param stopped what ended before the audio was recognized, such as "session"
     */
    void abandon(GapReason reason, String stopped) {
        stream.abandon();
        if (account.pending() > 0 && !isFinished()) {
            lose(account.received(), reason, "The " + stopped + " ended before this audio was recognized.");
        }
        finished.tryComplete();
    }

    private boolean isFinished() {
        return finished.future().isComplete();
    }

    /** Receives the gate's output. Every sample is decoded or skipped, so sample numbers of stream and track agree. */
    private final class GatedAudio implements SpeechGate.Sink {
        /** The sample after the last one that the gate has passed or skipped. */
        private long end;
        /** The sample after the last one that the gate has passed. */
        private long speechEnd;

        @Override
        public void speech(short[] samples) {
            end += samples.length;
            speechEnd = end;
            stream.push(samples);
        }

        @Override
        public void silence(int samples) {
            end += samples;
            stream.skip(samples);
        }

        @Override
        public void endOfSpeech() {
            var unused = stream.endUtterance(EndReason.ENDPOINT);
        }
    }

    @Override
    public void onPartial(Hypothesis hypothesis) {
        publish(() -> published.publish(hypothesis));
    }

    @Override
    public void onFinal(Utterance utterance) {
        publish(() -> published.publish(utterance));
    }

    @Override
    public void onOutcome(AudioOutcome outcome) {
        publish(() -> record(outcome));
    }

    @Override
    public void onFailed(String reason) {
        publish(() -> decoderFailure = reason);
    }

    /** Runs a task on the event loop, unless the stream is finished then. */
    private void publish(Runnable task) {
        eventLoop.execute(() -> {
            if (!isFinished()) {
                task.run();
            }
        });
    }

    private void record(AudioOutcome outcome) {
        if (outcome.fromSample() > account.accountedTo()) {
            publishUnaccounted(outcome.fromSample());
        }
        account.record(outcome);
        if (outcome.kind().isLoss()) {
            published.publishGap(outcome.fromSample(), outcome.toSample(), reason(outcome), detail(outcome));
        }
    }

    private static GapReason reason(AudioOutcome loss) {
        return loss.kind() == AudioOutcome.Kind.OVERLOAD ? GapReason.OVERLOAD : GapReason.DECODER_FAILED;
    }

    private String detail(AudioOutcome loss) {
        if (loss.kind() == AudioOutcome.Kind.OVERLOAD) {
            return "Recognition was too far behind, so this audio was dropped.";
        }
        return "The decoder failed repeatedly on this audio" + (decoderFailure == null ? "." : ": " + decoderFailure);
    }

    /** Publishes a gap for audio whose outcome was never reported, which is a fault of the service. */
    private void publishUnaccounted(long toSample) {
        LOG.log(
                System.Logger.Level.ERROR,
                "Room {0}: audio of peer {1}, track {2}, is unaccounted for: {3}",
                captions.roomId(),
                peerId,
                trackId,
                account);
        lose(
                toSample,
                GapReason.UNACCOUNTED,
                "The service cannot say what became of this audio. This is a fault of the service.");
    }

    /** Publishes a gap for all audio before {@code toSample} that is not accounted for. */
    private void lose(long toSample, GapReason reason, String detail) {
        published.publishGap(account.accountedTo(), toSample, reason, detail);
        account.lose(toSample);
    }
}
