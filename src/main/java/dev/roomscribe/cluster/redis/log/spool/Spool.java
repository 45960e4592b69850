package dev.roomscribe.cluster.redis.log.spool;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import dev.roomscribe.security.Sha256;
import dev.roomscribe.storage.PrivateFiles;
import dev.roomscribe.transcript.event.EventJson;
import dev.roomscribe.transcript.log.LogEntry;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.function.Function;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Events that wait for Redis, in a file per room, for the case that the process ends before Redis has them. A file is
 * deleted once nothing waits. Survives the end of the process, not a power failure. Thread-safe; no method blocks.
 */
public final class Spool {
    private static final System.Logger LOG = System.getLogger(Spool.class.getName());
    private static final String SUFFIX = ".spool";

    private final Path directory;
    private final Executor files;
    private final Function<String, @Nullable LogEntry> parser;
    /** Whether the last write has failed. Confined to the executor. */
    private boolean failing;

    /**
     * A file that an earlier process has left.
     *
     * @param fence of the lease that the process had on the room
     */
    public record Left(String roomId, long fence, List<LogEntry> entries) {}

    /**
     * @param parser parses a line; returns null if it is damaged
     */
    public Spool(Path directory, Executor files, Function<String, @Nullable LogEntry> parser) {
        this.parser = parser;
        this.directory = directory;
        this.files = files;
    }

    /** Adds events to the file of a room. A failure is logged: the events still wait in memory. */
    public void add(String roomId, long fence, List<LogEntry> entries) {
        files.execute(() -> {
            try {
                PrivateFiles.createDirectories(directory);
                write(roomId, fence, entries);
                failing = false;
            } catch (IOException e) {
                if (!failing) {
                    LOG.log(
                            System.Logger.Level.WARNING,
                            "Events that wait for Redis cannot be written to {0}; if the process ends before Redis has"
                                    + " them, they are lost: {1}",
                            directory,
                            e.toString());
                }
                failing = true;
            }
        });
    }

    private void write(String roomId, long fence, List<LogEntry> entries) throws IOException {
        try (FileChannel file = PrivateFiles.open(
                file(roomId), StandardOpenOption.CREATE, StandardOpenOption.READ, StandardOpenOption.WRITE)) {
            long size = file.size();
            file.position(size);
            StringBuilder lines = new StringBuilder();
            if (size == 0) {
                lines.append(EventJson.write(EventJson.MAPPER
                                .createObjectNode()
                                .put("room", roomId)
                                .put("fence", fence)))
                        .append('\n');
            } else if (!endsWithLine(file, size)) {
                // An earlier write was cut off: its part of a line must not be joined with a whole one.
                lines.append('\n');
            }
            for (LogEntry entry : entries) {
                lines.append(entry.id())
                        .append(' ')
                        .append(entry.appendedAt().toEpochMilli())
                        .append(' ')
                        .append(entry.json())
                        .append('\n');
            }
            ByteBuffer bytes = ByteBuffer.wrap(lines.toString().getBytes(StandardCharsets.UTF_8));
            try {
                while (bytes.hasRemaining()) {
                    file.write(bytes);
                }
            } catch (IOException e) {
                file.truncate(size);
                throw e;
            }
        }
    }

    private static boolean endsWithLine(FileChannel file, long size) throws IOException {
        ByteBuffer last = ByteBuffer.allocate(1);
        return file.read(last, size - 1) == 1 && last.get(0) == '\n';
    }

    private Path file(String roomId) {
        return directory.resolve(Sha256.hex(roomId) + SUFFIX);
    }

    public void delete(String roomId) {
        files.execute(() -> {
            try {
                Files.deleteIfExists(file(roomId));
            } catch (IOException e) {
                LOG.log(
                        System.Logger.Level.WARNING,
                        "Events that Redis has cannot be deleted from {0}: {1}",
                        directory,
                        e.toString());
            }
        });
    }

    /** Reads the events of a room, oldest first; none if there is no file, or if it cannot be read. */
    public CompletableFuture<List<LogEntry>> read(String roomId) {
        return submit(() -> read(file(roomId)).entries());
    }

    /** Reads all files. */
    public CompletableFuture<List<Left>> readAll() {
        return submit(() -> {
            if (!Files.isDirectory(directory)) {
                return List.of();
            }
            try (Stream<Path> found = Files.list(directory)) {
                return found.filter(file -> file.getFileName().toString().endsWith(SUFFIX))
                        .map(this::read)
                        .filter(left -> !left.entries().isEmpty())
                        .toList();
            } catch (IOException e) {
                LOG.log(System.Logger.Level.WARNING, "{0} cannot be read: {1}", directory, e.toString());
                return List.of();
            }
        });
    }

    private <T> CompletableFuture<T> submit(Supplier<T> read) {
        return CompletableFuture.supplyAsync(read, files);
    }

    /** Returns null if the line is damaged. */
    private @Nullable LogEntry entry(String line) {
        try {
            LogEntry entry = parser.apply(line);
            return entry != null && EventJson.MAPPER.readTree(entry.json()).isObject() ? entry : null;
        } catch (JsonProcessingException e) {
            return null;
        }
    }

    /** The process may have ended while it wrote the last line. */
    private Left read(Path file) {
        try {
            String[] lines = Files.readString(file).split("\n", -1);
            List<LogEntry> entries = new ArrayList<>();
            for (int line = 1; line < lines.length - 1; line++) {
                LogEntry entry = entry(lines[line]);
                if (entry != null) {
                    entries.add(entry);
                } else {
                    LOG.log(System.Logger.Level.WARNING, "{0}: line {1} is damaged and left out", file, line + 1);
                }
            }
            JsonNode header = EventJson.MAPPER.readTree(lines[0]);
            return new Left(header.path("room").asText(), header.path("fence").asLong(), entries);
        } catch (NoSuchFileException e) {
            return new Left("", 0, List.of());
        } catch (JsonProcessingException e) {
            LOG.log(System.Logger.Level.WARNING, "{0} is damaged: {1}", file, e.toString());
        } catch (IOException e) {
            LOG.log(System.Logger.Level.WARNING, "{0} cannot be read: {1}", file, e.toString());
        }
        return new Left("", 0, List.of());
    }
}
