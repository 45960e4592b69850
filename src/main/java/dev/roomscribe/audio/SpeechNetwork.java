package dev.roomscribe.audio;

/**
 * A small neural network that estimates for each frame of {@link MelBands} how likely it is speech: two convolutions, a
 * recurrent layer and a logistic output. Not thread-safe; the weights are shared.
 */
final class SpeechNetwork {
    private final ConvolutionLayer first;
    private final ConvolutionLayer second;
    private final RecurrentLayer recurrent;
    private final DenseLayer output;
    private final float[] result = new float[1];

    SpeechNetwork(NetworkWeights weights) {
        first = new ConvolutionLayer(weights.first(), weights.firstKernel(), weights.inputs());
        second = new ConvolutionLayer(
                weights.second(), weights.secondKernel(), weights.first().outputs());
        recurrent = new RecurrentLayer(weights.recurrentInput(), weights.recurrentState());
        output = weights.output();
    }

    /** Returns the probability that the frame three before this one is speech. */
    float accept(float[] frame) {
        output.apply(recurrent.accept(second.accept(first.accept(frame))), 0, result);
        return sigmoid(result[0]);
    }

    /** Forgets all frames. */
    void restart() {
        first.restart();
        second.restart();
        recurrent.restart();
    }

    static float sigmoid(float value) {
        return (float) (1 / (1 + Math.exp(-value)));
    }
}
