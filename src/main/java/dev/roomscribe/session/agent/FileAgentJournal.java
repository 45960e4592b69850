package dev.roomscribe.session.agent;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.github.f4b6a3.ulid.UlidCreator;
import dev.roomscribe.security.Sha256;
import dev.roomscribe.storage.PrivateFiles;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/**
 * The journal as a file.
 *
 * <p>Each run, that is each start of a service, has its own file and holds a file lock on it, which the operating system
 * releases when the process ends, even by a crash. So several services may share a directory, and none adopts the agents
 * of another that is running.
 */
final class FileAgentJournal implements AgentJournal {
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
    private JournalContent written = JournalContent.EMPTY;

    private FileAgentJournal(Path directory, String prefix, String run, FileChannel lock) {
        this.directory = directory;
        this.prefix = prefix;
        this.run = run;
        this.lock = lock;
    }

    /** See {@link AgentJournal#open}. */
    static FileAgentJournal open(Path directory, String fishjamUrl) throws IOException {
        PrivateFiles.createDirectories(directory);
        String prefix = "agents-" + Sha256.hex(fishjamUrl).substring(0, DIGEST_LENGTH) + "-";
        while (true) {
            String run = prefix + UlidCreator.getMonotonicUlid().toLowerCase();
            FileChannel lock = tryLock(directory.resolve(run + LOCK));
            if (lock != null) {
                return new FileAgentJournal(directory, prefix, run, lock);
            }
            // A run that is starting now has locked it to adopt it, before this run could.
        }
    }

    /** Returns the channel that holds the lock, or null if a running service holds it. */
    private static @Nullable FileChannel tryLock(Path lock) throws IOException {
        FileChannel channel = PrivateFiles.open(lock, StandardOpenOption.CREATE, StandardOpenOption.WRITE);
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

    @Override
    public void adopt(UnaryOperator<JournalContent> merge) throws IOException {
        List<Path> others = new ArrayList<>();
        try (DirectoryStream<Path> locks = Files.newDirectoryStream(directory, prefix + "*" + LOCK)) {
            locks.forEach(others::add);
        } catch (DirectoryIteratorException e) {
            throw e.getCause();
        }
        IOException failure = null;
        for (Path other : others) {
            try {
                adopt(other, merge);
            } catch (IOException e) {
                failure = e;
            }
        }
        if (failure != null) {
            throw failure;
        }
    }

    private void adopt(Path otherLock, UnaryOperator<JournalContent> merge) throws IOException {
        String name = otherLock.getFileName().toString();
        String otherRun = name.substring(0, name.length() - LOCK.length());
        Path left = directory.resolve(otherRun + AGENTS);
        if (left.equals(file())) {
            return;
        }
        try (FileChannel locked = tryLock(otherLock)) {
            if (locked != null) {
                write(merge.apply(read(left)));
                Files.deleteIfExists(left);
                Files.deleteIfExists(directory.resolve(otherRun + NEXT));
                Files.deleteIfExists(otherLock);
            }
        }
    }

    private static JournalContent read(Path file) throws IOException {
        try {
            return Files.exists(file) ? JournalContent.parse(Files.readAllBytes(file)) : JournalContent.EMPTY;
        } catch (JsonProcessingException e) {
            // The file was edited or damaged; its agents cannot be known.
            return JournalContent.EMPTY;
        }
    }

    @Override
    public void write(JournalContent content) throws IOException {
        PrivateFiles.replace(file(), directory.resolve(run + NEXT), content.json());
        written = content;
    }

    private Path file() {
        return directory.resolve(run + AGENTS);
    }

    @Override
    public void close() throws IOException {
        if (written.isEmpty()) {
            Files.deleteIfExists(file());
            Files.deleteIfExists(directory.resolve(run + NEXT));
            Files.deleteIfExists(directory.resolve(run + LOCK));
        }
        lock.close();
    }
}
