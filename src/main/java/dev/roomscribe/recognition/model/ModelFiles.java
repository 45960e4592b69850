package dev.roomscribe.recognition.model;

import static java.util.Objects.requireNonNull;

import dev.roomscribe.recognition.SpeechModel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** The files of a Vosk model: unpacked if the model is a zip, and checked, but not loaded. */
public final class ModelFiles implements AutoCloseable {
    /** The model that comes with the service; its model card is in {@code src/model}. */
    private static final String BUILT_IN = "/model/roomscribe-demo-en-1.zip";

    private static final String BUILT_IN_SHA256 = "b67ab65bbb96bc1016be78e459770b927dbcbb692b7fce2f078ebbbc86d99c92";
    private static final String BUILT_IN_LANGUAGE = "en-US";

    private final ModelDirectory directory;
    private final @Nullable String language;
    private final ModelStore store;

    private ModelFiles(ModelDirectory directory, @Nullable String language, ModelStore store) {
        this.directory = directory;
        this.language = language;
        this.store = store;
    }

    /** Unpacks the small English model that comes with the service, until it is closed. */
    public static ModelFiles builtIn() {
        return builtIn(ModelStore.temporary());
    }

    /**
     * Unpacks the small English model that comes with the service.
     *
     * @param store closed with the files, or if there are none
     * @throws ModelException if the model is damaged or cannot be unpacked
     */
    public static ModelFiles builtIn(ModelStore store) {
        ModelArchive archive = new ModelArchive(
                "included in the service",
                () -> requireNonNull(ModelFiles.class.getResourceAsStream(BUILT_IN), BUILT_IN));
        return closingOnFailure(store, () -> {
            if (!store.contains(BUILT_IN_SHA256)) {
                archive.requireSha256(BUILT_IN_SHA256);
            }
            return unpacked(archive, BUILT_IN_SHA256, BUILT_IN_LANGUAGE, store);
        });
    }

    /** Finds a model; a zip is unpacked until the files are closed. */
    public static ModelFiles find(Path path, @Nullable String sha256, @Nullable String language) {
        return find(path, sha256, language, ModelStore.temporary());
    }

    /**
     * Finds a model.
     *
     * @param path a directory in one of Vosk's layouts, or a zip of one
     * @param sha256 the expected SHA-256 of the zip, in hex of either case; null to accept any. A zip with another hash is
     *     not unpacked
     * @param language BCP 47; null if unknown
     * @param store where a zip is unpacked; closed with the files, or if there are none. Other models in it are deleted
     * @throws ModelException if the model is missing, damaged, or not made for 16 kHz
     */
    public static ModelFiles find(Path path, @Nullable String sha256, @Nullable String language, ModelStore store) {
        return closingOnFailure(store, () -> {
            if (!Files.isRegularFile(path)) {
                ModelDirectory directory = ModelDirectory.check(path);
                store.retainOnly(null);
                return new ModelFiles(directory, language, store);
            }
            ModelArchive archive = new ModelArchive(path.toString(), () -> Files.newInputStream(path));
            String hash = sha256 == null ? archive.sha256() : archive.requireSha256(sha256);
            return unpacked(archive, hash, language, store);
        });
    }

    private static ModelFiles closingOnFailure(ModelStore store, Supplier<ModelFiles> files) {
        try {
            return files.get();
        } catch (RuntimeException e) {
            store.close();
            throw e;
        }
    }

    private static ModelFiles unpacked(
            ModelArchive archive, String sha256, @Nullable String language, ModelStore store) {
        boolean reused = store.contains(sha256);
        ModelDirectory directory;
        try {
            directory = ModelDirectory.check(store.unpack(archive, sha256));
        } catch (ModelException e) {
            store.delete(sha256);
            if (!reused) {
                throw e;
            }
            // Something has deleted or damaged a file since it was unpacked.
            directory = ModelDirectory.check(store.unpack(archive, sha256));
        }
        store.retainOnly(sha256);
        return new ModelFiles(directory, language, store);
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

    /** Closes the store, which deletes the unpacked files if it is temporary. Idempotent. */
    @Override
    public void close() {
        store.close();
    }
}
