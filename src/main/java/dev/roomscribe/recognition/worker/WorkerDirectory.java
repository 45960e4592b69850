package dev.roomscribe.recognition.worker;

import dev.roomscribe.recognition.DecoderException;
import dev.roomscribe.storage.DirectoryTree;
import dev.roomscribe.storage.PrivateFiles;
import dev.roomscribe.storage.ProcessDirectory;
import java.io.IOException;
import java.nio.file.Path;

/**
 * The directory of one worker process: its socket, the native libraries that it unpacks, and the report that its JVM writes
 * when it crashes. Deleted on {@link #close}; if the service is killed before, the next start deletes it.
 */
record WorkerDirectory(Path path) implements AutoCloseable {
    /**
     * Creates a directory.
     *
     * @throws DecoderException if that is not possible
     */
    static WorkerDirectory create() {
        try {
            return new WorkerDirectory(PrivateFiles.createTemporaryDirectory(ProcessDirectory.get(), "worker-"));
        } catch (IOException e) {
            throw new DecoderException("The temporary directory of a worker process cannot be created: " + e);
        }
    }

    Path socket() {
        return path.resolve("socket");
    }

    @Override
    public void close() {
        try {
            DirectoryTree.delete(path);
        } catch (IOException e) {
            System.getLogger(WorkerDirectory.class.getName())
                    .log(System.Logger.Level.WARNING, "Temporary directory {0} could not be deleted: {1}", path, e);
        }
    }
}
