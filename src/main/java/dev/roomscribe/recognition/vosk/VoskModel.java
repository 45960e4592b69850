package dev.roomscribe.recognition.vosk;

import com.sun.jna.Pointer;
import dev.roomscribe.recognition.AudioFormat;
import dev.roomscribe.recognition.Decoder;
import dev.roomscribe.recognition.DecoderSource;
import dev.roomscribe.recognition.SpeechModel;
import dev.roomscribe.recognition.model.ModelException;
import dev.roomscribe.recognition.model.ModelFiles;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * A Vosk model loaded into this process; any number of decoders share it. Thread-safe.
 *
 * <p>Loading takes from a tenth of a second to many seconds, and from about 30 MB to 16 GB of memory outside the heap.
 */
public final class VoskModel implements DecoderSource {
    private final LibVosk vosk = LibVosk.load();
    private final ModelFiles files;
    private @Nullable Pointer pointer;

    private VoskModel(ModelFiles files) {
        this.files = files;
        pointer = vosk.vosk_model_new((files.directory() + "\0").getBytes(StandardCharsets.UTF_8));
        if (pointer == null) {
            throw new ModelException(
                    "libvosk cannot load the model %s; it printed the reason on stderr. Set roomscribe.model to a complete Vosk model."
                            .formatted(files.directory()));
        }
    }

    /**
     * Loads a model. Its files are closed with it.
     *
     * @throws ModelException if libvosk cannot load it; the files are then closed
     */
    public static VoskModel load(ModelFiles files) {
        try {
            return new VoskModel(files);
        } catch (RuntimeException e) {
            files.close();
            throw e;
        }
    }

    /** Loads {@link ModelFiles#builtIn}. */
    public static VoskModel builtIn() {
        return load(ModelFiles.builtIn());
    }

    /** Loads the model that {@link ModelFiles#find} returns for the same arguments. */
    public static VoskModel load(Path path, @Nullable String sha256, @Nullable String language) {
        return load(ModelFiles.find(path, sha256, language));
    }

    @Override
    public SpeechModel model() {
        return files.model();
    }

    @Override
    public Duration maxUtterance() {
        return files.maxUtterance();
    }

    @Override
    public synchronized Decoder open() {
        if (pointer == null) {
            throw new IllegalStateException("The model is closed");
        }
        return new VoskDecoder(vosk, pointer, AudioFormat.SAMPLE_RATE);
    }

    @Override
    public synchronized void close() {
        if (pointer != null) {
            vosk.vosk_model_free(pointer);
            pointer = null;
            files.close();
        }
    }
}
