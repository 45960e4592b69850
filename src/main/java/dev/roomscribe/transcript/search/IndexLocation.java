package dev.roomscribe.transcript.search;

import dev.roomscribe.storage.PrivateFiles;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.apache.lucene.store.ByteBuffersDirectory;
import org.apache.lucene.store.Directory;

/** Where an index is stored. Its methods block. */
public interface IndexLocation {
    /** Opens the directory of the index and creates it if necessary. */
    Directory open() throws IOException;

    /** Deletes the index, which is not open. */
    void delete() throws IOException;

    /** Returns a location in memory; an index there ends with the process. */
    static IndexLocation inMemory() {
        return new IndexLocation() {
            @Override
            public Directory open() {
                return new ByteBuffersDirectory();
            }

            @Override
            public void delete() {
                // Nothing is left of an index that was closed.
            }
        };
    }

    /** Returns a directory, which contains nothing else and which only the service may read. */
    static IndexLocation in(Path directory) {
        return new IndexLocation() {
            @Override
            public Directory open() throws IOException {
                PrivateFiles.createDirectories(directory);
                return new PrivateIndexDirectory(directory);
            }

            @Override
            public void delete() throws IOException {
                if (!Files.isDirectory(directory)) {
                    return;
                }
                List<Path> files;
                try (Stream<Path> found = Files.list(directory)) {
                    files = found.filter(Files::isRegularFile).toList();
                }
                for (Path file : files) {
                    Files.deleteIfExists(file);
                }
            }
        };
    }
}
