package dev.roomscribe.recognition.worker;

import dev.roomscribe.recognition.DecoderException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.stream.Stream;

/** The temporary directory of worker processes and their sockets; deleted on {@link #close}. */
record WorkerDirectory(Path path) implements AutoCloseable {
    /**
     * Creates a directory.
     *
     * @throws DecoderException if that is not possible
     */
    static WorkerDirectory create() {
        try {
            return new WorkerDirectory(Files.createTempDirectory("roomscribe-decoders-"));
        } catch (IOException e) {
            throw new DecoderException("The temporary directory of the worker processes cannot be created: " + e);
        }
    }

    @Override
    public void close() {
        try (Stream<Path> files = Files.walk(path)) {
            for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
                Files.deleteIfExists(file);
            }
        } catch (IOException e) {
            System.getLogger(WorkerDirectory.class.getName())
                    .log(System.Logger.Level.WARNING, "Temporary directory {0} could not be deleted: {1}", path, e);
        }
    }
}
