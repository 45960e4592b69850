package dev.roomscribe.api;

import static java.nio.file.StandardCopyOption.ATOMIC_MOVE;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.UUID;

/**
 * A directory with a keys file, as Kubernetes mounts a secret: {@code keys.json} links to {@code ..data/keys.json}, and
 * {@code ..data} to a directory that contains the file.
 */
record KeysDirectory(Path directory) {
    private static final String FILE = "keys.json";
    private static final String DATA = "..data";

    /** Replaces the keys as Kubernetes does: a link to another directory replaces {@code ..data}. Returns the keys file. */
    Path swapLink(List<String> keys) {
        try {
            Path version = Files.createDirectories(directory.resolve(".." + UUID.randomUUID()));
            Files.writeString(version.resolve(FILE), json(keys));
            replaceLink(DATA, version.getFileName());
            replaceLink(FILE, Path.of(DATA, FILE));
            return directory.resolve(FILE);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private void replaceLink(String name, Path target) throws IOException {
        Path link = Files.createSymbolicLink(directory.resolve(name + "_tmp"), target);
        Files.move(link, directory.resolve(name), ATOMIC_MOVE);
    }

    /** Replaces the keys by renaming a complete file to the name of the keys file. */
    void rename(List<String> keys) {
        try {
            Path complete = directory.resolve("keys.new");
            Files.writeString(complete, json(keys));
            Files.move(complete, directory.resolve(FILE), ATOMIC_MOVE);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static String json(List<String> keys) {
        return "[" + String.join(",\n", keys) + "]\n";
    }
}
