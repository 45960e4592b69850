package dev.roomscribe.recognition.model;

import static java.util.Objects.requireNonNull;

import dev.roomscribe.recognition.SpeechModel;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/** The files of a Vosk model: unpacked if the model is a zip, and checked, but not loaded. */
public final class ModelFiles implements AutoCloseable {
    /** The model that comes with the service; its model card is in {@code src/model}. */
    private static final String BUILT_IN = "/model/roomscribe-demo-en-1.zip";

    private static final String BUILT_IN_SHA256 = "b67ab65bbb96bc1016be78e459770b927dbcbb692b7fce2f078ebbbc86d99c92";
    private static final String BUILT_IN_LANGUAGE = "en-US";

    private final ModelDirectory directory;
    private final @Nullable String language;
    private final @Nullable ModelArchive archive;

    private ModelFiles(ModelDirectory directory, @Nullable String language, @Nullable ModelArchive archive) {
        this.directory = directory;
        this.language = language;
        this.archive = archive;
    }

    /**
     * Unpacks the small English model that comes with the service.
     *
     * @throws ModelException if it is damaged or cannot be unpacked
     */
    public static ModelFiles builtIn() {
        try (InputStream zip = requireNonNull(ModelFiles.class.getResourceAsStream(BUILT_IN), BUILT_IN)) {
            return of(ModelArchive.unpack("included in the service", zip, BUILT_IN_SHA256), BUILT_IN_LANGUAGE);
        } catch (IOException e) {
            throw new ModelException("The model included in the service cannot be read: " + e.getMessage(), e);
        }
    }

    /**
     * Finds a model.
     *
     * @param path a directory in one of Vosk's layouts, or a zip of one
     * @param sha256 the expected SHA-256 of the zip, in hex of either case; null to accept any
     * @param language BCP 47; null if unknown
     * @throws ModelException if the model is missing, damaged, or not made for 16 kHz
     */
    public static ModelFiles find(Path path, @Nullable String sha256, @Nullable String language) {
        if (!Files.isRegularFile(path)) {
            return new ModelFiles(ModelDirectory.check(path), language, null);
        }
        try (InputStream zip = Files.newInputStream(path)) {
            return of(ModelArchive.unpack(path.toString(), zip, sha256), language);
        } catch (IOException e) {
            throw new ModelException("The model %s cannot be read: %s".formatted(path, e.getMessage()), e);
        }
    }

    private static ModelFiles of(ModelArchive archive, @Nullable String language) {
        try {
            return new ModelFiles(ModelDirectory.check(archive.model()), language, archive);
        } catch (RuntimeException e) {
            archive.close();
            throw e;
        }
    }

    /** Returns the directory that libvosk loads. */
    public Path directory() {
        return directory.path();
    }

    public SpeechModel model() {
        return new SpeechModel(directory.name(), language);
    }

    /** Returns the length at which the model ends an utterance although the speech continues. */
    public Duration maxUtterance() {
        return directory.maxUtterance();
    }

    /** Deletes the unpacked files. Idempotent. */
    @Override
    public void close() {
        if (archive != null) {
            archive.close();
        }
    }
}
