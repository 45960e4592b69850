package dev.roomscribe.security.key;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.awaitility.Awaitility.await;

import dev.roomscribe.security.access.Authentication.Authenticated;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class KeysFileWatcherTest {
    @TempDir
    private Path directory;

    private final ApiKeys keys = new ApiKeys(List.of(TestKeys.key("configured")));
    private final KeyLog log = new KeyLog();
    private Path file;
    private KeysFileWatcher watcher;

    @BeforeEach
    void load() throws IOException {
        file = directory.resolve("keys.json");
        replace(TestKeys.json(TestKeys.key("a"), TestKeys.key("b")));
        watcher = new KeysFileWatcher(new KeysFile(file), keys);
        watcher.load();
    }

    @AfterEach
    void close() {
        watcher.close();
        log.close();
    }

    @Test
    void theFileIsReadAgainOnAThreadOfItsOwnWhenItIsReplaced() throws IOException {
        AtomicReference<Thread> notifiedOn = new AtomicReference<>();
        keys.watch(keys.reference("a").orElseThrow(), () -> notifiedOn.set(Thread.currentThread()));
        watcher.start(Duration.ofMillis(10));

        replace(TestKeys.json(TestKeys.key("b"), TestKeys.key("c")));

        await().until(() -> isValid("c"));
        assertThat(isValid("a")).isFalse();
        assertThat(isValid("b")).isTrue();
        assertThat(isValid("configured")).isTrue();
        assertThat(notifiedOn.get().getName()).isEqualTo("keys-file");
        assertThat(notifiedOn.get().isDaemon()).isTrue();

        replace("[");
        await().until(() -> log.warnings().size() == 1);
        replace(TestKeys.json(TestKeys.key("a")));
        await().until(() -> isValid("a"));
    }

    @Test
    void afterTheEndNothingIsRead() throws Exception {
        AtomicReference<Thread> thread = new AtomicReference<>();
        keys.watch(keys.reference("a").orElseThrow(), () -> thread.set(Thread.currentThread()));
        watcher.start(Duration.ofMillis(10));
        replace(TestKeys.json(TestKeys.key("b")));
        await().until(() -> thread.get() != null);

        watcher.close();

        thread.get().join(10_000);
        assertThat(thread.get().isAlive()).isFalse();
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "[", "{}", "[{\"id\": \"a\"}]", "[{\"id\": \"rs_a_SECRET\"}]", "\0", "configured"})
    void aFileThatIsInvalidLeavesTheKeysAndIsReportedOnce(String text) throws IOException {
        String content = text.equals("configured") ? TestKeys.json(TestKeys.key("configured")) : text;

        replace(content);
        watcher.check();
        watcher.check();
        watcher.check();

        assertThat(isValid("a") && isValid("b")).isTrue();
        assertThat(log.warnings())
                .singleElement()
                .asString()
                .contains(file.toString())
                .doesNotContain("SECRET");
    }

    @Test
    void aFileThatIsWrittenSlowlyNeverRemovesOrWidensAKey() throws IOException {
        String next = TestKeys.json(TestKeys.key("b"), TestKeys.key("c"));

        for (int end = 0; end < next.stripTrailing().length(); end++) {
            Files.writeString(file, next.substring(0, end));
            watcher.check();
            assertThat(isValid("a") && isValid("b") && !isValid("c")).isTrue();
        }
        Files.writeString(file, next);
        watcher.check();

        assertThat(log.warnings()).isEmpty();
        assertThat(isValid("c") && !isValid("a")).isTrue();
    }

    @Test
    void aFileThatIsDeletedLeavesTheKeysUntilItIsBack() throws IOException {
        Files.delete(file);
        watcher.check();
        watcher.check();
        assertThat(isValid("a")).isTrue();
        assertThat(log.warnings()).hasSize(1);

        replace(TestKeys.json(TestKeys.key("c")));
        watcher.check();
        assertThat(isValid("a")).isFalse();
        assertThat(isValid("c")).isTrue();

        Files.delete(file);
        watcher.check();
        watcher.check();
        assertThat(log.warnings()).hasSize(2);
    }

    @Test
    void anEmptyArrayRemovesAllKeysOfTheFile() throws IOException {
        replace("[]");
        watcher.check();

        assertThat(isValid("a") || isValid("b")).isFalse();
        assertThat(isValid("configured")).isTrue();
    }

    @ParameterizedTest
    @ValueSource(strings = {"rw-rw-r--", "rw-r--rw-"})
    void aFileThatOtherUsersCanChangeIsNotUsed(String mode) throws IOException {
        replace(TestKeys.json(TestKeys.key("c")));
        Files.setPosixFilePermissions(file, PosixFilePermissions.fromString(mode));
        watcher.check();
        watcher.check();

        assertThat(isValid("c")).isFalse();
        assertThat(log.warnings()).singleElement().asString().contains("chmod go-w " + file);

        Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-r--r--"));
        watcher.check();
        assertThat(isValid("c")).isTrue();
    }

    /** As Kubernetes does: the file is a link into a directory that is a link, which is replaced. */
    @Test
    void aFileBehindLinksIsReadAgain() throws IOException {
        Path first = Files.createDirectory(directory.resolve("..1"));
        Path second = Files.createDirectory(directory.resolve("..2"));
        Files.writeString(first.resolve("keys.json"), TestKeys.json(TestKeys.key("d")));
        Files.writeString(second.resolve("keys.json"), TestKeys.json(TestKeys.key("e")));
        Path data = Files.createSymbolicLink(directory.resolve("..data"), first);
        Path link = Files.createSymbolicLink(directory.resolve("link.json"), Path.of("..data/keys.json"));
        try (KeysFileWatcher linked = new KeysFileWatcher(new KeysFile(link), keys)) {
            linked.load();
            assertThat(isValid("d")).isTrue();

            Path next = Files.createSymbolicLink(directory.resolve("..data_tmp"), second);
            Files.move(next, data, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
            linked.check();

            assertThat(isValid("d")).isFalse();
            assertThat(isValid("e")).isTrue();
        }
    }

    @Test
    void atTheStartAnUnusableFileIsAnError() throws IOException {
        KeysFile missing = new KeysFile(directory.resolve("missing"));
        assertThatIllegalArgumentException().isThrownBy(missing::read).withMessageContaining("does not exist");
        assertThatIllegalArgumentException().isThrownBy(new KeysFile(directory)::read);

        Files.write(file, new byte[] {'[', (byte) 0xff, ']'});
        assertThatIllegalArgumentException().isThrownBy(watcher::load).withMessageContaining("UTF-8");

        Files.writeString(file, " ".repeat(KeysFile.MAX_BYTES + 1));
        assertThatIllegalArgumentException().isThrownBy(watcher::load).withMessageContaining("bytes");
    }

    private boolean isValid(String id) {
        return keys.authenticate(TestKeys.credential(id)) instanceof Authenticated;
    }

    private void replace(String content) throws IOException {
        Path next = directory.resolve("next");
        Files.write(next, content.getBytes(UTF_8));
        Files.setPosixFilePermissions(next, PosixFilePermissions.fromString("rw-r-----"));
        Files.move(next, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
    }
}
