package dev.roomscribe.recognition.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.roomscribe.recognition.vosk.ToneModel;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.stream.Stream;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Unpacked models: once per hash, complete or absent, and no more of them than are used. */
class ModelStoreTest {
    @TempDir
    Path directory;

    private Path zip;
    private Path kept;

    @BeforeEach
    void zipModel() throws IOException {
        zip = zip("tones.zip", ToneModel.write(directory.resolve("tones")), "");
        kept = directory.resolve("kept");
    }

    private Path zip(String name, Path model, String prefix) throws IOException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (ZipOutputStream out = new ZipOutputStream(bytes);
                Stream<Path> files = Files.walk(model)) {
            for (Path file : files.filter(Files::isRegularFile).toList()) {
                out.putNextEntry(new ZipEntry(prefix + directory.relativize(file)));
                Files.copy(file, out);
            }
        }
        return Files.write(directory.resolve(name), bytes.toByteArray());
    }

    private ModelFiles open() {
        return open(zip, null);
    }

    private ModelFiles open(Path path, @Nullable String sha256) {
        return ModelFiles.find(path, sha256, null, ModelStore.in(kept));
    }

    private List<String> entries() {
        if (!Files.exists(kept)) {
            return List.of();
        }
        try (Stream<Path> entries = Files.list(kept)) {
            return entries.map(entry -> entry.getFileName().toString())
                    .filter(name -> !name.equals("lock"))
                    .toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static String hash(Path zip) {
        return new ModelArchive("", () -> Files.newInputStream(zip)).sha256();
    }

    @Test
    void aModelIsUnpackedOnceForAllStarts() throws IOException {
        Path unpacked;
        Object file;
        try (ModelFiles first = open()) {
            unpacked = first.directory();
            file = Files.readAttributes(unpacked.resolve("am/final.mdl"), "unix:ino")
                    .get("ino");
        }
        try (ModelFiles second = open()) {
            assertThat(second.directory()).isEqualTo(unpacked);
            assertThat(Files.readAttributes(unpacked.resolve("am/final.mdl"), "unix:ino")
                            .get("ino"))
                    .isEqualTo(file);
            assertThat(second.model().name()).isEqualTo("tones");
        }
        assertThat(entries()).containsExactly(hash(zip));
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(kept)))
                .isEqualTo("rwx------");
    }

    @Test
    void theBuiltInModelIsUnpackedOnceToo() {
        Path unpacked;
        try (ModelFiles first = ModelFiles.builtIn(ModelStore.in(kept))) {
            unpacked = first.directory();
        }
        assertThat(unpacked).isDirectory().startsWith(kept);
        try (ModelFiles second = ModelFiles.builtIn(ModelStore.in(kept))) {
            assertThat(second.directory()).isEqualTo(unpacked);
        }
    }

    /** The archive could not be unpacked; that this is not reported shows that the hash was compared before. */
    @Test
    void anArchiveWithAnotherHashIsNotUnpacked() throws IOException {
        Path hostile = zip("hostile.zip", directory.resolve("tones"), "../../");
        assertThatThrownBy(() -> open(hostile, "0".repeat(64)))
                .isInstanceOf(ModelException.class)
                .hasMessageContaining("its SHA-256 is " + hash(hostile));
        assertThat(entries()).isEmpty();
        assertThatThrownBy(() -> open(hostile, hash(hostile))).hasMessageContaining("is not a model");
    }

    @Test
    void anArchiveThatIsReplacedAfterItsHashWasComparedIsNotUsed() {
        byte[][] contents = {{1}, {2}};
        int[] opened = {0};
        ModelArchive replaced = new ModelArchive("changing.zip", () -> new ByteArrayInputStream(contents[opened[0]++]));
        String sha256 = replaced.sha256();
        try (ModelStore store = ModelStore.in(kept)) {
            assertThatThrownBy(() -> store.unpack(replaced, sha256)).isInstanceOf(ModelException.class);
            assertThat(store.contains(sha256)).isFalse();
        }
    }

    @Test
    void modelsThatAreNoLongerUsedAreDeletedAndOtherFilesAreNot() throws IOException {
        open().close();
        Path other = zip("other.zip", ToneModel.write(directory.resolve("other")), "");
        Path halfUnpacked = Files.createDirectories(kept.resolve(hash(zip) + ".unpacking/tones/am"));
        Files.writeString(halfUnpacked.resolve("final.mdl"), "half");
        Path own = ToneModel.write(kept.resolve("my-model"));
        try (ModelFiles files = open(other, null)) {
            assertThat(files.directory()).startsWith(kept.resolve(hash(other)));
            assertThat(entries()).containsExactlyInAnyOrder(hash(other), "my-model");
        }
        try (ModelFiles files = open(own, null)) {
            assertThat(files.directory()).isEqualTo(own);
            assertThat(entries()).containsExactly("my-model");
        }
    }

    @Test
    void whatACrashLeftHalfUnpackedIsUnpackedAnew() throws IOException {
        Path half = Files.createDirectories(kept.resolve(hash(zip) + ".unpacking/tones/am"));
        Files.writeString(half.resolve("final.mdl"), "half");
        Files.writeString(half.resolve("stale"), "");
        try (ModelFiles files = open()) {
            assertThat(files.directory().resolve("am/final.mdl"))
                    .hasSameBinaryContentAs(directory.resolve("tones/am/final.mdl"));
            assertThat(files.directory().resolve("am/stale")).doesNotExist();
        }
    }

    @Test
    void anUnpackedModelThatWasDamagedIsUnpackedAgain() throws IOException {
        try (ModelFiles files = open()) {
            Files.delete(files.directory().resolve("graph/words.txt"));
        }
        try (ModelFiles files = open()) {
            assertThat(files.directory().resolve("graph/words.txt")).exists();
        }
    }

    @Test
    void anArchiveThatIsNoModelLeavesNothing() throws IOException {
        Files.delete(directory.resolve("tones/graph/words.txt"));
        Path incomplete = zip("incomplete.zip", directory.resolve("tones"), "");
        assertThatThrownBy(() -> open(incomplete, null)).hasMessageContaining("words.txt is missing");
        assertThat(entries()).isEmpty();
    }

    @Test
    void twoServicesAtOnceUseTwoDirectories() {
        try (ModelFiles first = open()) {
            Path temporary;
            try (ModelFiles second = open()) {
                temporary = second.directory();
                assertThat(temporary).isDirectory().matches(path -> !path.startsWith(kept));
            }
            assertThat(temporary).doesNotExist();
            assertThat(first.directory()).isDirectory();
        }
    }

    @Test
    void theLockIsReleasedIfTheModelCannotBeUsed() {
        assertThatThrownBy(() -> open(directory.resolve("missing"), null)).isInstanceOf(ModelException.class);
        try (ModelFiles files = open()) {
            assertThat(files.directory()).startsWith(kept);
        }
    }
}
