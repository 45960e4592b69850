package dev.roomscribe.audio;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.util.zip.CRC32;

/**
 * The weights of a {@link SpeechNetwork}, read from a file.
 *
 * <p>The file holds, big-endian: the magic number {@value #MAGIC}, the version of its format, the numbers of inputs, channels,
 * frames of the first and of the second convolution, and units (32-bit integers); the weights (32-bit floats) of the
 * layers in the order of the record's components, each layer's matrix before its constants; and the CRC-32 of all that.
 *
 * @param inputs the number of values of an input frame
 * @param firstKernel how many frames the first convolution sees
 * @param secondKernel how many frames the second convolution sees
 */
record NetworkWeights(
        int inputs,
        int firstKernel,
        int secondKernel,
        DenseLayer first,
        DenseLayer second,
        DenseLayer recurrentInput,
        DenseLayer recurrentState,
        DenseLayer output) {
    private static final int MAGIC = 0x52534e57;
    private static final int VERSION = 1;
    private static final int MAX_SIZE = 1_024;

    /** The weights that this package contains; {@code src/model/speech-detector} says how they were made. */
    static final NetworkWeights BUILT_IN = resource("speech-detector.weights");

    /** Reads weights from a file of the class path in this package. */
    static NetworkWeights resource(String name) {
        try (InputStream in = NetworkWeights.class.getResourceAsStream(name)) {
            if (in == null) {
                throw new IOException("The file " + name + " is missing");
            }
            return read(in.readAllBytes());
        } catch (IOException e) {
            throw new UncheckedIOException("The weights of the speech detector cannot be read", e);
        }
    }

    /**
     * Reads weights from the contents of a file.
     *
     * @throws IOException if the file is damaged or has another format
     */
    static NetworkWeights read(byte[] file) throws IOException {
        CRC32 checksum = new CRC32();
        checksum.update(file, 0, Math.max(0, file.length - Integer.BYTES));
        ByteBuffer in = ByteBuffer.wrap(file);
        if (file.length < 8 * Integer.BYTES || in.getInt(file.length - Integer.BYTES) != (int) checksum.getValue()) {
            throw new IOException("The file of weights is damaged: its checksum is wrong");
        }
        if (in.getInt() != MAGIC || in.getInt() != VERSION) {
            throw new IOException("The file does not hold weights in version " + VERSION + " of the format");
        }
        int inputs = size(in);
        int channels = size(in);
        int firstKernel = size(in);
        int secondKernel = size(in);
        int units = size(in);
        int floats = channels * (inputs * firstKernel + 1)
                + channels * (channels * secondKernel + 1)
                + 3 * units * (channels + units + 2)
                + units
                + 1;
        if (in.remaining() != Float.BYTES * floats + Integer.BYTES) {
            throw new IOException("The file of weights has another length than its header says");
        }
        return new NetworkWeights(
                inputs,
                firstKernel,
                secondKernel,
                layer(in, firstKernel * inputs, channels),
                layer(in, secondKernel * channels, channels),
                layer(in, channels, 3 * units),
                layer(in, units, 3 * units),
                layer(in, units, 1));
    }

    private static int size(ByteBuffer in) throws IOException {
        int size = in.getInt();
        if (size < 1 || size > MAX_SIZE) {
            throw new IOException("The file of weights names a size of " + size);
        }
        return size;
    }

    private static DenseLayer layer(ByteBuffer in, int inputs, int outputs) {
        float[] weights = floats(in, inputs * outputs);
        return new DenseLayer(weights, floats(in, outputs));
    }

    private static float[] floats(ByteBuffer in, int count) {
        float[] floats = new float[count];
        for (int i = 0; i < count; i++) {
            floats[i] = in.getFloat();
        }
        return floats;
    }
}
