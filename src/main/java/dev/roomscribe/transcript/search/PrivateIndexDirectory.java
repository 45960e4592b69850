package dev.roomscribe.transcript.search;

import dev.roomscribe.storage.PrivateFiles;
import java.io.IOException;
import java.nio.file.Path;
import org.apache.lucene.store.IOContext;
import org.apache.lucene.store.IndexOutput;
import org.apache.lucene.store.NIOFSDirectory;
import org.apache.lucene.store.SingleInstanceLockFactory;

/**
 * A directory whose files only their owner can read. They are not mapped into memory: that would end the process if their
 * disk failed or something truncated them.
 */
final class PrivateIndexDirectory extends NIOFSDirectory {
    PrivateIndexDirectory(Path directory) throws IOException {
        // The directory of the transcripts has a lock that keeps other processes from both.
        super(directory, new SingleInstanceLockFactory());
    }

    @Override
    public IndexOutput createOutput(String name, IOContext context) throws IOException {
        return restricted(super.createOutput(name, context));
    }

    @Override
    public IndexOutput createTempOutput(String prefix, String suffix, IOContext context) throws IOException {
        return restricted(super.createTempOutput(prefix, suffix, context));
    }

    private IndexOutput restricted(IndexOutput output) throws IOException {
        try {
            PrivateFiles.restrict(getDirectory().resolve(output.getName()));
            return output;
        } catch (IOException e) {
            output.close();
            throw e;
        }
    }
}
