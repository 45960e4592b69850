package dev.roomscribe.recognition.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.stream.Stream;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What an archive that is no model can do while it is unpacked. */
class ModelArchiveTest {
    private static final int MAX_BYTES = 1 << 20;

    private final ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    private final ZipOutputStream zip = new ZipOutputStream(bytes);

    @TempDir
    Path directory;

    private Path store;

    @BeforeEach
    void createStore() throws IOException {
        store = Files.createDirectories(directory.resolve("store"));
    }

    private void add(String name, int length) throws IOException {
        zip.putNextEntry(new ZipEntry(name));
        zip.write(new byte[length]);
    }

    private void unpack() throws IOException {
        zip.close();
        ModelArchive archive =
                new ModelArchive("model.zip", () -> new ByteArrayInputStream(bytes.toByteArray()), MAX_BYTES);
        try (ModelStore models = ModelStore.in(store)) {
            models.unpack(archive, archive.sha256());
        }
    }

    private void assertNothingIsLeft() throws IOException {
        try (Stream<Path> files = Files.walk(directory)) {
            assertThat(files).containsExactlyInAnyOrder(directory, store, store.resolve("lock"));
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"../escaped", "a/../../../escaped", "/tmp/roomscribe-escaped", "../store-2/escaped"})
    void noEntryIsWrittenOutsideTheStore(String name) throws IOException {
        add("am/final.mdl", 10);
        add(name, 10);
        assertThatThrownBy(this::unpack).isInstanceOf(ModelException.class).hasMessageContaining("is not a model");
        assertThat(Path.of("/tmp/roomscribe-escaped")).doesNotExist();
        assertNothingIsLeft();
    }

    @Test
    void theUnpackedBytesAreBounded() throws IOException {
        add("zeros", MAX_BYTES / 2);
        add("more", MAX_BYTES);
        assertThat(bytes.size()).isLessThan(MAX_BYTES / 100);
        assertThatThrownBy(this::unpack).isInstanceOf(ModelException.class).hasMessageContaining("more than 1 MiB");
        assertNothingIsLeft();
    }

    @Test
    void theNumberOfEntriesIsBounded() throws IOException {
        for (int file = 0; file <= 1_000; file++) {
            add("directory-" + file + "/", 0);
        }
        assertThatThrownBy(this::unpack)
                .isInstanceOf(ModelException.class)
                .hasMessageContaining("more than 1000 files");
        assertNothingIsLeft();
    }

    @Test
    void aPathOfTooManyDirectoriesIsRefused() throws IOException {
        add("a/".repeat(20_000) + "file", 10);
        assertThatThrownBy(this::unpack).isInstanceOf(ModelException.class);
        assertNothingIsLeft();
    }

    @Test
    void onlyTheOwnerCanReadAnUnpackedModel() throws IOException {
        add("am/final.mdl", 10);
        store = directory.resolve("store/../store");
        unpack();
        try (Stream<Path> files = Files.walk(store)) {
            for (Path file : files.filter(path -> path.getNameCount() > store.getNameCount())
                    .toList()) {
                assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file)))
                        .as(file.toString())
                        .isEqualTo(Files.isDirectory(file) ? "rwx------" : "rw-------");
            }
        }
    }
}
