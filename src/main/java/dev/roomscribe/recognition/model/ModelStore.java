package dev.roomscribe.recognition.model;

import dev.roomscribe.storage.DirectoryTree;
import dev.roomscribe.storage.PrivateFiles;
import dev.roomscribe.storage.ProcessDirectory;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.List;
import java.util.UUID;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * A directory of unpacked models, each in a directory named after the SHA-256 of its archive.
 *
 * <p>A kept store lets the next start use what an earlier one unpacked. One process uses it at a time and holds a lock on
 * it until {@link #close}; another process that opens it meanwhile gets a temporary store. A model is unpacked beside its
 * final place and then renamed, so a directory named after a hash is always complete. Not thread-safe.
 */
public final class ModelStore implements AutoCloseable {
    private static final System.Logger LOG = System.getLogger(ModelStore.class.getName());

    private static final String LOCK = "lock";
    /** What this class creates; other files in the directory are left alone. */
    private static final Pattern OWN_ENTRY = Pattern.compile("[0-9a-f]{64}(\\.unpacking)?");

    /** Null if the store is temporary and nothing has been unpacked. */
    private @Nullable Path directory;

    /** Null if the store is temporary. */
    private final @Nullable FileChannel lock;

    private ModelStore(@Nullable Path directory, @Nullable FileChannel lock) {
        this.directory = directory;
        this.lock = lock;
    }

    /** Returns a store in the temporary directory of this process; it is deleted when it is closed. */
    public static ModelStore temporary() {
        return new ModelStore(null, null);
    }

    /**
     * Opens a store that is kept.
     *
     * @param directory created if it does not exist; only its owner can read it
     * @throws ModelException if it cannot be created
     */
    public static ModelStore in(Path directory) {
        try {
            PrivateFiles.createDirectories(directory.toAbsolutePath());
            FileChannel channel =
                    PrivateFiles.open(directory.resolve(LOCK), StandardOpenOption.CREATE, StandardOpenOption.WRITE);
            if (isLocked(channel)) {
                return new ModelStore(directory.toAbsolutePath(), channel);
            }
            channel.close();
            LOG.log(System.Logger.Level.WARNING, "Another process uses the models in {0}", directory);
            return temporary();
        } catch (IOException e) {
            throw new ModelException(
                    "The directory of unpacked models %s cannot be used: %s".formatted(directory, e), e);
        }
    }

    private static boolean isLocked(FileChannel channel) throws IOException {
        try {
            return channel.tryLock() != null;
        } catch (OverlappingFileLockException e) {
            return false;
        }
    }

    /** Returns whether the model is unpacked. */
    boolean contains(String sha256) {
        return directory != null && Files.isDirectory(directory.resolve(sha256));
    }

    /**
     * Unpacks a model unless it is unpacked; returns the directory that contains it: the archive's only directory, or its
     * root.
     *
     * @param sha256 of the archive, in lower-case hex
     * @throws ModelException if it is not a zip of a model
     */
    Path unpack(ModelArchive archive, String sha256) {
        try {
            Path store = directory();
            Path target = store.resolve(sha256);
            if (!contains(sha256)) {
                Path unpacking = store.resolve(sha256 + ".unpacking");
                DirectoryTree.delete(unpacking);
                PrivateFiles.createDirectories(unpacking);
                try {
                    archive.unpack(unpacking, sha256);
                } catch (ModelException e) {
                    delete(unpacking);
                    throw e;
                }
                Files.move(unpacking, target, StandardCopyOption.ATOMIC_MOVE);
            }
            try (Stream<Path> entries = Files.list(target)) {
                List<Path> top = entries.toList();
                return top.size() == 1 && Files.isDirectory(top.get(0)) ? top.get(0) : target;
            }
        } catch (IOException e) {
            throw new ModelException("The model %s cannot be unpacked: %s".formatted(archive.name(), e), e);
        }
    }

    private Path directory() throws IOException {
        Path known = directory;
        if (known == null) {
            known = ProcessDirectory.get().resolve("models-" + UUID.randomUUID());
            directory = known;
        }
        return known;
    }

    /** Deletes an unpacked model. */
    void delete(String sha256) {
        if (directory != null) {
            delete(directory.resolve(sha256));
        }
    }

    /** Deletes all unpacked models but one, and what a crash left half unpacked; null deletes all. */
    void retainOnly(@Nullable String sha256) {
        if (directory == null) {
            return;
        }
        try (DirectoryStream<Path> entries = Files.newDirectoryStream(directory)) {
            for (Path entry : entries) {
                String name = entry.getFileName().toString();
                if (!name.equals(sha256) && OWN_ENTRY.matcher(name).matches()) {
                    delete(entry);
                }
            }
        } catch (IOException e) {
            LOG.log(System.Logger.Level.WARNING, "Unused models in {0} could not be deleted: {1}", directory, e);
        }
    }

    private static void delete(Path unpacked) {
        try {
            DirectoryTree.delete(unpacked);
        } catch (IOException e) {
            LOG.log(System.Logger.Level.WARNING, "{0} could not be deleted: {1}", unpacked, e);
        }
    }

    /** Releases the directory, or deletes it if it is temporary. Idempotent. */
    @Override
    public void close() {
        if (lock == null) {
            if (directory != null) {
                delete(directory);
            }
            return;
        }
        try {
            lock.close();
        } catch (IOException e) {
            LOG.log(System.Logger.Level.WARNING, "The lock of {0} could not be released: {1}", directory, e);
        }
    }
}
