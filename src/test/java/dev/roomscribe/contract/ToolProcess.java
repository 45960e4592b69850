package dev.roomscribe.contract;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/** A program that reads what this project documents. Its output, which a failure shows, goes to a file. */
public final class ToolProcess implements AutoCloseable {
    private final String command;
    private final Process process;
    private final Path output;

    private ToolProcess(String command, Process process, Path output) {
        this.command = command;
        this.process = process;
        this.output = output;
    }

    /**
     * Starts a program.
     *
     * @param directory its working directory; {@code name.log} in it receives its output
     * @param command the program and its arguments
     */
    public static ToolProcess start(Path directory, String name, Map<String, String> environment, String... command) {
        Path output = directory.resolve(name + ".log").toAbsolutePath();
        ProcessBuilder builder = new ProcessBuilder(command)
                .directory(directory.toFile())
                .redirectErrorStream(true)
                .redirectOutput(output.toFile());
        builder.environment().putAll(environment);
        try {
            return new ToolProcess(String.join(" ", command), builder.start(), output);
        } catch (IOException e) {
            throw new AssertionError(
                    "Could not start " + command[0]
                            + ": the tests of the API documents and of the examples need Node.js 20.19 or later with npm, and"
                            + " python3, on the PATH",
                    e);
        }
    }

    /** Waits until the program exits with status 0; returns its output. */
    public String awaitSuccess(Duration timeout) {
        try {
            if (!process.waitFor(timeout.toMillis(), TimeUnit.MILLISECONDS)) {
                throw new AssertionError(command + " did not end within " + timeout + ":\n" + output());
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
        if (process.exitValue() != 0) {
            throw new AssertionError(command + " ended with status " + process.exitValue() + ":\n" + output());
        }
        return output();
    }

    /** Returns what it has printed so far. */
    public String output() {
        try {
            return Files.readString(output);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    public boolean isAlive() {
        return process.isAlive();
    }

    /** Kills the program and its descendants, if they are still running. */
    @Override
    public void close() {
        process.descendants().forEach(ProcessHandle::destroyForcibly);
        process.destroyForcibly();
    }
}
