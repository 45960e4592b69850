package dev.roomscribe.bench;

import dev.roomscribe.recognition.Recordings;
import java.util.Random;

/** The audio that benchmarks use: the recordings of the demo room, and synthetic quiet rooms. Mono at 16 kHz. */
final class Audio {
    /** Samples per second. */
    static final int RATE = 16_000;
    /** Samples per chunk: 20 ms, as Fishjam sends it. */
    static final int CHUNK = 320;

    static final short[] ALICE = Recordings.demo("alice");
    static final short[] BOB = Recordings.demo("bob");

    private Audio() {}

    /** Returns the chunk at sample {@code from} of an endlessly repeated recording. */
    static short[] chunk(short[] recording, long from) {
        short[] chunk = new short[CHUNK];
        for (int i = 0; i < CHUNK; i++) {
            chunk[i] = recording[(int) ((from + i) % recording.length)];
        }
        return chunk;
    }

    /** Returns the noise of a quiet room, about -60 dBFS. */
    static short[] quiet(int length, int seed) {
        Random random = new Random(seed);
        short[] samples = new short[length];
        for (int i = 0; i < length; i++) {
            samples[i] = (short) Math.round(random.nextGaussian() * 30);
        }
        return samples;
    }

    static double seconds(short[] samples) {
        return samples.length / (double) RATE;
    }
}
