package dev.roomscribe.storage;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.channels.Channels;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.OpenOption;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Set;

/**
 * Creates the files and directories of the service: only their owner can read them, whatever the umask of the process is,
 * because they contain what was said in rooms, and tokens. On a file system without POSIX permissions they have those of the
 * directory above. All methods block; thread-safe.
 */
public final class PrivateFiles {
    static final Set<PosixFilePermission> DIRECTORY = PosixFilePermissions.fromString("rwx------");
    static final Set<PosixFilePermission> FILE = PosixFilePermissions.fromString("rw-------");

    private PrivateFiles() {}

    /** Creates a directory and its parents, unless they exist. Those that exist keep their permissions. */
    public static void createDirectories(Path directory) throws IOException {
        Deque<Path> missing = new ArrayDeque<>();
        for (Path path = directory; path != null && !Files.isDirectory(path); path = path.getParent()) {
            missing.push(path);
        }
        for (Path path : missing) {
            create(path);
        }
    }

    private static void create(Path directory) throws IOException {
        try {
            Files.createDirectory(directory, attributes(directory, DIRECTORY));
        } catch (FileAlreadyExistsException e) {
            // Another thread or process may have created it in the meantime.
            if (!Files.isDirectory(directory)) {
                throw e;
            }
        }
    }

    /** Creates a directory with a new name that begins with the prefix, in a directory that exists. */
    public static Path createTemporaryDirectory(Path parent, String prefix) throws IOException {
        return Files.createTempDirectory(parent, prefix, attributes(parent, DIRECTORY));
    }

    /** Opens a file as {@link FileChannel#open(Path, OpenOption...)} does. */
    public static FileChannel open(Path file, OpenOption... options) throws IOException {
        return FileChannel.open(file, Set.of(options), attributes(file, FILE));
    }

    /** Creates or overwrites a file. */
    public static OutputStream newOutputStream(Path file) throws IOException {
        return Channels.newOutputStream(
                open(file, StandardOpenOption.CREATE, StandardOpenOption.TRUNCATE_EXISTING, StandardOpenOption.WRITE));
    }

    /** Removes the permissions of other users for a file, such as a socket. */
    public static void restrict(Path file) throws IOException {
        if (isPosix(file)) {
            Files.setPosixFilePermissions(file, FILE);
        }
    }

    /** Returns whether other users than the owner may change a file. False on a file system without POSIX permissions. */
    public static boolean isWritableByOthers(Path file) throws IOException {
        return isPosix(file)
                && Files.getPosixFilePermissions(file).stream()
                        .anyMatch(Set.of(PosixFilePermission.GROUP_WRITE, PosixFilePermission.OTHERS_WRITE)::contains);
    }

    /** Creates or overwrites a file; the content survives a power failure. */
    private static void write(Path file, byte[] content) throws IOException {
        try (FileChannel channel =
                open(file, StandardOpenOption.CREATE, StandardOpenOption.TRUNCATE_EXISTING, StandardOpenOption.WRITE)) {
            ByteBuffer bytes = ByteBuffer.wrap(content);
            while (bytes.hasRemaining()) {
                channel.write(bytes);
            }
            channel.force(true);
        }
    }

    /**
     * Writes the content to {@code next}, and then gives that file the name of the other one. After a crash the file
     * has its previous content or the new one. Creates the directory if it does not exist.
     */
    public static void replace(Path file, Path next, String content) throws IOException {
        replace(file, next, content.getBytes(StandardCharsets.UTF_8));
    }

    /** As {@link #replace(Path, Path, String)}, with bytes. */
    public static void replace(Path file, Path next, byte[] content) throws IOException {
        Path directory = file.getParent();
        if (directory != null) {
            createDirectories(directory);
        }
        write(next, content);
        Files.move(next, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
    }

    static boolean isPosix(Path path) {
        return path.getFileSystem().supportedFileAttributeViews().contains("posix");
    }

    private static FileAttribute<?>[] attributes(Path path, Set<PosixFilePermission> permissions) {
        return isPosix(path)
                ? new FileAttribute<?>[] {PosixFilePermissions.asFileAttribute(permissions)}
                : new FileAttribute<?>[0];
    }
}
