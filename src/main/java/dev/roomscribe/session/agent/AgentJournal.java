package dev.roomscribe.session.agent;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.type.TypeReference;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.github.f4b6a3.ulid.UlidCreator;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.OverlappingFileLockException;
import java.nio.charset.StandardCharsets;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HexFormat;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The agents of this run that may be in a room, on disk. Fishjam says of an agent neither whose it is nor what for, so
 * only what is written here tells a later run which ones an earlier one left behind.
 *
 * <p>Each run has a file of its own and holds a lock for as long as it lives, however it ends. So several may share a
 * directory, and none takes the agents of another that is alive. Everything here blocks; not thread-safe.
 */
public final class AgentJournal implements AutoCloseable {
    /** An agent and its room. */
    record Entry(String roomId, String agentId) {}

    private static final ObjectMapper JSON = new ObjectMapper();
    private static final TypeReference<List<Entry>> ENTRIES = new TypeReference<>() {};
    private static final String LOCK = ".lock";
    private static final String AGENTS = ".json";
    /** Not yet in its place. */
    private static final String NEXT = ".next";

    private final Path directory;
    private final String fishjam;
    private final String run;
    private final FileChannel lock;
    private List<Entry> written = List.of();

    private AgentJournal(Path directory, String fishjam, String run, FileChannel lock) {
        this.directory = directory;
        this.fishjam = fishjam;
        this.run = run;
        this.lock = lock;
    }

    /**
     * Begins the journal of this run.
     *
     * @param directory created if need be
     * @param fishjamUrl where the agents are; those at another one are left alone
     */
    public static AgentJournal open(Path directory, String fishjamUrl) throws IOException {
        Files.createDirectories(directory);
        String fishjam = "agents-" + digest(fishjamUrl) + "-";
        while (true) {
            String run = fishjam + UlidCreator.getMonotonicUlid().toLowerCase();
            FileChannel lock = take(directory.resolve(run + LOCK));
            if (lock != null) {
                return new AgentJournal(directory, fishjam, run, lock);
            }
            // Another run that is just starting took it for a dead one's.
        }
    }

    private static String digest(String text) {
        try {
            byte[] hash = MessageDigest.getInstance("SHA-256").digest(text.getBytes(StandardCharsets.UTF_8));
            return HexFormat.of().formatHex(hash, 0, 6);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("Every Java has SHA-256", e);
        }
    }

    /** Returns the lock's channel, or null if a run that is alive has it. */
    private static @Nullable FileChannel take(Path lock) throws IOException {
        FileChannel channel = FileChannel.open(lock, StandardOpenOption.CREATE, StandardOpenOption.WRITE);
        try {
            if (channel.tryLock() != null) {
                return channel;
            }
        } catch (OverlappingFileLockException e) {
            // Another service in this process.
            channel.close();
            return null;
        }
        channel.close();
        return null;
    }

    /** Makes the agents of runs that are over this run's own, and returns them. */
    List<Entry> adopt() throws IOException {
        List<Entry> adopted = new ArrayList<>(written);
        try (DirectoryStream<Path> locks = Files.newDirectoryStream(directory, fishjam + "*" + LOCK)) {
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
        try (FileChannel taken = take(otherLock)) {
            if (taken != null) {
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
            return Files.exists(agents) ? JSON.readValue(agents.toFile(), ENTRIES) : List.of();
        } catch (JsonProcessingException e) {
            // Somebody wrote in it: there is nothing in it to go by.
            return List.of();
        }
    }

    /** Puts down all agents that may be in a room; whenever the process dies, either these or those before are there. */
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

    /** Ends this run: what is left is for the next one to find. */
    @Override
    public void close() throws IOException {
        if (written.isEmpty()) {
            Files.deleteIfExists(file());
            Files.deleteIfExists(directory.resolve(run + LOCK));
        }
        lock.close();
    }
}
