package dev.roomscribe.storage;

import java.io.IOException;
import java.nio.file.Path;

/** Another process writes to a directory. */
public final class DirectoryInUseException extends IOException {
    private static final long serialVersionUID = 1L;

    DirectoryInUseException(Path directory) {
        super("another process uses " + directory);
    }
}
