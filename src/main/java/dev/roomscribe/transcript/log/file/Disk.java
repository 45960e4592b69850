package dev.roomscribe.transcript.log.file;

import dev.roomscribe.storage.PrivateFiles;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.NotDirectoryException;
import java.nio.file.OpenOption;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * The calls to the file system that a store makes for every room. The default methods use the file system of the path; an
 * implementation can make calls fail as a real disk does. Called by several threads at the same time; may block.
 */
public interface Disk {
    /** The file systems of the platform, unchanged. */
    Disk SYSTEM = new Disk() {};
    /** Linux writes another random id to this file whenever it starts. */
    Path BOOT_ID = Path.of("/proc/sys/kernel/random/boot_id");

    /** Returns the content of a file. */
    default byte[] read(Path file) throws IOException {
        return Files.readAllBytes(file);
    }

    /** Opens a file; one that is created can be read by its owner only. */
    default FileChannel open(Path file, OpenOption... options) throws IOException {
        return PrivateFiles.open(file, options);
    }

    /** Writes all bytes at the position of the file; if it fails, some of them may have been written. */
    default void write(FileChannel file, ByteBuffer bytes) throws IOException {
        while (bytes.hasRemaining()) {
            file.write(bytes);
        }
    }

    /** Replaces bytes that the file has, in one step. Works on a full disk, as the file does not grow. */
    default void overwrite(FileChannel file, ByteBuffer bytes, long position) throws IOException {
        file.write(bytes, position);
    }

    /** Returns when everything that was written to the file would survive a power failure. */
    default void force(FileChannel file) throws IOException {
        file.force(false);
    }

    /** Returns what a directory contains, in no particular order. */
    default List<Path> list(Path directory) throws IOException {
        if (Files.isRegularFile(directory)) {
            // The JVM would open and close it, which releases every lock that this process has on the file.
            throw new NotDirectoryException(directory.toString());
        }
        try (DirectoryStream<Path> found = Files.newDirectoryStream(directory)) {
            List<Path> paths = new ArrayList<>();
            found.forEach(paths::add);
            return paths;
        } catch (DirectoryIteratorException e) {
            throw e.getCause();
        }
    }

    /** Creates a directory and its parents, unless they exist. */
    default void createDirectories(Path directory) throws IOException {
        PrivateFiles.createDirectories(directory);
    }

    /** Deletes a file or an empty directory, if it exists. */
    default void delete(Path path) throws IOException {
        Files.deleteIfExists(path);
    }

    /** Renames a file, in one step, and replaces a file that has the new name. */
    default void replace(Path from, Path to) throws IOException {
        Files.move(from, to, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
    }

    /** Returns what names the current run of the operating system, from its start to its end; empty if nothing does. */
    default Optional<String> bootId() {
        try {
            String id = Files.readString(BOOT_ID).strip();
            return id.matches("[0-9a-f-]+") ? Optional.of(id) : Optional.empty();
        } catch (IOException e) {
            return Optional.empty();
        }
    }

    /** Returns whether the file certainly does not exist; false if that cannot be determined. */
    default boolean isMissing(Path path) {
        return Files.notExists(path);
    }
}
