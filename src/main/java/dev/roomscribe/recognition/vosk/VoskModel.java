package dev.roomscribe.recognition.vosk;

import static java.util.Objects.requireNonNull;

import com.sun.jna.Pointer;
import dev.roomscribe.recognition.Decoder;
import dev.roomscribe.recognition.DecoderSource;
import dev.roomscribe.recognition.SpeechModel;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * A loaded Vosk model, which any number of decoders share.
 *
 * <p>Loading takes from a tenth of a second to many seconds, and memory from some 30 MB to 16 GB, outside the heap.
 */
public final class VoskModel implements DecoderSource {
    /** The model that comes with the service; its card is in {@code src/model}. */
    private static final String BUILT_IN = "/model/roomscribe-demo-en-1.zip";

    private static final String BUILT_IN_SHA256 = "b67ab65bbb96bc1016be78e459770b927dbcbb692b7fce2f078ebbbc86d99c92";
    private static final String BUILT_IN_LANGUAGE = "en-US";
    private static final float RATE = 16_000;

    private final LibVosk vosk;
    private final SpeechModel model;
    private final Duration longestUtterance;
    private final @Nullable ModelArchive archive;
    private @Nullable Pointer pointer;

    private VoskModel(
            LibVosk vosk, ModelDirectory directory, @Nullable String language, @Nullable ModelArchive archive) {
        this.vosk = vosk;
        this.archive = archive;
        model = new SpeechModel(directory.name(), language);
        longestUtterance = directory.longestUtterance();
        pointer = vosk.vosk_model_new((directory.path() + "\0").getBytes(StandardCharsets.UTF_8));
        if (pointer == null) {
            throw new ModelException(
                    "libvosk cannot load the model %s; it has said why on stderr. Set roomscribe.model to a whole Vosk model."
                            .formatted(directory.path()));
        }
    }

    /**
     * Loads the small English model that comes with the service.
     *
     * @throws ModelException if it is damaged
     */
    public static VoskModel builtIn() {
        try (InputStream zip = requireNonNull(VoskModel.class.getResourceAsStream(BUILT_IN), BUILT_IN)) {
            return load(ModelArchive.unpack("that comes with the service", zip, BUILT_IN_SHA256), BUILT_IN_LANGUAGE);
        } catch (IOException e) {
            throw new ModelException("The model that comes with the service cannot be read: " + e.getMessage(), e);
        }
    }

    /**
     * Loads a model.
     *
     * @param path a directory in Vosk's layout, or a zip of one
     * @param sha256 what the zip must hash to, in lower-case hex; absent if anything will do
     * @throws ModelException if it is missing, broken, or not made for 16 kHz
     */
    public static VoskModel load(Path path, @Nullable String sha256, @Nullable String language) {
        if (!Files.isRegularFile(path)) {
            return new VoskModel(LibVosk.load(), ModelDirectory.check(path), language, null);
        }
        try (InputStream zip = Files.newInputStream(path)) {
            return load(ModelArchive.unpack(path.toString(), zip, sha256), language);
        } catch (IOException e) {
            throw new ModelException("The model %s cannot be read: %s".formatted(path, e.getMessage()), e);
        }
    }

    private static VoskModel load(ModelArchive archive, @Nullable String language) {
        try {
            return new VoskModel(LibVosk.load(), ModelDirectory.check(archive.model()), language, archive);
        } catch (RuntimeException e) {
            archive.close();
            throw e;
        }
    }

    @Override
    public SpeechModel model() {
        return model;
    }

    @Override
    public Duration longestUtterance() {
        return longestUtterance;
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
            if (archive != null) {
                archive.close();
            }
        }
    }
}
