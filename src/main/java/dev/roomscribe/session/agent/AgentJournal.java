package dev.roomscribe.session.agent;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.type.TypeReference;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.github.f4b6a3.ulid.UlidCreator;
import dev.roomscribe.security.Sha256;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A file that lists the agents of this run that may be in a room. Fishjam does not say which client created an agent, so
 * only this file tells a later run which agents an earlier run left behind.
 *
 * <p>Each run, that is each start of a service, has its own file and holds a file lock on it, which the operating system
 * releases when the process ends, even by a crash. So several services may share a directory, and none adopts the agents
 * of another that is running. Every method blocks; not thread-safe.
 */
public final class AgentJournal implements AutoCloseable {
    /** An agent and its room. */
    record Entry(String roomId, String agentId) {}

    private static final ObjectMapper JSON = new ObjectMapper();
    private static final TypeReference<List<Entry>> ENTRIES = new TypeReference<>() {};
    /** Hexadecimal digits of the URL's hash in file names. */
    private static final int DIGEST_LENGTH = 12;

    private static final String LOCK = ".lock";
    private static final String AGENTS = ".json";
    /** A file that is being written and will replace {@link #AGENTS}. */
    private static final String NEXT = ".next";

    private final Path directory;
    /** The start of the file names of all runs with this Fishjam. */
    private final String prefix;

    private final String run;
    private final FileChannel lock;
    private List<Entry> written = List.of();

    private AgentJournal(Path directory, String prefix, String run, FileChannel lock) {
        this.directory = directory;
        this.prefix = prefix;
        this.run = run;
        this.lock = lock;
    }

    /**
     * Opens a new journal for this run.
     *
     * @param directory created if it does not exist
     * @param fishjamUrl the URL of the Fishjam that the agents connect to; agents of other URLs are never adopted
     * @throws IOException if the directory cannot be written to
     */
    public static AgentJournal open(Path directory, String fishjamUrl) throws IOException {
        Files.createDirectories(directory);
        String prefix = "agents-" + Sha256.hex(fishjamUrl).substring(0, DIGEST_LENGTH) + "-";
        while (true) {
            String run = prefix + UlidCreator.getMonotonicUlid().toLowerCase();
            FileChannel lock = tryLock(directory.resolve(run + LOCK));
            if (lock != null) {
                return new AgentJournal(directory, prefix, run, lock);
            }
            // A run that is starting now has locked it to adopt it, before this run could.
        }
    }

    /** Returns the channel that holds the lock, or null if a running service holds it. */
    private static @Nullable FileChannel tryLock(Path lock) throws IOException {
        FileChannel channel = FileChannel.open(lock, StandardOpenOption.CREATE, StandardOpenOption.WRITE);
        try {
            if (channel.tryLock() != null) {
                return channel;
            }
        } catch (OverlappingFileLockException e) {
            // Another service in this process holds the lock.
            channel.close();
            return null;
        }
        channel.close();
        return null;
    }

    /** Moves the agents of runs that have ended into this journal; returns all agents in this journal. */
    List<Entry> adopt() throws IOException {
        List<Entry> adopted = new ArrayList<>(written);
        try (DirectoryStream<Path> locks = Files.newDirectoryStream(directory, prefix + "*" + LOCK)) {
            for (Path other : locks) {
                adopt(other, adopted);
            }
        }
        return adopted;
    }

    private void adopt(Path otherLock, List<Entry> adopted) throws IOException {
        String name = otherLock.getFileName().toString();
        String otherRun = name.substring(0, name.length() - LOCK.length());
        Path agents = directory.resolve(otherRun + AGENTS);
        if (agents.equals(file())) {
            return;
        }
        try (FileChannel locked = tryLock(otherLock)) {
            if (locked != null) {
                adopted.addAll(read(agents));
                write(adopted);
                Files.deleteIfExists(agents);
                Files.deleteIfExists(directory.resolve(otherRun + NEXT));
                Files.deleteIfExists(otherLock);
            }
        }
    }

    private static List<Entry> read(Path agents) throws IOException {
        try {
            return Files.exists(agents) ? JSON.readValue(Files.readAllBytes(agents), ENTRIES) : List.of();
        } catch (JsonProcessingException e) {
            // The file was edited or damaged; its agents cannot be known.
            return List.of();
        }
    }

    /** Replaces the list of agents atomically: after a crash the file holds either the previous list or this one. */
    void write(Collection<Entry> agents) throws IOException {
        Path next = directory.resolve(run + NEXT);
        try (FileChannel file = FileChannel.open(
                next, StandardOpenOption.CREATE, StandardOpenOption.WRITE, StandardOpenOption.TRUNCATE_EXISTING)) {
            ByteBuffer bytes = ByteBuffer.wrap(JSON.writeValueAsBytes(agents));
            while (bytes.hasRemaining()) {
                file.write(bytes);
            }
            file.force(true);
        }
        Files.move(next, file(), StandardCopyOption.ATOMIC_MOVE);
        written = List.copyOf(agents);
    }

    private Path file() {
        return directory.resolve(run + AGENTS);
    }

    /** Releases the lock. Agents that are still listed are left for the next run to adopt. */
    @Override
    public void close() throws IOException {
        if (written.isEmpty()) {
            Files.deleteIfExists(file());
            Files.deleteIfExists(directory.resolve(run + LOCK));
        }
        lock.close();
    }
}
