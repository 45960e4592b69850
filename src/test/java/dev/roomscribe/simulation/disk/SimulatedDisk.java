package dev.roomscribe.simulation.disk;

import java.io.IOException;
import java.nio.file.FileSystem;
import java.nio.file.FileSystemException;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.NavigableMap;
import java.util.Set;
import java.util.TreeMap;

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

    /** Ends the process that uses the disk: its locks are released. */
    public void endProcess() {
        locks++;
    }

    FileSystem fileSystem() {
        return fileSystem;
    }

    NavigableMap<String, DiskFile> entries() {
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
