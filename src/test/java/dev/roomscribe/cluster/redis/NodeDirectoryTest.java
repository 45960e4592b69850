package dev.roomscribe.cluster.redis;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.roomscribe.storage.DirectoryInUseException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What makes a process the same node as an earlier one. */
class NodeDirectoryTest {
    @TempDir
    Path data;

    @Test
    void theNextProcessIsTheSameNodeAndAnotherInstance() throws IOException {
        NodeIdentity first;
        try (NodeDirectory directory = NodeDirectory.open(data, null)) {
            first = directory.identity();
            assertThat(directory.earlierInstance()).isNull();
            assertThatThrownBy(() -> NodeDirectory.open(data, null)).isInstanceOf(DirectoryInUseException.class);
        }
        assertThat(first.node()).matches("[A-Za-z0-9-]+-[0-9a-z]{6}");
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(data.resolve("node-id"))))
                .isEqualTo("rw-------");
        try (NodeDirectory directory = NodeDirectory.open(data, null)) {
            assertThat(directory.identity().node()).isEqualTo(first.node());
            assertThat(directory.identity().instance()).isNotEqualTo(first.instance());
            assertThat(directory.earlierInstance()).isEqualTo(first.instance());
        }
    }

    @Test
    void nodesOfTheSameHostHaveDifferentIds(@TempDir Path other) throws IOException {
        try (NodeDirectory first = NodeDirectory.open(data, null);
                NodeDirectory second = NodeDirectory.open(other, null)) {
            assertThat(first.identity().node()).isNotEqualTo(second.identity().node());
        }
    }

    @Test
    void configuredIdIsUsedAndAnInvalidOneRefused() throws IOException {
        try (NodeDirectory directory = NodeDirectory.open(data, "pod-0.example")) {
            assertThat(directory.identity().node()).isEqualTo("pod-0.example");
        }
        for (String invalid : new String[] {"", "a b", "-a", "a{b}", "x".repeat(64)}) {
            assertThatThrownBy(() -> NodeDirectory.open(data, invalid)).isInstanceOf(IllegalArgumentException.class);
        }
    }

    @Test
    void damagedFileIsReplaced() throws IOException {
        Files.writeString(data.resolve("node-id"), "\0");
        try (NodeDirectory directory = NodeDirectory.open(data, null)) {
            assertThat(Files.readString(data.resolve("node-id")).strip())
                    .isEqualTo(directory.identity().node());
        }
    }
}
