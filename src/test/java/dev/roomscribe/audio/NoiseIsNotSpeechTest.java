package dev.roomscribe.audio;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Noise and music do not pass at any level. */
class NoiseIsNotSpeechTest {
    private static final double[] LEVELS = {-70, -50, -30, -12, -3};

    @ParameterizedTest(name = "{0}")
    @MethodSource
    void noisesDoNotPass(String name, short[] sound) {
        GateRun run = GateRun.of(sound);

        assertThat(run.passedSeconds()).isZero();
        assertThat(run.ends()).isEmpty();
    }

    static List<Arguments> noisesDoNotPass() {
        Map<String, short[]> sounds = new LinkedHashMap<>();
        sounds.put("silence", Noises.silence(20));
        for (double level : LEVELS) {
            put(sounds, "white noise", level, Noises.white(30, level, 1));
            put(sounds, "pink noise", level, Noises.pink(30, level, 2));
            put(sounds, "hum of 50 Hz", level, Noises.hum(50, 10, level));
            put(sounds, "hum of 100 Hz", level, Noises.hum(100, 10, level));
            put(sounds, "hum and noise", level, Noises.mix(Noises.hum(100, 20, level), Noises.pink(20, level - 10, 3)));
            put(sounds, "a keyboard", level, Noises.keyboard(30, level, 3));
            put(sounds, "a keyboard in noise", level, overNoise(Noises.keyboard(30, level, 4)));
            put(sounds, "breath", level, Noises.breath(30, level, 5));
            put(sounds, "breath in noise", level, overNoise(Noises.breath(30, level, 6)));
        }
        for (double hertz : new double[] {82, 131, 220, 440}) {
            put(sounds, "a chord on %.0f Hz".formatted(hertz), -20, Noises.chord(hertz, 10, -20));
            for (double seconds : new double[] {0.1, 0.15, 0.25, 0.5}) {
                put(
                        sounds,
                        "an arpeggio on %.0f Hz with a note every %.2f s".formatted(hertz, seconds),
                        -20,
                        overNoise(Noises.arpeggio(hertz, seconds, 20, -20)));
            }
        }
        put(sounds, "wind", -40, Noises.wind(30, -40, 8));
        put(sounds, "wind", -15, Noises.wind(30, -15, 8));
        sounds.put(
                "noise that begins and changes",
                concat(
                        Noises.white(4, -65, 1),
                        Noises.pink(8, -20, 2),
                        Noises.white(8, -40, 3),
                        Noises.white(4, -10, 4)));
        sounds.put(
                "a device that is switched on",
                concat(Noises.white(4, -65, 1), Noises.hum(100, 8, -25), Noises.silence(4)));
        List<Arguments> all = new ArrayList<>();
        sounds.forEach((name, sound) -> all.add(Arguments.of(name, sound)));
        return all;
    }

    private static void put(Map<String, short[]> sounds, String name, double level, short[] sound) {
        sounds.put("%s at %.0f dBFS".formatted(name, level), sound);
    }

    private static short[] overNoise(short[] sound) {
        return Noises.mix(sound, Noises.white(sound.length / (double) Pcm16.RATE, -65, 9));
    }

    static short[] concat(short[]... parts) {
        int length = 0;
        for (short[] part : parts) {
            length += part.length;
        }
        short[] all = new short[length];
        int at = 0;
        for (short[] part : parts) {
            System.arraycopy(part, 0, all, at, part.length);
            at += part.length;
        }
        return all;
    }
}
