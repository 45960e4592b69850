package dev.roomscribe.cluster.redis;

import com.github.f4b6a3.ulid.UlidCreator;
import dev.roomscribe.storage.DirectoryInUseException;
import dev.roomscribe.storage.DirectoryLock;
import dev.roomscribe.storage.PrivateFiles;
import java.io.IOException;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * The directory that makes a node: it keeps the node's id, and is locked while a process is this node. So a process may
 * take the rooms of an earlier process of its node at once.
 */
public final class NodeDirectory implements AutoCloseable {
    private static final String FILE = "node-id";
    private static final String INSTANCE_FILE = "instance";
    private static final Pattern VALID = Pattern.compile("[A-Za-z0-9][A-Za-z0-9._-]{0,62}");
    private static final int MAX_HOST_NAME = 50;
    private static final int SUFFIX = 6;

    private final NodeIdentity identity;
    private final @Nullable String earlierInstance;
    private final DirectoryLock lock;

    private NodeDirectory(NodeIdentity identity, @Nullable String earlierInstance, DirectoryLock lock) {
        this.identity = identity;
        this.earlierInstance = earlierInstance;
        this.lock = lock;
    }

    /**
     * Locks the directory and reads the node's id, or creates both. Blocks.
     *
     * @param configured the id; null for the one that is stored there, or else the name of the host and a random suffix
     * @throws DirectoryInUseException if another process has locked it
     * @throws IllegalArgumentException if the configured id is invalid
     */
    public static NodeDirectory open(Path directory, @Nullable String configured) throws IOException {
        if (configured != null && !VALID.matcher(configured).matches()) {
            throw new IllegalArgumentException("a node id has 1 to 63 letters, digits, dots, hyphens and underscores,"
                    + " and begins with a letter or a digit");
        }
        DirectoryLock lock = DirectoryLock.acquire(directory);
        try {
            String node = configured == null ? stored(directory) : configured;
            String instance = UlidCreator.getUlid().toString();
            String earlier = read(directory.resolve(INSTANCE_FILE));
            write(directory, INSTANCE_FILE, instance);
            return new NodeDirectory(new NodeIdentity(node, instance), earlier, lock);
        } catch (IOException | RuntimeException e) {
            lock.close();
            throw e;
        }
    }

    private static String stored(Path directory) throws IOException {
        String id = read(directory.resolve(FILE));
        if (id != null) {
            return id;
        }
        String ulid = UlidCreator.getUlid().toString();
        String created =
                hostName() + "-" + ulid.substring(ulid.length() - SUFFIX).toLowerCase(Locale.ROOT);
        write(directory, FILE, created);
        return created;
    }

    /** Returns null if there is no such file, or something else in it. */
    private static @Nullable String read(Path file) throws IOException {
        if (!Files.exists(file)) {
            return null;
        }
        String name = Files.readString(file).strip();
        return VALID.matcher(name).matches() ? name : null;
    }

    private static void write(Path directory, String file, String name) throws IOException {
        PrivateFiles.replace(directory.resolve(file), directory.resolve(file + ".new"), name + "\n");
    }

    private static String hostName() {
        String name;
        try {
            name = InetAddress.getLocalHost().getHostName();
        } catch (UnknownHostException e) {
            name = "";
        }
        String safe = name.replaceAll("[^A-Za-z0-9-]", "-").replaceAll("^-+", "");
        return safe.isEmpty() ? "node" : safe.substring(0, Math.min(MAX_HOST_NAME, safe.length()));
    }

    public NodeIdentity identity() {
        return identity;
    }

    /** Returns the instance of the last process that has locked the directory; null if there is none. */
    public @Nullable String earlierInstance() {
        return earlierInstance;
    }

    /** Unlocks the directory: the process is this node no longer, and has no leases. */
    @Override
    public void close() {
        lock.close();
    }
}
