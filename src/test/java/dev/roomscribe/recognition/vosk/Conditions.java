package dev.roomscribe.recognition.vosk;

import dev.roomscribe.audio.Noises;
import java.util.List;

/**
 * In what noise the demo recordings are heard.
 *
 * @param snr of the speech over the noise in dB; without noise if infinite
 */
record Conditions(String name, double snr, boolean pink) {
    static List<Conditions> all() {
        return List.of(
                new Conditions("clean", Double.POSITIVE_INFINITY, false),
                new Conditions("white noise, 20 dB", 20, false),
                new Conditions("white noise, 10 dB", 10, false),
                new Conditions("white noise, 5 dB", 5, false),
                new Conditions("pink noise, 20 dB", 20, true),
                new Conditions("pink noise, 10 dB", 10, true),
                new Conditions("pink noise, 5 dB", 5, true));
    }

    short[] of(short[] recording, long seed) {
        if (!noisy()) {
            return recording;
        }
        double seconds = recording.length / 16_000.0;
        double level = Noises.speechLevel(recording) - snr;
        return Noises.mix(recording, pink ? Noises.pink(seconds, level, seed) : Noises.white(seconds, level, seed));
    }

    boolean noisy() {
        return !Double.isInfinite(snr);
    }

    @Override
    public String toString() {
        return name;
    }
}
