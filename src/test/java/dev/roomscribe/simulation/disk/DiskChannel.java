package dev.roomscribe.simulation.disk;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.MappedByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.channels.ReadableByteChannel;
import java.nio.channels.WritableByteChannel;
import org.jspecify.annotations.Nullable;

/** An open file or directory of a {@link SimulatedDisk}. */
final class DiskChannel extends FileChannel {
    private final SimulatedDisk disk;
    private final DiskPath path;
    private final DiskFile file;
    private long position;
    private boolean locked;

    DiskChannel(SimulatedDisk disk, DiskPath path, DiskFile file, boolean append) {
        this.disk = disk;
        this.path = path;
        this.file = file;
        position = append ? file.length() : 0;
    }

    @Override
    public int read(ByteBuffer target) throws IOException {
        int count = read(target, position);
        position += Math.max(0, count);
        return count;
    }

    @Override
    public int read(ByteBuffer target, long from) throws IOException {
        disk.checkReadable(path);
        if (from >= file.length()) {
            return -1;
        }
        int count = (int) Math.min(target.remaining(), file.length() - from);
        target.put(file.content(), (int) from, count);
        return count;
    }

    @Override
    public int write(ByteBuffer source) throws IOException {
        int count = write(source, position);
        position += count;
        return count;
    }

    /** If the disk becomes full, a part is written. */
    @Override
    public int write(ByteBuffer source, long to) throws IOException {
        if (!isOpen()) {
            throw new java.nio.channels.ClosedChannelException();
        }
        disk.checkProcess();
        int count = disk.bytesWritten(source.remaining());
        // Only a file that grows needs space.
        if (disk.isFull() && to + count > file.length()) {
            count = count / 2;
            if (count == 0) {
                disk.checkSpace(path);
            }
        }
        byte[] bytes = new byte[count];
        source.get(bytes);
        file.write((int) to, bytes, count);
        disk.afterWrite();
        return count;
    }

    @Override
    public long position() {
        return position;
    }

    @Override
    public FileChannel position(long newPosition) {
        position = newPosition;
        return this;
    }

    @Override
    public long size() {
        return file.length();
    }

    @Override
    public FileChannel truncate(long size) {
        disk.checkProcess();
        file.truncate((int) size);
        position = Math.min(position, size);
        return this;
    }

    @Override
    public void force(boolean metaData) throws IOException {
        if (!isOpen()) {
            throw new java.nio.channels.ClosedChannelException();
        }
    }

    @Override
    public FileLock lock(long from, long size, boolean shared) {
        throw new UnsupportedOperationException();
    }

    @Override
    public @Nullable FileLock tryLock(long from, long size, boolean shared) {
        if (!file.lock(disk.process())) {
            throw new OverlappingFileLockException();
        }
        locked = true;
        return new FileLock(this, from, size, shared) {
            @Override
            public boolean isValid() {
                return locked;
            }

            @Override
            public void release() {
                file.unlock();
            }
        };
    }

    @Override
    protected void implCloseChannel() {
        if (locked) {
            locked = false;
            file.unlock();
        }
    }

    @Override
    public long read(ByteBuffer[] targets, int offset, int length) {
        throw new UnsupportedOperationException();
    }

    @Override
    public long write(ByteBuffer[] sources, int offset, int length) {
        throw new UnsupportedOperationException();
    }

    @Override
    public long transferTo(long from, long count, WritableByteChannel target) {
        throw new UnsupportedOperationException();
    }

    @Override
    public long transferFrom(ReadableByteChannel source, long to, long count) {
        throw new UnsupportedOperationException();
    }

    @Override
    public MappedByteBuffer map(MapMode mode, long from, long size) {
        throw new UnsupportedOperationException();
    }
}
