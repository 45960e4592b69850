package dev.roomscribe.recognition.vosk;

import com.sun.jna.Memory;
import com.sun.jna.Pointer;
import dev.roomscribe.recognition.Decoder;
import dev.roomscribe.recognition.DecoderException;
import java.lang.management.ManagementFactory;
import java.lang.management.ThreadMXBean;
import java.util.function.Function;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * One Vosk recognizer.
 *
 * <p>libvosk crashes the process when a recognizer is used after it was freed, and its memory grows without limit when no
 * result is taken at an endpoint. This class rejects both with an {@link IllegalStateException}.
 */
final class VoskDecoder implements Decoder {
    private static final int BYTES_PER_SAMPLE = 2;
    private static final ThreadMXBean THREADS = ManagementFactory.getThreadMXBean();

    private final LibVosk vosk;
    private @Nullable Pointer recognizer;
    private @Nullable Memory samples;
    private boolean endpoint;
    private long cpuNanos;

    VoskDecoder(LibVosk vosk, Pointer model, float sampleRate) {
        this.vosk = vosk;
        recognizer = vosk.vosk_recognizer_new(model, sampleRate);
        if (recognizer == null) {
            throw new DecoderException("libvosk could not create a recognizer; it printed the reason on stderr");
        }
        vosk.vosk_recognizer_set_words(recognizer, 1);
    }

    @Override
    public Progress accept(short[] batch, int count, boolean wantsPartial) {
        if (count < 1 || count > batch.length) {
            throw new IllegalArgumentException(count + " samples requested from a batch of " + batch.length);
        }
        if (endpoint) {
            throw new IllegalStateException("The utterance has ended; take its result first");
        }
        Memory memory = memory(count);
        memory.write(0, batch, 0, count);
        Pointer open = open();
        int answer = timed(() -> vosk.vosk_recognizer_accept_waveform_s(open, memory, count));
        if (answer < 0) {
            throw new DecoderException("libvosk failed on " + count + " samples; it printed the reason on stderr");
        }
        endpoint = answer > 0;
        return new Progress(endpoint, wantsPartial && !endpoint ? partial() : null);
    }

    private String partial() {
        return VoskResult.partial(text(vosk::vosk_recognizer_partial_result));
    }

    @Override
    public Decoded result() {
        Decoded result = VoskResult.decoded(text(vosk::vosk_recognizer_result));
        endpoint = false;
        return result;
    }

    @Override
    public Decoded flush() {
        Decoded result = VoskResult.decoded(text(vosk::vosk_recognizer_final_result));
        endpoint = false;
        return result;
    }

    @Override
    public long cpuNanos() {
        return cpuNanos;
    }

    @Override
    public void close() {
        if (recognizer != null) {
            vosk.vosk_recognizer_free(recognizer);
            recognizer = null;
        }
        if (samples != null) {
            samples.close();
            samples = null;
        }
    }

    private Pointer open() {
        if (recognizer == null) {
            throw new IllegalStateException("The decoder is closed");
        }
        return recognizer;
    }

    private Memory memory(int count) {
        long bytes = (long) count * BYTES_PER_SAMPLE;
        if (samples == null || samples.size() < bytes) {
            samples = new Memory(bytes);
        }
        return samples;
    }

    private String text(Function<Pointer, @Nullable Pointer> call) {
        Pointer open = open();
        Pointer json = timed(() -> call.apply(open));
        return json == null ? "{}" : json.getString(0, "UTF-8");
    }

    private <T extends @Nullable Object> T timed(Supplier<T> call) {
        long before = THREADS.getCurrentThreadCpuTime();
        T answer = call.get();
        cpuNanos += THREADS.getCurrentThreadCpuTime() - before;
        return answer;
    }
}
