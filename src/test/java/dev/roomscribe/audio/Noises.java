package dev.roomscribe.audio;

import java.util.Random;
import java.util.function.IntToDoubleFunction;

/** Generates sounds that are not speech, the same in every run, and measures levels. */
public final class Noises {
    private static final double FULL_SCALE = 32_768;

    private Noises() {}

    public static short[] silence(double seconds) {
        return new short[samples(seconds)];
    }

    public static short[] white(double seconds, double dbfs, long seed) {
        Random random = new Random(seed);
        return atLevel(dbfs, generate(seconds, i -> random.nextGaussian()));
    }

    /** Noise with the same energy in every octave. */
    public static short[] pink(double seconds, double dbfs, long seed) {
        return atLevel(dbfs, pinkSamples(seconds, seed));
    }

    /** Mains hum with its harmonics. */
    public static short[] hum(double hertz, double seconds, double dbfs) {
        return atLevel(dbfs, generate(seconds, i -> {
            double sum = 0;
            for (int harmonic = 1; harmonic <= 12; harmonic++) {
                sum += Math.sin(2 * Math.PI * hertz * harmonic * i / Pcm16.RATE + harmonic) / harmonic;
            }
            return sum;
        }));
    }

    /** A keyboard: clicks, each with a dull tone, at irregular intervals. */
    public static short[] keyboard(double seconds, double peakDbfs, long seed) {
        Random random = new Random(seed);
        double[] sound = new double[samples(seconds)];
        double peak = FULL_SCALE * Math.pow(10, peakDbfs / 20);
        for (int at = 0; at < sound.length; at += (int) (Pcm16.RATE * (0.06 + 0.25 * random.nextDouble()))) {
            double hertz = 200 + 300 * random.nextDouble();
            for (int i = 0; i < Math.min(1_200, sound.length - at); i++) {
                sound[at + i] += peak * 0.4 * random.nextGaussian() * Math.exp(-i / 60.0)
                        + peak * 0.3 * Math.sin(2 * Math.PI * hertz * i / Pcm16.RATE) * Math.exp(-i / 150.0);
            }
        }
        return clipped(sound);
    }

    /** Breathing close to the microphone: 1.2 s of noise, 0.8 s of silence. */
    public static short[] breath(double seconds, double dbfs, long seed) {
        double[] noise = pinkSamples(seconds, seed);
        return atLevel(dbfs, generate(seconds, i -> {
            double phase = i % (2.0 * Pcm16.RATE) / (1.2 * Pcm16.RATE);
            return phase < 1 ? noise[i] * Math.sin(Math.PI * phase) : 0;
        }));
    }

    /** Wind in the microphone: low frequencies of varying strength. */
    public static short[] wind(double seconds, double dbfs, long seed) {
        Random random = new Random(seed);
        double[] state = new double[2];
        return atLevel(dbfs, generate(seconds, i -> {
            state[0] += 0.02 * (random.nextGaussian() - state[0]);
            state[1] += 0.0002 * (40 * random.nextGaussian() - state[1]);
            return state[0] * Math.abs(1 + state[1]);
        }));
    }

    /** Rain on a window: drops at random times over a hiss. */
    public static short[] rain(double seconds, double dbfs, long seed) {
        Random random = new Random(seed);
        double[] state = new double[1];
        return atLevel(dbfs, generate(seconds, i -> {
            double drop = random.nextInt(60) == 0 ? Math.exp(random.nextGaussian()) * random.nextGaussian() : 0;
            state[0] = 0.6 * state[0] + drop + 0.05 * random.nextGaussian();
            return state[0];
        }));
    }

    /** A sustained major chord, like that of an organ. */
    public static short[] chord(double hertz, double seconds, double dbfs) {
        return atLevel(
                dbfs, generate(seconds, i -> note(hertz, i) + note(hertz * 1.2599, i) + note(hertz * 1.4983, i)));
    }

    /** Plucked notes one after the other, up and down a chord. */
    public static short[] arpeggio(double hertz, double secondsPerNote, double seconds, double dbfs) {
        int[] semitones = {0, 4, 7, 12, 7, 4};
        int length = samples(secondsPerNote);
        return atLevel(dbfs, generate(seconds, i -> {
            double tone = hertz * Math.pow(2, semitones[i / length % semitones.length] / 12.0);
            return note(tone, i % length) * Math.exp(-4.0 * (i % length) / Pcm16.RATE);
        }));
    }

    /** Returns the sum, clipped at full scale. */
    public static short[] mix(short[] a, short[] b) {
        double[] sum = new double[Math.max(a.length, b.length)];
        for (int i = 0; i < sum.length; i++) {
            sum[i] = (i < a.length ? a[i] : 0) + (i < b.length ? b[i] : 0);
        }
        return clipped(sum);
    }

    public static short[] louder(short[] samples, double db) {
        double factor = Math.pow(10, db / 20);
        return clipped(generate(samples.length / (double) Pcm16.RATE, i -> samples[i] * factor));
    }

    public static short[] offset(short[] samples, int by) {
        return clipped(generate(samples.length / (double) Pcm16.RATE, i -> samples[i] + by));
    }

    /** Returns the mean level of the 10 ms frames that contain speech, in dBFS. */
    public static double speechLevel(short[] speech) {
        double sum = 0;
        int frames = 0;
        for (int from = 0; from + 160 <= speech.length; from += 160) {
            double energy = 0;
            for (int i = from; i < from + 160; i++) {
                energy += (double) speech[i] * speech[i];
            }
            if (energy / 160 > 300 * 300) {
                sum += energy / 160;
                frames++;
            }
        }
        return 10 * Math.log10(sum / frames / FULL_SCALE / FULL_SCALE);
    }

    private static double note(double hertz, int i) {
        double sum = 0;
        for (int harmonic = 1; harmonic <= 4; harmonic++) {
            sum += Math.sin(2 * Math.PI * hertz * harmonic * i / Pcm16.RATE) / harmonic;
        }
        return sum;
    }

    private static double[] pinkSamples(double seconds, long seed) {
        Random random = new Random(seed);
        double[] poles = {0.99886, 0.99332, 0.96900, 0.86650, 0.55000};
        double[] gains = {0.0555179, 0.0750759, 0.1538520, 0.3104856, 0.5329522};
        double[] states = new double[poles.length];
        return generate(seconds, i -> {
            double white = random.nextGaussian();
            double sum = 0.5362 * white;
            for (int k = 0; k < poles.length; k++) {
                states[k] = poles[k] * states[k] + gains[k] * white;
                sum += states[k];
            }
            return sum;
        });
    }

    private static double[] generate(double seconds, IntToDoubleFunction sample) {
        double[] samples = new double[samples(seconds)];
        for (int i = 0; i < samples.length; i++) {
            samples[i] = sample.applyAsDouble(i);
        }
        return samples;
    }

    private static short[] atLevel(double dbfs, double[] sound) {
        double sum = 0;
        for (double sample : sound) {
            sum += sample * sample;
        }
        double factor = FULL_SCALE * Math.pow(10, dbfs / 20) / Math.sqrt(sum / sound.length);
        return clipped(generate(sound.length / (double) Pcm16.RATE, i -> sound[i] * factor));
    }

    private static short[] clipped(double[] sound) {
        short[] samples = new short[sound.length];
        for (int i = 0; i < sound.length; i++) {
            samples[i] = (short) Math.max(Short.MIN_VALUE, Math.min(Short.MAX_VALUE, Math.round(sound[i])));
        }
        return samples;
    }

    private static int samples(double seconds) {
        return (int) Math.round(seconds * Pcm16.RATE);
    }
}
