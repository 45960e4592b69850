package dev.roomscribe.fishjam.embedded;

import static dev.roomscribe.support.Waiting.await;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.awaitility.core.ConditionTimeoutException;

/** A process of {@code node} or {@code npm}, and the values it has reported: lines of JSON with a name and a value. */
final class NodeProcess implements AutoCloseable {
    private static final ObjectMapper JSON = new ObjectMapper();

    private final String command;
    private final Process process;
    private final List<String> output = new CopyOnWriteArrayList<>();
    private final Map<String, JsonNode> reports = new ConcurrentHashMap<>();
    private final Thread standardOutput;
    private final Thread standardError;

    private NodeProcess(String command, Process process) {
        this.command = command;
        this.process = process;
        standardOutput = read(process.getInputStream(), this::onLine);
        standardError = read(process.getErrorStream(), output::add);
    }

    static NodeProcess start(Path directory, Map<String, String> environment, String... command) {
        ProcessBuilder builder = new ProcessBuilder(command).directory(directory.toFile());
        builder.environment().putAll(environment);
        try {
            return new NodeProcess(String.join(" ", command), builder.start());
        } catch (IOException e) {
            throw new AssertionError(
                    "Could not start " + command[0] + ": the tests with the official Fishjam SDK need Node.js 20 or"
                            + " later, with npm, on the PATH",
                    e);
        }
    }

    /** Waits until a value is reported; fails if the process ends without it. */
    JsonNode report(String name, Duration timeout) {
        try {
            await().atMost(timeout).until(() -> reports.containsKey(name) || !standardOutput.isAlive());
        } catch (ConditionTimeoutException e) {
            throw new AssertionError(command + " did not report " + name + " within " + timeout + log(), e);
        }
        JsonNode value = reports.get(name);
        if (value == null) {
            throw new AssertionError(command + " ended without a report of " + name + log());
        }
        return value;
    }

    /** Waits until the process exits with status 0 and all its output is read. */
    void awaitSuccess(Duration timeout) {
        try {
            boolean ended = process.waitFor(timeout.toMillis(), TimeUnit.MILLISECONDS);
            if (!ended) {
                throw new AssertionError(command + " did not end within " + timeout + log());
            }
            standardOutput.join();
            standardError.join();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
        if (process.exitValue() != 0) {
            throw new AssertionError(command + " ended with status " + process.exitValue() + log());
        }
    }

    /** Kills the process and its descendants, if they are still running. */
    @Override
    public void close() {
        process.descendants().forEach(ProcessHandle::destroyForcibly);
        process.destroyForcibly();
    }

    private String log() {
        return ":\n" + String.join("\n", output);
    }

    private void onLine(String line) {
        output.add(line);
        try {
            JsonNode report = JSON.readTree(line);
            if (report.hasNonNull("name")) {
                reports.put(report.path("name").asText(), report.path("value"));
            }
        } catch (JsonProcessingException e) {
            // Not a report.
            return;
        }
    }

    private static Thread read(InputStream stream, Consumer<String> onLine) {
        Thread reader = new Thread(
                () -> {
                    try (BufferedReader lines =
                            new BufferedReader(new InputStreamReader(stream, StandardCharsets.UTF_8))) {
                        lines.lines().forEach(onLine);
                    } catch (IOException | UncheckedIOException e) {
                        // The process was killed.
                        return;
                    }
                },
                "node-output");
        reader.setDaemon(true);
        reader.start();
        return reader;
    }
}
