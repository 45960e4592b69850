package dev.roomscribe.audio;

import java.util.Arrays;

/** A layer of gated recurrent units (GRU), as PyTorch defines them. Not thread-safe. */
final class RecurrentLayer {
    private final DenseLayer fromInput;
    private final DenseLayer fromState;
    private final float[] inputSums;
    private final float[] stateSums;
    private final float[] state;

    /** @param fromInput has three outputs for each unit, for its reset gate, its update gate and its new value */
    RecurrentLayer(DenseLayer fromInput, DenseLayer fromState) {
        this.fromInput = fromInput;
        this.fromState = fromState;
        inputSums = new float[fromInput.outputs()];
        stateSums = new float[fromState.outputs()];
        state = new float[fromState.outputs() / 3];
    }

    /** Adds the next input frame; the result is valid until the next call. */
    float[] accept(float[] input) {
        fromInput.apply(input, 0, inputSums);
        fromState.apply(state, 0, stateSums);
        int units = state.length;
        for (int unit = 0; unit < units; unit++) {
            float reset = SpeechNetwork.sigmoid(inputSums[unit] + stateSums[unit]);
            float update = SpeechNetwork.sigmoid(inputSums[units + unit] + stateSums[units + unit]);
            float value = tanh(inputSums[2 * units + unit] + reset * stateSums[2 * units + unit]);
            state[unit] = value + update * (state[unit] - value);
        }
        return state;
    }

    void restart() {
        Arrays.fill(state, 0);
    }

    /** Cheaper than {@link Math#tanh}, and exact to 1e-6. */
    private static float tanh(float value) {
        return 2 * SpeechNetwork.sigmoid(2 * value) - 1;
    }
}
