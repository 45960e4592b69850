package dev.roomscribe.recognition.vosk;

import dev.roomscribe.audio.Noises;
import java.util.List;

/**
 * The noise that is added to a demo recording.
 *
 * @param snr signal-to-noise ratio in dB; infinite for no noise
 * @param pink true for pink noise, false for white noise
 */
record NoiseCondition(String name, double snr, boolean pink) {
    static List<NoiseCondition> all() {
        return List.of(
                new NoiseCondition("clean", Double.POSITIVE_INFINITY, false),
                new NoiseCondition("white noise, 20 dB", 20, false),
                new NoiseCondition("white noise, 10 dB", 10, false),
                new NoiseCondition("white noise, 5 dB", 5, false),
                new NoiseCondition("pink noise, 20 dB", 20, true),
                new NoiseCondition("pink noise, 10 dB", 10, true),
                new NoiseCondition("pink noise, 5 dB", 5, true));
    }

    short[] applyTo(short[] recording, long seed) {
        if (!hasNoise()) {
            return recording;
        }
        double seconds = recording.length / 16_000.0;
        double level = Noises.speechLevel(recording) - snr;
        return Noises.mix(recording, pink ? Noises.pink(seconds, level, seed) : Noises.white(seconds, level, seed));
    }

    boolean hasNoise() {
        return !Double.isInfinite(snr);
    }

    @Override
    public String toString() {
        return name;
    }
}
