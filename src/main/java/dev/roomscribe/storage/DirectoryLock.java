package dev.roomscribe.storage;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;

/** A lock file in a directory, held until it is closed: one process writes to the directory. Thread-safe. */
public final class DirectoryLock implements AutoCloseable {
    private static final System.Logger LOG = System.getLogger(DirectoryLock.class.getName());
    private static final String FILE_NAME = "lock";

    private final Path directory;
    private FileChannel channel;
    private boolean closed;

    private DirectoryLock(Path directory, FileChannel channel) {
        this.directory = directory;
        this.channel = channel;
    }

    /**
     * Creates the directory if necessary and locks it.
     *
     * @throws DirectoryInUseException if another process, or another store in this process, holds the lock
     */
    public static DirectoryLock acquire(Path directory) throws IOException {
        return new DirectoryLock(directory, lock(directory));
    }

    private static FileChannel lock(Path directory) throws IOException {
        PrivateFiles.createDirectories(directory);
        FileChannel channel =
                PrivateFiles.open(directory.resolve(FILE_NAME), StandardOpenOption.CREATE, StandardOpenOption.WRITE);
        try {
            if (channel.tryLock() != null) {
                return channel;
            }
        } catch (OverlappingFileLockException e) {
            // Another store in this process holds the lock.
        }
        channel.close();
        throw new DirectoryInUseException(directory);
    }

    /** Locks the directory again if something else deleted the lock file, as another process could lock a new one. */
    public synchronized void restore() {
        if (closed || !Files.notExists(directory.resolve(FILE_NAME))) {
            return;
        }
        try {
            FileChannel deleted = channel;
            channel = lock(directory);
            deleted.close();
        } catch (IOException e) {
            LOG.log(System.Logger.Level.WARNING, "The lock file of {0} was deleted: {1}", directory, e.toString());
        }
    }

    @Override
    public synchronized void close() {
        closed = true;
        try {
            channel.close();
        } catch (IOException e) {
            LOG.log(System.Logger.Level.WARNING, "Closing the lock file of {0} failed: {1}", directory, e.toString());
        }
    }
}
