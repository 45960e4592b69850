package dev.roomscribe.cluster.local;

import dev.roomscribe.cluster.SessionRecord;
import dev.roomscribe.cluster.SessionRecordJson;
import dev.roomscribe.security.Sha256;
import dev.roomscribe.storage.PrivateFiles;
import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * One JSON file per session record, readable by the service's user only, because options may contain a webhook's secret.
 * A file is replaced as a whole: after a crash it holds either the previous record or the new one. Every method blocks;
 * not thread-safe.
 */
final class RecordFiles {
    private static final System.Logger LOG = System.getLogger(RecordFiles.class.getName());
    private static final String SUFFIX = ".json";
    /** A file that is being written and will replace the record. */
    private static final String NEW_SUFFIX = ".json.new";

    private final Path directory;

    /** @throws IOException if the directory cannot be created */
    RecordFiles(Path directory) throws IOException {
        this.directory = directory;
        PrivateFiles.createDirectories(directory);
    }

    /** Returns all records. One that is damaged is logged and left out. */
    List<SessionRecord> readAll() throws IOException {
        List<SessionRecord> records = new ArrayList<>();
        try (DirectoryStream<Path> files = Files.newDirectoryStream(directory, "*" + SUFFIX)) {
            for (Path file : files) {
                SessionRecord record = read(file);
                if (record != null) {
                    records.add(record);
                }
            }
        }
        return records;
    }

    private static @Nullable SessionRecord read(Path file) {
        try {
            return SessionRecordJson.read(Files.readString(file));
        } catch (IOException | IllegalArgumentException e) {
            LOG.log(
                    System.Logger.Level.WARNING,
                    "The session that {0} describes is not continued, because the file cannot be read: {1}",
                    file,
                    e.getClass().getSimpleName());
            return null;
        }
    }

    void write(SessionRecord record) throws IOException {
        PrivateFiles.replace(
                file(record.roomId(), SUFFIX), file(record.roomId(), NEW_SUFFIX), SessionRecordJson.write(record));
    }

    void delete(String roomId) throws IOException {
        Files.deleteIfExists(file(roomId, NEW_SUFFIX));
        Files.deleteIfExists(file(roomId, SUFFIX));
    }

    /** Hashes the room id, which is untrusted text and can be longer than a file name. */
    private Path file(String roomId, String suffix) {
        return directory.resolve(Sha256.hex(roomId) + suffix);
    }
}
