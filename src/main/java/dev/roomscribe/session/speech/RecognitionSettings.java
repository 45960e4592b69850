package dev.roomscribe.session.speech;

import static java.util.Objects.requireNonNull;

import dev.roomscribe.audio.GateOptions;
import dev.roomscribe.recognition.SpeechEngine;
import java.time.Duration;

/**
 * How the tracks of a session are recognized.
 *
 * @param engine decodes the audio
 * @param gate how the ends of utterances are found and silence is skipped
 * @param flushTimeout how long a track may send no audio before its open utterance is ended: longer than the network's
 *     stalls, shorter than the time that a reader waits for a final
 * @param tracks how many tracks are recognized
 */
public record RecognitionSettings(SpeechEngine engine, GateOptions gate, Duration flushTimeout, TrackLimits tracks) {
    public RecognitionSettings {
        requireNonNull(engine, "engine is null");
        requireNonNull(gate, "gate is null");
        requireNonNull(flushTimeout, "flushTimeout is null");
        requireNonNull(tracks, "tracks is null");
    }

    /** With the default limits of tracks. */
    public RecognitionSettings(SpeechEngine engine, GateOptions gate, Duration flushTimeout) {
        this(engine, gate, flushTimeout, TrackLimits.DEFAULT);
    }

    public RecognitionSettings withGate(GateOptions other) {
        return new RecognitionSettings(engine, other, flushTimeout, tracks);
    }
}
