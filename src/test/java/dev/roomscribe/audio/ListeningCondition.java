package dev.roomscribe.audio;

import java.util.Arrays;
import java.util.List;
import java.util.Locale;

/**
 * How loud a recording is and in which room it is heard.
 *
 * @param peak the level of the recording's highest sample, in dBFS
 * @param floor the level of the room's pink noise, in dBFS RMS
 * @param hum whether there is also mains hum of -55 dBFS: 50 Hz and its harmonics up to 300 Hz
 */
public record ListeningCondition(double peak, double floor, boolean hum) {
    /** 1.5 s of the room before the recording and after it. */
    static final int MARGIN = 3 * Pcm16.RATE / 2;

    private static final double FULL_SCALE = 32_768;
    private static final double HUM_LEVEL = -55;
    private static final int HUM_HZ = 50;
    private static final int HARMONICS = 6;
    private static final double[] HUM = periodOfHum();
    private static final double NOISE_LEVEL = -20;
    private static final short[] NOISE = Noises.pink(47, NOISE_LEVEL, 1);

    static final List<ListeningCondition> ALL = List.of(
            new ListeningCondition(-12, -75, false),
            new ListeningCondition(-20, -75, false),
            new ListeningCondition(-30, -75, false),
            new ListeningCondition(-40, -75, false),
            new ListeningCondition(-30, -50, false),
            new ListeningCondition(-12, -75, true),
            new ListeningCondition(-30, -75, true));

    String title() {
        return String.format(Locale.ROOT, "%.0f over %.0f%s", peak, floor, hum ? ", hum" : "");
    }

    /** Returns the recording as it is heard, with {@link #MARGIN} before it and after it. */
    public short[] applyTo(LabelledRecording recording) {
        int highest = 1;
        for (short sample : recording.samples()) {
            highest = Math.max(highest, Math.abs(sample));
        }
        double gain = amplitude(peak) / highest;
        double noiseGain = Math.pow(10, (floor - NOISE_LEVEL) / 20);
        int noiseFrom = Math.floorMod(recording.name().hashCode(), NOISE.length);
        short[] heard = new short[recording.samples().length + 2 * MARGIN];
        for (int i = 0; i < heard.length; i++) {
            int at = i - MARGIN;
            double speech = at >= 0 && at < recording.samples().length
                    ? gain * recording.samples()[at]
                    : 0;
            double noise = noiseGain * NOISE[(noiseFrom + i) % NOISE.length];
            heard[i] = (short) Math.max(
                    Short.MIN_VALUE,
                    Math.min(Short.MAX_VALUE, Math.round(speech + noise + (hum ? HUM[i % HUM.length] : 0))));
        }
        return heard;
    }

    /** Returns one period of the hum. */
    private static double[] periodOfHum() {
        double power = 0;
        double[] sum = new double[Pcm16.RATE / HUM_HZ];
        for (int harmonic = 1; harmonic <= HARMONICS; harmonic++) {
            power += 0.5 / harmonic / harmonic;
            for (int i = 0; i < sum.length; i++) {
                sum[i] += Math.sin(2 * Math.PI * harmonic * i / sum.length + harmonic) / harmonic;
            }
        }
        double gain = amplitude(HUM_LEVEL) / Math.sqrt(power);
        return Arrays.stream(sum).map(sample -> gain * sample).toArray();
    }

    private static double amplitude(double dbfs) {
        return FULL_SCALE * Math.pow(10, dbfs / 20);
    }
}
