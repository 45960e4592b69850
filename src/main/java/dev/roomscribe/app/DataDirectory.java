package dev.roomscribe.app;

import dev.roomscribe.app.config.RoomscribeConfig;
import dev.roomscribe.storage.PrivateTree;
import java.io.IOException;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** What is where in the directory {@code roomscribe.data-directory}. The agent journal is in the directory itself. */
record DataDirectory(Path path) {
    static DataDirectory of(RoomscribeConfig config) {
        return new DataDirectory(config.dataDirectory().toAbsolutePath());
    }

    Path transcripts() {
        return path.resolve("transcripts");
    }

    Path sessions() {
        return path.resolve("sessions");
    }

    Path webhooks() {
        return path.resolve("webhooks");
    }

    /** What a node of a cluster keeps: its id, and events that wait for Redis. */
    Path cluster() {
        return path.resolve("cluster");
    }

    Path searchIndex() {
        return path.resolve("index");
    }

    Path unpackedModels() {
        return path.resolve("unpacked-models");
    }

    /** Takes from other users the permissions for what earlier versions created, or what was copied here. */
    void restrict() {
        if (Files.isDirectory(path)) {
            List<Path> content = new ArrayList<>(
                    List.of(transcripts(), searchIndex(), sessions(), webhooks(), cluster(), unpackedModels()));
            try (DirectoryStream<Path> journals = Files.newDirectoryStream(path, "agents-*")) {
                journals.forEach(content::add);
            } catch (IOException | DirectoryIteratorException e) {
                // The journal reports that the directory cannot be read.
            }
            PrivateTree.restrict(path, content);
        }
    }
}
