package dev.roomscribe.audio;

/** Weighted sums of inputs, one for each output, plus a constant. Immutable. */
final class DenseLayer {
    private final int inputs;
    private final int outputs;
    /** The weights of the first input for each output, then those of the second, and so on. */
    private final float[] weights;

    private final float[] bias;

    /** @param weights the weights of each input for the first output, then those for the second, and so on */
    DenseLayer(float[] weights, float[] bias) {
        outputs = bias.length;
        inputs = weights.length / outputs;
        this.bias = bias;
        this.weights = new float[weights.length];
        for (int output = 0; output < outputs; output++) {
            for (int input = 0; input < inputs; input++) {
                this.weights[input * outputs + output] = weights[output * inputs + input];
            }
        }
    }

    int outputs() {
        return outputs;
    }

    /** Computes the outputs from {@code values}, the first input being at {@code from}; the number of inputs is a multiple of 4. */
    void apply(float[] values, int from, float[] result) {
        System.arraycopy(bias, 0, result, 0, outputs);
        // Four inputs at a time, and the outputs in the inner loop: the JIT compiler uses vector instructions for this.
        for (int input = 0; input < inputs; input += 4) {
            int first = input * outputs;
            int second = first + outputs;
            int third = second + outputs;
            int fourth = third + outputs;
            float a = values[from + input];
            float b = values[from + input + 1];
            float c = values[from + input + 2];
            float d = values[from + input + 3];
            for (int output = 0; output < outputs; output++) {
                result[output] += a * weights[first + output]
                        + b * weights[second + output]
                        + c * weights[third + output]
                        + d * weights[fourth + output];
            }
        }
    }
}
