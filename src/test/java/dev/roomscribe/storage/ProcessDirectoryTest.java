package dev.roomscribe.storage;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.BufferedReader;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The temporary directories of processes that live, that exit, and that are killed. */
class ProcessDirectoryTest {
    private static final String CLASSES = Path.of(ProcessDirectory.class
                    .getProtectionDomain()
                    .getCodeSource()
                    .getLocation()
                    .getPath())
            + ":"
            + Path.of(ProcessDirectoryTest.class
                    .getProtectionDomain()
                    .getCodeSource()
                    .getLocation()
                    .getPath());

    @TempDir
    Path temporary;

    private record Holder(Process process, Path directory) implements AutoCloseable {
        void kill() throws InterruptedException {
            process.destroyForcibly();
            assertThat(process.waitFor(30, TimeUnit.SECONDS)).isTrue();
        }

        @Override
        public void close() {
            process.destroyForcibly();
        }
    }

    private Holder start() throws IOException {
        Process process = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-Djava.io.tmpdir=" + temporary,
                        "-cp",
                        CLASSES,
                        ProcessDirectoryHolder.class.getName())
                .redirectError(ProcessBuilder.Redirect.INHERIT)
                .start();
        BufferedReader output = process.inputReader();
        return new Holder(process, Path.of(output.readLine()));
    }

    private List<Path> entries() throws IOException {
        try (Stream<Path> entries = Files.list(temporary)) {
            return entries.toList();
        }
    }

    @Test
    void onlyTheDirectoriesOfProcessesThatWereKilledAreDeleted() throws Exception {
        try (Holder living = start();
                Holder killed = start()) {
            assertThat(living.directory()).isNotEqualTo(killed.directory()).isDirectoryContaining("glob:**worker-1");
            killed.kill();
            assertThat(killed.directory().resolve("worker-1/jna.tmp")).exists();

            Path own = ProcessDirectory.create(temporary);

            assertThat(entries()).containsExactlyInAnyOrder(living.directory(), own);
            assertThat(living.directory().resolve("worker-1/jna.tmp")).exists();
            assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(own)))
                    .isEqualTo("rwx------");
            // It is still locked: looking at it has not released the lock.
            Path another = ProcessDirectory.create(temporary);
            assertThat(entries()).containsExactlyInAnyOrder(living.directory(), own, another);
        }
    }

    @Test
    void whatThisServiceDidNotCreateIsNotDeleted() throws IOException {
        Path target = Files.createDirectories(temporary.resolve("elsewhere"));
        Files.writeString(target.resolve("lock"), "");
        Files.writeString(target.resolve("file"), "");
        Path link = Files.createSymbolicLink(temporary.resolve(ProcessDirectory.PREFIX + "link"), target);
        Path unlocked = Files.createDirectories(temporary.resolve(ProcessDirectory.PREFIX + "1/content"));
        Path file = Files.writeString(temporary.resolve(ProcessDirectory.PREFIX + "2"), "");
        Path older = Files.createDirectories(temporary.resolve("roomscribe-decoders-1"));

        ProcessDirectory.create(temporary);

        assertThat(List.of(link, target.resolve("file"), unlocked, file, older))
                .allSatisfy(path -> assertThat(path).exists());
    }

    @Test
    void aProcessThatExitsDeletesItsOwnLockAndItsEmptyDirectory() throws Exception {
        try (Holder exiting = start()) {
            DirectoryTree.delete(exiting.directory().resolve("worker-1"));
            exiting.process().getOutputStream().close();
            assertThat(exiting.process().waitFor(30, TimeUnit.SECONDS)).isTrue();
            assertThat(entries()).isEmpty();
        }
    }

    @Test
    void theDirectoryIsCreatedAgainIfSomethingDeletedIt() throws IOException {
        Path directory = ProcessDirectory.get();
        DirectoryTree.delete(directory);
        assertThat(ProcessDirectory.get()).isEqualTo(directory).isDirectory();
    }
}
