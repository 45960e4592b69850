package dev.roomscribe.app;

import com.github.f4b6a3.ulid.UlidCreator;
import dev.roomscribe.storage.PrivateFiles;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import java.util.regex.Pattern;

/** The file that keeps the random id of a node, so that a process that starts again is the same node. */
record NodeIdFile(Path file) {
    private static final Pattern ID = Pattern.compile("[a-z0-9]{26}");

    /** Returns the id; creates it if there is none that can be used. Blocks. */
    String id() throws IOException {
        if (Files.isRegularFile(file)) {
            String found = Files.readString(file).strip();
            if (ID.matcher(found).matches()) {
                return found;
            }
        }
        String created = UlidCreator.getUlid().toString().toLowerCase(Locale.ROOT);
        PrivateFiles.replace(file, file.resolveSibling("node-id.next"), created + "\n");
        return created;
    }
}
