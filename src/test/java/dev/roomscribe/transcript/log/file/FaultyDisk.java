package dev.roomscribe.transcript.log.file;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.OpenOption;
import java.nio.file.Path;
import java.util.Optional;

/** A disk whose calls fail when a test says so, or at which the process is killed at a given call. */
final class FaultyDisk implements Disk {
    boolean readsFail;
    boolean writesFail;
    /** Writing bytes whose text contains this fails, unless it is empty. */
    String failingText = "";

    Optional<String> bootId = Optional.of("b00");
    private int callsUntilKill = Integer.MAX_VALUE;
    private int bytesOfLastWrite;

    /** The process was killed: no code of it runs after this. */
    static final class Killed extends Error {
        private static final long serialVersionUID = 1L;

        Killed() {
            super("killed", null, false, false);
        }
    }

    /**
     * Kills the process at a later call that changes the disk.
     *
     * @param bytes how many bytes are written if that call is a write
     */
    void killAfter(int calls, int bytes) {
        callsUntilKill = calls;
        bytesOfLastWrite = bytes;
    }

    boolean isKilled() {
        return callsUntilKill < 0;
    }

    private void change() throws IOException {
        if (isKilled()) {
            bytesOfLastWrite = 0;
        }
        if (isKilled() || --callsUntilKill < 0) {
            throw new Killed();
        }
        if (writesFail) {
            throw new IOException("no space left on device");
        }
    }

    @Override
    public byte[] read(Path file) throws IOException {
        if (readsFail) {
            throw new IOException("input/output error");
        }
        return Disk.super.read(file);
    }

    @Override
    public FileChannel open(Path file, OpenOption... options) throws IOException {
        change();
        return Disk.super.open(file, options);
    }

    @Override
    public void write(FileChannel file, ByteBuffer bytes) throws IOException {
        if (!failingText.isEmpty()
                && StandardCharsets.UTF_8.decode(bytes.duplicate()).toString().contains(failingText)) {
            throw new IOException("input/output error");
        }
        try {
            change();
        } catch (Killed e) {
            ByteBuffer written = bytes.duplicate();
            written.limit(written.position() + Math.min(bytesOfLastWrite, written.remaining()));
            Disk.super.write(file, written);
            throw e;
        }
        Disk.super.write(file, bytes);
    }

    /** A full disk accepts it. */
    @Override
    public void overwrite(FileChannel file, ByteBuffer bytes, long position) throws IOException {
        boolean full = writesFail;
        writesFail = false;
        try {
            change();
        } finally {
            writesFail = full;
        }
        Disk.super.overwrite(file, bytes, position);
    }

    @Override
    public Optional<String> bootId() {
        return bootId;
    }

    @Override
    public void delete(Path path) throws IOException {
        change();
        Disk.super.delete(path);
    }

    @Override
    public void replace(Path from, Path to) throws IOException {
        change();
        Disk.super.replace(from, to);
    }
}
