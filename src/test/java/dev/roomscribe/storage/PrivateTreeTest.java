package dev.roomscribe.storage;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.common.jimfs.Configuration;
import com.google.common.jimfs.Jimfs;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.FileSystem;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The permissions of new and of existing files. */
class PrivateTreeTest {
    @TempDir
    Path directory;

    private static Path with(String permissions, Path path) throws IOException {
        return Files.setPosixFilePermissions(path, PosixFilePermissions.fromString(permissions));
    }

    private static String permissions(Path path) throws IOException {
        return PosixFilePermissions.toString(Files.getPosixFilePermissions(path));
    }

    @Test
    void otherUsersLoseTheirPermissionsAndTheOwnerKeepsTheirs() throws IOException {
        Path room = with("rwxr-xr-x", Files.createDirectories(directory.resolve("transcripts/room")));
        Path log = with("rw-r--r--", Files.createFile(room.resolve("log")));
        Path readOnly = with("r--rw-rw-", Files.createFile(room.resolve("read-only")));

        PrivateTree.restrict(directory, List.of(directory.resolve("transcripts"), directory.resolve("missing")));

        assertThat(permissions(room)).isEqualTo("rwx------");
        assertThat(permissions(log)).isEqualTo("rw-------");
        assertThat(permissions(readOnly)).isEqualTo("r--------");
    }

    @Test
    void aDirectoryOfTheServiceAloneIsRestrictedAndOneThatOthersUseIsNot() throws IOException {
        Path data = with("rwxrwxrwx", Files.createDirectory(directory.resolve("data")));
        Path sessions = Files.createDirectory(data.resolve("sessions"));
        Path other = Files.createFile(data.resolve("other"));
        PrivateTree.restrict(data, List.of(sessions));
        assertThat(permissions(data)).isEqualTo("rwxrwxrwx");
        assertThat(permissions(sessions)).isEqualTo("rwx------");

        Files.delete(other);
        PrivateTree.restrict(data, List.of(sessions));
        assertThat(permissions(data)).isEqualTo("rwx------");
    }

    @Test
    void whatDoesNotBelongToTheServiceStaysAsItIs() throws IOException {
        Path foreign = with("rw-r--r--", Files.createFile(directory.resolve("foreign")));
        Path transcripts = Files.createDirectories(directory.resolve("transcripts"));
        Files.createSymbolicLink(transcripts.resolve("link"), foreign);

        PrivateTree.restrict(directory, List.of(transcripts));

        assertThat(permissions(foreign)).isEqualTo("rw-r--r--");
    }

    @Test
    void everyMissingParentIsPrivateToo() throws IOException {
        Path created = directory.resolve("a/b/c");
        PrivateFiles.createDirectories(created);
        PrivateFiles.createDirectories(created);
        for (Path path = created; !path.equals(directory); path = path.getParent()) {
            assertThat(permissions(path)).isEqualTo("rwx------");
        }
    }

    @Test
    void aFileSystemWithoutPermissionsIsNoError() throws IOException {
        try (FileSystem windows = Jimfs.newFileSystem(Configuration.windows())) {
            Path data = windows.getPath("C:\\data");
            PrivateFiles.createDirectories(data.resolve("sessions"));
            try (FileChannel file =
                    PrivateFiles.open(data.resolve("lock"), StandardOpenOption.CREATE, StandardOpenOption.WRITE)) {
                assertThat(file.size()).isZero();
            }
            PrivateFiles.replace(data.resolve("file"), data.resolve("next"), "content");
            PrivateFiles.restrict(data.resolve("file"));
            PrivateTree.restrict(data, List.of(data.resolve("sessions")));
            assertThat(Files.readString(data.resolve("file"))).isEqualTo("content");
        }
    }
}
