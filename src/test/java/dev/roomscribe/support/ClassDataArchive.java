package dev.roomscribe.support;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.List;
import java.util.Optional;

/**
 * The classes of the packaged service in the form that the JVM maps into memory. It saves each process a third of the processor
 * time of its start. Made once for a build and a JDK, by the first test that starts a service.
 */
final class ClassDataArchive {
    private static final Path LOCK = Path.of("target", "service-classes.lock");
    private static final Path FILE =
            Path.of("target", "service-classes-" + Runtime.version().feature() + ".jsa");

    private ClassDataArchive() {}

    /** Returns the archive; empty if this JVM does not make one. */
    static synchronized Optional<Path> of(Path java, Path jar) {
        // Another JVM may run tests of the same build.
        try (FileChannel channel = FileChannel.open(LOCK, StandardOpenOption.CREATE, StandardOpenOption.WRITE);
                FileLock lock = channel.lock()) {
            if (!lock.isValid()) {
                throw new IllegalStateException(LOCK + " is not locked");
            }
            if (!Files.exists(FILE) || Files.getLastModifiedTime(FILE).compareTo(Files.getLastModifiedTime(jar)) < 0) {
                make(java, jar);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return Optional.of(FILE).filter(Files::exists);
    }

    private static void make(Path java, Path jar) throws IOException {
        Path made = Path.of(FILE + ".new");
        ProcessBuilder builder = new ProcessBuilder(List.of(
                        java.toString(),
                        "-XX:TieredStopAtLevel=1",
                        "-XX:ArchiveClassesAtExit=" + made,
                        "-Dquarkus.http.port=0",
                        "-Dquarkus.management.port=0",
                        "-Droomscribe.fishjam.embedded=true",
                        "-Droomscribe.data-directory=target/process-data/class-data",
                        "-jar",
                        jar.toString()))
                .redirectErrorStream(true);
        builder.environment().keySet().removeIf(name -> name.startsWith("FISHJAM") || name.startsWith("ROOMSCRIBE"));
        Process service = builder.start();
        try (BufferedReader output = service.inputReader()) {
            for (String line = output.readLine(); line != null; line = output.readLine()) {
                if (line.contains("Listening on: ")) {
                    service.toHandle().destroy();
                }
            }
        }
        if (Files.exists(made)) {
            Files.move(made, FILE, StandardCopyOption.REPLACE_EXISTING);
        }
    }
}
