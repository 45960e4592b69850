package dev.roomscribe.simulation.disk;

import dev.roomscribe.simulation.clock.ProcessEnded;
import java.io.IOException;
import java.nio.file.FileSystem;
import java.nio.file.FileSystemException;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.NavigableMap;
import java.util.Set;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * A file system in memory. Its files survive the end of a simulated process; it can be full, unreadable or lose a
 * directory. Confined to one thread at a time.
 */
public final class SimulatedDisk {
    /** Files and directories by absolute path; a directory is an entry without content. */
    private final TreeMap<String, DiskFile> entries = new TreeMap<>();

    private final DiskFileSystem fileSystem = new DiskFileSystem(this);
    private boolean full;
    private final Set<String> unreadable = new HashSet<>();
    private int locks;
    private boolean processEnded;
    private @Nullable Runnable onTornWrite;
    private double tornShare;

    public SimulatedDisk() {
        entries.put("/", DiskFile.directory());
    }

    /** Returns the path with this text. */
    public Path path(String text) {
        return DiskPath.parse(this, text);
    }

    /** While the disk is full, every write fails after a part of it was written. */
    public void setFull(boolean full) {
        this.full = full;
    }

    /** While files whose names have an ending are unreadable, they can be neither read nor opened. */
    public void setUnreadable(String ending, boolean unreadable) {
        if (unreadable) {
            this.unreadable.add(ending);
        } else {
            this.unreadable.remove(ending);
        }
    }

    /** Deletes everything below a directory, and the directory. Files that are open stay usable, as on Linux. */
    public void delete(String directory) {
        entries.keySet().removeIf(path -> path.equals(directory) || path.startsWith(directory + "/"));
    }

    /** Ends the process that uses the disk: its locks are released, and what still runs of it cannot use the disk. */
    public void endProcess() {
        locks++;
        processEnded = true;
        onTornWrite = null;
    }

    /** Another process may use the disk. */
    public void startProcess() {
        processEnded = false;
    }

    /**
     * The process ends within its next write.
     *
     * @param share how much of the write takes effect, from 0 to 1
     * @param end ends the process
     */
    public void tearNextWrite(double share, Runnable end) {
        tornShare = share;
        onTornWrite = end;
    }

    /** Returns how many bytes of a write take effect. */
    int bytesWritten(int count) {
        return onTornWrite == null ? count : (int) (count * tornShare);
    }

    /** Ends the process if it is to end within the write that was just made. */
    void afterWrite() {
        Runnable end = onTornWrite;
        if (end != null) {
            onTornWrite = null;
            end.run();
            checkProcess();
        }
    }

    void checkProcess() {
        if (processEnded) {
            throw new ProcessEnded();
        }
    }

    FileSystem fileSystem() {
        return fileSystem;
    }

    NavigableMap<String, DiskFile> entries() {
        checkProcess();
        return entries;
    }

    /** Returns a number that changes when the process that uses the disk ends. */
    int process() {
        return locks;
    }

    boolean isFull() {
        return full;
    }

    void checkReadable(Path path) throws IOException {
        if (unreadable.stream().anyMatch(path.toString()::endsWith)) {
            throw new FileSystemException(path.toString(), null, "Input/output error");
        }
    }

    void checkSpace(Path path) throws IOException {
        if (full) {
            throw new FileSystemException(path.toString(), null, "No space left on device");
        }
    }
}
