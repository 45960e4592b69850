package dev.roomscribe.recognition.vosk;

import com.sun.jna.Pointer;
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
 * A Vosk model loaded into this process, which any number of decoders share.
 *
 * <p>Loading takes from a tenth of a second to many seconds, and memory from some 30 MB to 16 GB, outside the heap.
 */
public final class VoskModel implements DecoderSource {
    private static final float RATE = 16_000;

    private final LibVosk vosk = LibVosk.load();
    private final ModelFiles files;
    private @Nullable Pointer pointer;

    private VoskModel(ModelFiles files) {
        this.files = files;
        pointer = vosk.vosk_model_new((files.directory() + "\0").getBytes(StandardCharsets.UTF_8));
        if (pointer == null) {
            throw new ModelException(
                    "libvosk cannot load the model %s; it has said why on stderr. Set roomscribe.model to a whole Vosk model."
                            .formatted(files.directory()));
        }
    }

    /**
     * Loads a model, and closes its files with itself.
     *
     * @throws ModelException if libvosk cannot load it; then the files are closed
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

    /** Loads what {@link ModelFiles#find} finds. */
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
        return new VoskDecoder(vosk, pointer, RATE);
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
