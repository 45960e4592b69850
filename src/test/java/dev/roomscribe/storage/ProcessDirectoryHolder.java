package dev.roomscribe.storage;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** A process that creates its directory with a file in it, prints the path, and lives until its input ends. */
final class ProcessDirectoryHolder {
    private ProcessDirectoryHolder() {}

    public static void main(String[] arguments) throws IOException {
        Path directory = ProcessDirectory.get();
        Files.writeString(Files.createDirectories(directory.resolve("worker-1")).resolve("jna.tmp"), "library");
        System.out.println(directory);
        while (System.in.read() >= 0) {
            // Nothing is written.
        }
    }
}
