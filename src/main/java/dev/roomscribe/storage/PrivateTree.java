package dev.roomscribe.storage;

import java.io.IOException;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.DirectoryStream;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.PosixFileAttributes;
import java.nio.file.attribute.PosixFilePermission;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Removes the permissions of other users for existing files, such as those that an earlier version created, or that were
 * copied. The owner's permissions stay, and symbolic links are not followed. Used by one thread.
 */
public final class PrivateTree {
    private static final System.Logger LOG = System.getLogger(PrivateTree.class.getName());
    private static final Set<PosixFilePermission> OWNER = EnumSet.of(
            PosixFilePermission.OWNER_READ, PosixFilePermission.OWNER_WRITE, PosixFilePermission.OWNER_EXECUTE);

    /** File systems have this directory in their root. */
    private static final String LOST_AND_FOUND = "lost+found";

    private int restricted;
    private int failed;
    private @Nullable Exception failure;

    private PrivateTree() {}

    /**
     * Restricts a directory and everything in some of its directories and files, and logs one line if anything was changed,
     * and one if anything could not be. Does nothing on a file system without POSIX permissions.
     *
     * @param directory may be missing. It stays as it is if it belongs to another user, such as the root of a mounted volume,
     *     or if it holds something else too: it may be a directory that others use, such as {@code /tmp}
     * @param content what belongs to the service: paths in the directory, each a file or a directory; any may be missing
     */
    public static void restrict(Path directory, List<Path> content) {
        if (!PrivateFiles.isPosix(directory) || !Files.isDirectory(directory)) {
            return;
        }
        PrivateTree tree = new PrivateTree();
        if (tree.holdsOnly(directory, content)) {
            tree.restrictRoot(directory);
        } else {
            LOG.log(
                    System.Logger.Level.WARNING,
                    "{0} holds other files than those of the service, so its permissions stay as they are; set"
                            + " roomscribe.data-directory to a directory of its own",
                    directory);
        }
        content.forEach(tree::restrictAll);
        if (tree.restricted > 0) {
            LOG.log(
                    System.Logger.Level.INFO,
                    "Other users had permissions for {0} files and directories in {1}; now only the owner has",
                    tree.restricted,
                    directory);
        }
        if (tree.failed > 0) {
            LOG.log(
                    System.Logger.Level.WARNING,
                    "Other users have permissions for {0} files and directories in {1}, which cannot be changed: {2}",
                    tree.failed,
                    directory,
                    String.valueOf(tree.failure));
        }
    }

    private boolean holdsOnly(Path directory, List<Path> content) {
        try (DirectoryStream<Path> entries = Files.newDirectoryStream(
                directory, entry -> !content.contains(entry) && !LOST_AND_FOUND.equals(name(entry)))) {
            return !entries.iterator().hasNext();
        } catch (IOException | DirectoryIteratorException e) {
            fail(e);
            return true;
        }
    }

    private static String name(Path path) {
        return String.valueOf(path.getFileName());
    }

    private void restrictRoot(Path directory) {
        try {
            // The directory may be a link to the volume that it is on.
            Path root = directory.toRealPath();
            restrict(root, Files.readAttributes(root, PosixFileAttributes.class));
        } catch (IOException e) {
            LOG.log(System.Logger.Level.DEBUG, "The permissions of {0} stay as they are: {1}", directory, e.toString());
        }
    }

    private void restrictAll(Path top) {
        try {
            Files.walkFileTree(top, new SimpleFileVisitor<>() {
                @Override
                public FileVisitResult preVisitDirectory(Path visited, BasicFileAttributes attributes) {
                    visit(visited, attributes);
                    return FileVisitResult.CONTINUE;
                }

                @Override
                public FileVisitResult visitFile(Path visited, BasicFileAttributes attributes) {
                    visit(visited, attributes);
                    return FileVisitResult.CONTINUE;
                }

                @Override
                public FileVisitResult visitFileFailed(Path visited, IOException e) {
                    // Missing, or a directory of another user.
                    return FileVisitResult.CONTINUE;
                }

                @Override
                public FileVisitResult postVisitDirectory(Path visited, @Nullable IOException e) {
                    return FileVisitResult.CONTINUE;
                }
            });
        } catch (IOException e) {
            fail(e);
        }
    }

    private void visit(Path visited, BasicFileAttributes attributes) {
        if (attributes.isSymbolicLink()) {
            return;
        }
        try {
            restrict(visited, Files.readAttributes(visited, PosixFileAttributes.class));
        } catch (NoSuchFileException e) {
            // Deleted in the meantime.
        } catch (IOException e) {
            fail(e);
        }
    }

    private void restrict(Path path, PosixFileAttributes attributes) throws IOException {
        Set<PosixFilePermission> kept = EnumSet.copyOf(OWNER);
        kept.retainAll(attributes.permissions());
        if (!kept.equals(attributes.permissions())) {
            Files.setPosixFilePermissions(path, kept);
            restricted++;
        }
    }

    private void fail(Exception e) {
        failed++;
        failure = e;
    }
}
