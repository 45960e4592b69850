package dev.roomscribe.support;

import dev.roomscribe.fishjam.embedded.media.Recording;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/** Converts samples into recordings for the peers of an embedded Fishjam. */
public final class Sounds {
    private Sounds() {}

    public static Recording recording(short[] samples) {
        ByteBuffer bytes = ByteBuffer.allocate(2 * samples.length).order(ByteOrder.LITTLE_ENDIAN);
        bytes.asShortBuffer().put(samples);
        return Recording.pcm(bytes.array());
    }
}
