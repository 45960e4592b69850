package dev.roomscribe.simulation.disk;

import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.FileTime;
import java.util.Arrays;

/** A file or a directory. */
final class DiskFile implements BasicFileAttributes {
    private final boolean directory;
    private byte[] content = new byte[0];
    private int length;
    private FileTime modified = FileTime.fromMillis(0);
    private int lockedBy = -1;

    private DiskFile(boolean directory) {
        this.directory = directory;
    }

    static DiskFile directory() {
        return new DiskFile(true);
    }

    static DiskFile empty() {
        return new DiskFile(false);
    }

    int length() {
        return length;
    }

    byte[] content() {
        return Arrays.copyOf(content, length);
    }

    void write(int at, byte[] bytes, int count) {
        if (at + count > content.length) {
            content = Arrays.copyOf(content, Math.max(at + count, 2 * content.length));
        }
        System.arraycopy(bytes, 0, content, at, count);
        length = Math.max(length, at + count);
    }

    void truncate(int size) {
        length = Math.min(length, size);
    }

    void setModified(FileTime time) {
        modified = time;
    }

    /** Locks the file for a process; returns whether no other process holds the lock. */
    boolean lock(int process) {
        if (lockedBy == process) {
            return false;
        }
        lockedBy = process;
        return true;
    }

    void unlock() {
        lockedBy = -1;
    }

    @Override
    public FileTime lastModifiedTime() {
        return modified;
    }

    @Override
    public FileTime lastAccessTime() {
        return modified;
    }

    @Override
    public FileTime creationTime() {
        return modified;
    }

    @Override
    public boolean isRegularFile() {
        return !directory;
    }

    @Override
    public boolean isDirectory() {
        return directory;
    }

    @Override
    public boolean isSymbolicLink() {
        return false;
    }

    @Override
    public boolean isOther() {
        return false;
    }

    @Override
    public long size() {
        return length;
    }

    @Override
    public Object fileKey() {
        return this;
    }
}
