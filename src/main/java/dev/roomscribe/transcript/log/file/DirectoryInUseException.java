package dev.roomscribe.transcript.log.file;

import java.io.IOException;
import java.nio.file.Path;

/** Another process writes to the transcript directory. */
public final class DirectoryInUseException extends IOException {
    private static final long serialVersionUID = 1L;

    DirectoryInUseException(Path directory) {
        super("another process writes transcripts to " + directory);
    }
}
