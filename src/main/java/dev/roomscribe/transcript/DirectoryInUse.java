package dev.roomscribe.transcript;

import java.io.IOException;
import java.nio.file.Path;

/** Another process writes to a directory of transcripts. */
public final class DirectoryInUse extends IOException {
    private static final long serialVersionUID = 1L;

    DirectoryInUse(Path directory) {
        super("another process keeps its transcripts in " + directory);
    }
}
