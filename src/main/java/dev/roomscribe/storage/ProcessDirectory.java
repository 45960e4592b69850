package dev.roomscribe.storage;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.OpenOption;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.HashSet;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The private directory for the temporary files of this process: those of the service, of its workers, and of the
 * libraries that unpack native code.
 *
 * <p>A process holds a lock on the file {@code lock} in its directory for as long as it lives. The first call in a process
 * deletes the directories of the same user whose lock nothing holds: their processes have ended, however that happened. A
 * process that ends normally deletes its own directory. Thread-safe.
 */
public final class ProcessDirectory {
    private static final System.Logger LOG = System.getLogger(ProcessDirectory.class.getName());

    static final String PREFIX = "roomscribe-process-";
    private static final String LOCK = "lock";
    /** Contains the path. A system property, because one process can load this class with several class loaders. */
    private static final String PROPERTY = "dev.roomscribe.process-directory";

    private ProcessDirectory() {}

    /**
     * Returns the directory of this process, which exists. It is in the directory that the system property
     * {@code jna.tmpdir} names, which permits native libraries, or else in that of {@code java.io.tmpdir}.
     *
     * @throws IOException if it cannot be created
     */
    public static Path get() throws IOException {
        synchronized (Runtime.getRuntime()) {
            String known = System.getProperty(PROPERTY);
            if (known != null) {
                Path directory = Path.of(known);
                // A cleaner of old temporary files may have deleted it.
                PrivateFiles.createDirectories(directory);
                return directory;
            }
            Path parent = Path.of(System.getProperty("jna.tmpdir", System.getProperty("java.io.tmpdir")));
            Path directory = create(parent.toAbsolutePath());
            System.setProperty(PROPERTY, directory.toString());
            return directory;
        }
    }

    /** Creates a directory in {@code parent} for the life of this process, and deletes those of processes that ended. */
    static Path create(Path parent) throws IOException {
        PrivateFiles.createDirectories(parent);
        while (true) {
            Path directory = PrivateFiles.createTemporaryDirectory(parent, PREFIX);
            FileChannel held = lock(directory.resolve(LOCK), Set.of(StandardOpenOption.CREATE));
            // Another process may have taken it for one whose process ended, before it was locked.
            if (held != null && Files.exists(directory.resolve(LOCK))) {
                keepUntilExit(directory, held);
                deleteOthers(parent, directory);
                return directory;
            }
        }
    }

    private static void keepUntilExit(Path directory, FileChannel held) {
        // A channel that is garbage loses its lock, and the class loader of this class may end before the process.
        Runtime.getRuntime()
                .addShutdownHook(new Thread(
                        () -> LOG.log(System.Logger.Level.DEBUG, "The lock {0} ends with the process", held),
                        "process-directory"));
        // In reverse order, after all shutdown hooks.
        directory.toFile().deleteOnExit();
        directory.resolve(LOCK).toFile().deleteOnExit();
    }

    private static void deleteOthers(Path parent, Path own) throws IOException {
        try (DirectoryStream<Path> directories = Files.newDirectoryStream(parent, PREFIX + "*")) {
            for (Path other : directories) {
                try {
                    if (!other.equals(own) && isOfSameUser(other, own)) {
                        deleteIfEnded(other);
                    }
                } catch (IOException e) {
                    LOG.log(System.Logger.Level.WARNING, "{0} could not be deleted: {1}", other, e.toString());
                }
            }
        }
    }

    private static boolean isOfSameUser(Path other, Path own) throws IOException {
        return Files.isDirectory(other, LinkOption.NOFOLLOW_LINKS)
                && Files.getOwner(other, LinkOption.NOFOLLOW_LINKS).equals(Files.getOwner(own));
    }

    private static void deleteIfEnded(Path directory) throws IOException {
        Path lock = directory.resolve(LOCK);
        if (!Files.exists(lock)) {
            // About to be locked, or half deleted. An empty directory can be created again by the first.
            deleteIfEmpty(directory);
            return;
        }
        FileChannel held = lock(lock, Set.of());
        if (held == null) {
            return;
        }
        try (held) {
            // The lock is deleted last, so that a directory with content always has one.
            try (DirectoryStream<Path> content = Files.newDirectoryStream(directory)) {
                for (Path file : content) {
                    if (!file.equals(lock)) {
                        DirectoryTree.delete(file);
                    }
                }
            }
            Files.deleteIfExists(lock);
        }
        deleteIfEmpty(directory);
    }

    private static void deleteIfEmpty(Path directory) {
        try {
            Files.deleteIfExists(directory);
        } catch (IOException e) {
            // Its process has locked it in the meantime.
        }
    }

    /** Returns the channel that holds the lock; null if another process holds it, or the file was deleted. */
    private static @Nullable FileChannel lock(Path file, Set<StandardOpenOption> options) throws IOException {
        FileChannel channel;
        try {
            channel = PrivateFiles.open(file, options(options));
        } catch (NoSuchFileException e) {
            return null;
        }
        try {
            FileLock lock = channel.tryLock();
            if (lock != null) {
                return channel;
            }
        } catch (OverlappingFileLockException e) {
            // Held by this process. The channel stays open: closing it would release that lock.
            return null;
        } catch (IOException e) {
            channel.close();
            throw e;
        }
        channel.close();
        return null;
    }

    private static OpenOption[] options(Set<StandardOpenOption> more) {
        Set<OpenOption> options = new HashSet<>(more);
        options.add(StandardOpenOption.WRITE);
        options.add(LinkOption.NOFOLLOW_LINKS);
        return options.toArray(OpenOption[]::new);
    }
}
