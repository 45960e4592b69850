package dev.roomscribe.session.speech;

import dev.roomscribe.audio.Pcm16;
import dev.roomscribe.audio.TrackTimeline;
import dev.roomscribe.recognition.Hypothesis;
import dev.roomscribe.recognition.SpeechModel;
import dev.roomscribe.recognition.Utterance;
import dev.roomscribe.transcript.event.EndReason;
import dev.roomscribe.transcript.event.FinalTranscript;
import dev.roomscribe.transcript.event.GapReason;
import dev.roomscribe.transcript.event.PartialTranscript;
import dev.roomscribe.transcript.event.StreamGap;
import dev.roomscribe.transcript.event.Word;
import java.util.List;

/**
 * Publishes what is recognized on one track: turns recognition results into caption events, and sample numbers into
 * times. Confined to its session's event loop.
 */
final class TrackCaptions {
    private final String peerId;
    private final String trackId;
    private final TrackTimeline timeline;
    private final CaptionPublisher captions;

    private long utteranceNumber;
    private String utteranceId = "";

    TrackCaptions(String peerId, String trackId, TrackTimeline timeline, CaptionPublisher captions) {
        this.peerId = peerId;
        this.trackId = trackId;
        this.timeline = timeline;
        this.captions = captions;
    }

    void publish(Hypothesis hypothesis) {
        captions.publish(new PartialTranscript(
                captions.sessionId(),
                peerId,
                trackId,
                captions.name(peerId),
                utteranceId(hypothesis.utterance()),
                hypothesis.revision(),
                hypothesis.text(),
                captions.readable(hypothesis.text(), false)));
    }

    void publish(Utterance utterance) {
        List<Word> words = utterance.words().stream()
                .map(word -> new Word(word.text(), start(word.startSample()), end(word.endSample()), word.confidence()))
                .toList();
        SpeechModel model = captions.model();
        captions.publish(new FinalTranscript(
                captions.sessionId(),
                peerId,
                trackId,
                captions.name(peerId),
                utteranceId(utterance.utterance()),
                utterance.revision(),
                utterance.text(),
                captions.readable(utterance.text(), isWhole(utterance)),
                utterance.confidence(),
                words,
                words.get(0).start(),
                words.get(words.size() - 1).end(),
                captions.clock()
                        .instant(timeline.nanosAt(utterance.words().get(0).startSample())),
                model.language(),
                model.name(),
                endReason(utterance.endReason()),
                utterance.truncated()));
    }

    /** Publishes that the audio from {@code fromSample} up to {@code toSample} is missing. */
    void publishGap(long fromSample, long toSample, GapReason reason, String detail) {
        long startNanos = timeline.nanosAt(fromSample);
        captions.publish(new StreamGap(
                captions.sessionId(),
                peerId,
                trackId,
                captions.clock().seconds(startNanos),
                end(toSample),
                reason,
                captions.clock().instant(startNanos),
                detail));
    }

    private double start(long sample) {
        return captions.clock().seconds(timeline.nanosAt(sample));
    }

    /**
     * Returns the time at which the audio before {@code sample} ended, in seconds. It is derived from the last sample
     * before it, because a long mute may precede the sample itself.
     */
    double end(long sample) {
        return captions.clock().seconds(timeline.nanosAt(sample - 1) + Pcm16.NANOS_PER_SAMPLE);
    }

    private String utteranceId(long utterance) {
        if (utterance != utteranceNumber) {
            utteranceNumber = utterance;
            utteranceId = captions.nextUtteranceId();
        }
        return utteranceId;
    }

    /** Returns whether the speaker ended the utterance, so that it ends like a sentence. */
    private static boolean isWhole(Utterance utterance) {
        return utterance.endReason() == dev.roomscribe.recognition.EndReason.ENDPOINT && !utterance.truncated();
    }

    private static EndReason endReason(dev.roomscribe.recognition.EndReason reason) {
        return switch (reason) {
            case ENDPOINT -> EndReason.ENDPOINT;
            case MAX_LENGTH -> EndReason.MAX_LENGTH;
            case FLUSH -> EndReason.FLUSH;
            case AUDIO_STOPPED -> EndReason.MUTED;
            case TRACK_ENDED -> EndReason.PEER_LEFT;
            case DRAIN -> EndReason.DRAIN;
        };
    }
}
