package dev.roomscribe.audio;

import java.util.Arrays;

/**
 * A convolution over the last frames, followed by a rectifier: each output depends on the current input frame and on
 * {@code kernel - 1} earlier ones. Before the first frame, all frames equal the first. Not thread-safe.
 */
final class ConvolutionLayer {
    private final DenseLayer layer;
    private final int kernel;
    private final int inputs;
    /** The last frames, the oldest first. */
    private final float[] frames;

    private final float[] result;
    private boolean started;

    /** @param layer its inputs are the {@code kernel} frames, the oldest first */
    ConvolutionLayer(DenseLayer layer, int kernel, int inputs) {
        this.layer = layer;
        this.kernel = kernel;
        this.inputs = inputs;
        frames = new float[kernel * inputs];
        result = new float[layer.outputs()];
    }

    /** Adds the next input frame; the result is valid until the next call. */
    float[] accept(float[] input) {
        if (!started) {
            started = true;
            for (int frame = 1; frame < kernel; frame++) {
                System.arraycopy(input, 0, frames, frame * inputs, inputs);
            }
        }
        System.arraycopy(frames, inputs, frames, 0, frames.length - inputs);
        System.arraycopy(input, 0, frames, frames.length - inputs, inputs);
        layer.apply(frames, 0, result);
        for (int i = 0; i < result.length; i++) {
            result[i] = Math.max(0, result[i]);
        }
        return result;
    }

    void restart() {
        started = false;
        Arrays.fill(frames, 0);
    }
}
