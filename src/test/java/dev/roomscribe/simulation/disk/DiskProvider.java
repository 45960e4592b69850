package dev.roomscribe.simulation.disk;

import java.io.IOException;
import java.net.URI;
import java.nio.channels.FileChannel;
import java.nio.channels.SeekableByteChannel;
import java.nio.file.AccessMode;
import java.nio.file.CopyOption;
import java.nio.file.DirectoryNotEmptyException;
import java.nio.file.DirectoryStream;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileStore;
import java.nio.file.FileSystem;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.NotDirectoryException;
import java.nio.file.OpenOption;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.BasicFileAttributeView;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.FileAttributeView;
import java.nio.file.attribute.FileTime;
import java.nio.file.spi.FileSystemProvider;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** The operations of {@link java.nio.file.Files} on a {@link SimulatedDisk}. */
final class DiskProvider extends FileSystemProvider {
    private final SimulatedDisk disk;

    DiskProvider(SimulatedDisk disk) {
        this.disk = disk;
    }

    private static String key(Path path) {
        return path.toAbsolutePath().toString();
    }

    private DiskFile find(Path path) throws IOException {
        DiskFile found = disk.entries().get(key(path));
        if (found == null) {
            throw new NoSuchFileException(path.toString());
        }
        return found;
    }

    private void checkParent(Path path) throws IOException {
        Path parent = path.toAbsolutePath().getParent();
        if (parent != null && !disk.entries().containsKey(key(parent))) {
            throw new NoSuchFileException(path.toString());
        }
    }

    @Override
    public FileChannel newFileChannel(Path path, Set<? extends OpenOption> options, FileAttribute<?>... attributes)
            throws IOException {
        DiskFile file = disk.entries().get(key(path));
        if (file != null) {
            disk.checkReadable(path);
        }
        boolean createsNew = options.contains(StandardOpenOption.CREATE_NEW);
        if (file != null && createsNew) {
            throw new FileAlreadyExistsException(path.toString());
        }
        if (file == null) {
            if (!createsNew && !options.contains(StandardOpenOption.CREATE)) {
                throw new NoSuchFileException(path.toString());
            }
            checkParent(path);
            disk.checkSpace(path);
            file = DiskFile.empty();
            disk.entries().put(key(path), file);
        }
        if (options.contains(StandardOpenOption.TRUNCATE_EXISTING)) {
            file.truncate(0);
        }
        return new DiskChannel(disk, (DiskPath) path, file, options.contains(StandardOpenOption.APPEND));
    }

    @Override
    public SeekableByteChannel newByteChannel(
            Path path, Set<? extends OpenOption> options, FileAttribute<?>... attributes) throws IOException {
        return newFileChannel(path, options, attributes);
    }

    @Override
    public DirectoryStream<Path> newDirectoryStream(Path directory, DirectoryStream.Filter<? super Path> filter)
            throws IOException {
        disk.checkReadable(directory);
        if (!find(directory).isDirectory()) {
            throw new NotDirectoryException(directory.toString());
        }
        String prefix = key(directory).equals("/") ? "/" : key(directory) + "/";
        List<Path> children = new ArrayList<>();
        for (String path : disk.entries().tailMap(prefix, false).keySet()) {
            if (!path.startsWith(prefix)) {
                break;
            }
            Path child = directory.resolve(path.substring(prefix.length()));
            if (path.indexOf('/', prefix.length()) < 0 && filter.accept(child)) {
                children.add(child);
            }
        }
        return new DirectoryStream<>() {
            @Override
            public Iterator<Path> iterator() {
                return children.iterator();
            }

            @Override
            public void close() {}
        };
    }

    @Override
    public void createDirectory(Path directory, FileAttribute<?>... attributes) throws IOException {
        if (disk.entries().containsKey(key(directory))) {
            throw new FileAlreadyExistsException(directory.toString());
        }
        checkParent(directory);
        disk.checkSpace(directory);
        disk.entries().put(key(directory), DiskFile.directory());
    }

    @Override
    public void delete(Path path) throws IOException {
        if (find(path).isDirectory()
                && disk.entries().keySet().stream().anyMatch(other -> other.startsWith(key(path) + "/"))) {
            throw new DirectoryNotEmptyException(path.toString());
        }
        disk.entries().remove(key(path));
    }

    @Override
    public void move(Path source, Path target, CopyOption... options) throws IOException {
        DiskFile moved = find(source);
        checkParent(target);
        disk.entries().remove(key(source));
        disk.entries().put(key(target), moved);
    }

    @Override
    public boolean isSameFile(Path one, Path other) {
        return key(one).equals(key(other));
    }

    @Override
    public void checkAccess(Path path, AccessMode... modes) throws IOException {
        find(path);
    }

    @Override
    public <A extends BasicFileAttributes> A readAttributes(Path path, Class<A> type, LinkOption... options)
            throws IOException {
        return type.cast(find(path));
    }

    @Override
    public <V extends FileAttributeView> V getFileAttributeView(Path path, Class<V> type, LinkOption... options) {
        return type.cast(new BasicFileAttributeView() {
            @Override
            public String name() {
                return "basic";
            }

            @Override
            public BasicFileAttributes readAttributes() throws IOException {
                return find(path);
            }

            @Override
            public void setTimes(FileTime modified, FileTime accessed, FileTime created) throws IOException {
                find(path).setModified(modified);
            }
        });
    }

    @Override
    public String getScheme() {
        return "simulated";
    }

    @Override
    public boolean isHidden(Path path) {
        return false;
    }

    @Override
    public FileSystem newFileSystem(URI uri, Map<String, ?> environment) {
        throw new UnsupportedOperationException();
    }

    @Override
    public FileSystem getFileSystem(URI uri) {
        return disk.fileSystem();
    }

    @Override
    public Path getPath(URI uri) {
        return disk.path(uri.getSchemeSpecificPart());
    }

    @Override
    public void copy(Path source, Path target, CopyOption... options) {
        throw new UnsupportedOperationException();
    }

    @Override
    public FileStore getFileStore(Path path) {
        throw new UnsupportedOperationException();
    }

    @Override
    public Map<String, Object> readAttributes(Path path, String attributes, LinkOption... options) {
        throw new UnsupportedOperationException();
    }

    @Override
    public void setAttribute(Path path, String attribute, Object value, LinkOption... options) {
        throw new UnsupportedOperationException();
    }
}
