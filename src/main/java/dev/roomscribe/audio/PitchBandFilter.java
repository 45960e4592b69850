package dev.roomscribe.audio;

/** Filters the band of a voice's pitch and first harmonics, 60 to 1000 Hz, and reduces the sample rate to a quarter. */
final class PitchBandFilter {
    static final int DECIMATION = 4;
    static final int RATE = Pcm16.RATE / DECIMATION;

    private static final int TAPS = 33;
    private static final float[] LOW_PASS = lowPass();
    /** Coefficient of a first-order high-pass at 60 Hz, which removes a constant offset and rumble. */
    private static final float HIGH_PASS = (float) (1 - 2 * Math.PI * 60 / RATE);

    private final float[] input = new float[TAPS - 1 + SpeechGate.FRAME];
    private float lastLow;
    private float lastOut;

    /** Filters a frame and writes a quarter as many samples to {@code band}, starting at index {@code at}. */
    void filter(short[] frame, float[] band, int at) {
        float[] input = this.input;
        for (int i = 0; i < SpeechGate.FRAME; i++) {
            input[TAPS - 1 + i] = frame[i];
        }
        for (int i = 0; i < SpeechGate.FRAME / DECIMATION; i++) {
            int from = i * DECIMATION;
            float low = LOW_PASS[TAPS / 2] * input[from + TAPS / 2];
            for (int tap = 0; tap < TAPS / 2; tap++) {
                low += LOW_PASS[tap] * (input[from + tap] + input[from + TAPS - 1 - tap]);
            }
            lastOut = low - lastLow + HIGH_PASS * lastOut;
            lastLow = low;
            band[at + i] = lastOut;
        }
        System.arraycopy(input, SpeechGate.FRAME, input, 0, TAPS - 1);
    }

    private static float[] lowPass() {
        double[] taps = new double[TAPS];
        double sum = 0;
        for (int i = 0; i < TAPS; i++) {
            double x = Math.PI * (i - TAPS / 2) / 8.0;
            double window = 0.54 - 0.46 * Math.cos(2 * Math.PI * i / (TAPS - 1));
            taps[i] = window * (x == 0 ? 1 : Math.sin(x) / x);
            sum += taps[i];
        }
        float[] normalized = new float[TAPS];
        for (int i = 0; i < TAPS; i++) {
            normalized[i] = (float) (taps[i] / sum);
        }
        return normalized;
    }
}
