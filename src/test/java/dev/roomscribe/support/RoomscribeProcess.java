package dev.roomscribe.support;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.net.ServerSocket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.awaitility.Awaitility;

/** The packaged service, run as a process. */
public final class RoomscribeProcess implements AutoCloseable {
    private static final Path JAR = Path.of("target/quarkus-app/quarkus-run.jar");
    private static final int LOWEST_PORT = 20_000;
    /** Linux assigns the ports from here on to connections. */
    private static final int LOWEST_EPHEMERAL_PORT = 32_768;

    private static final Pattern LISTENING = Pattern.compile("Listening on: (http://\\S+:\\d+)");
    private static final Pattern MANAGEMENT = Pattern.compile("Management interface listening on (http://\\S+:\\d+)");

    private final Process process;
    private final List<String> output = new CopyOnWriteArrayList<>();
    private final Thread reader = new Thread(this::read, "service-output");

    private RoomscribeProcess(Process process) {
        this.process = process;
        reader.setDaemon(true);
        reader.start();
    }

    /**
     * Returns a port that is free, and that the operating system gives to no connection while no service listens there;
     * for {@code -Dquarkus.http.port} of services that have the same address one after the other.
     */
    public static int freePort() {
        while (true) {
            int port = ThreadLocalRandom.current().nextInt(LOWEST_PORT, LOWEST_EPHEMERAL_PORT);
            try (ServerSocket bound = new ServerSocket(port)) {
                return bound.getLocalPort();
            } catch (IOException e) {
                // The port is in use.
            }
        }
    }

    /**
     * Starts the service on a free port, unless a system property names one. The environment and the system properties are
     * added to the defaults.
     */
    public static RoomscribeProcess start(Map<String, String> environment, String... systemProperties) {
        return start(List.of(), environment, systemProperties);
    }

    /** Starts the service as {@link #start(Map, String...)} does, with a umask of 000. */
    public static RoomscribeProcess startWithoutUmask(Map<String, String> environment, String... systemProperties) {
        return start(List.of("sh", "-c", "umask 000; exec \"$@\"", "sh"), environment, systemProperties);
    }

    private static RoomscribeProcess start(
            List<String> launcher, Map<String, String> environment, String... systemProperties) {
        if (!Files.exists(JAR)) {
            throw new IllegalStateException(JAR + " is missing; ./mvnw verify packages it before these tests");
        }
        List<String> command = new ArrayList<>(launcher);
        Path java = Path.of(System.getProperty("java.home"), "bin", "java");
        command.add(java.toString());
        ClassDataArchive.of(java, JAR).ifPresent(archive -> command.add("-XX:SharedArchiveFile=" + archive));
        // Most of what these tests cost is the start of services, which is faster without the optimizing compiler.
        command.add("-XX:TieredStopAtLevel=1");
        command.add("-Dquarkus.http.port=0");
        command.add("-Dquarkus.management.port=0");
        command.addAll(List.of(systemProperties));
        command.add("-jar");
        command.add(JAR.toString());
        ProcessBuilder builder = new ProcessBuilder(command).redirectErrorStream(true);
        builder.environment().keySet().removeIf(name -> name.startsWith("FISHJAM") || name.startsWith("ROOMSCRIBE"));
        // Services cannot share a data directory, and tests run several services at once.
        builder.environment().put("ROOMSCRIBE_DATA_DIRECTORY", "target/process-data/" + UUID.randomUUID());
        builder.environment().putAll(environment);
        try {
            return new RoomscribeProcess(builder.start());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Waits until the service accepts requests and returns its URL. */
    public URI url() {
        Awaitility.await()
                .pollInterval(Duration.ofMillis(20))
                .atMost(Duration.ofSeconds(60))
                .until(() -> listening() != null || !process.isAlive());
        if (listening() == null) {
            throw new AssertionError("The service ended:\n" + log());
        }
        return local(listening());
    }

    /** Waits until the service accepts requests and returns the URL of its management port. */
    public URI management() {
        url();
        return local(firstInLog(MANAGEMENT));
    }

    private static URI local(String url) {
        return URI.create(url.replace("0.0.0.0", "127.0.0.1"));
    }

    /** Returns the child processes of the service. */
    public List<ProcessHandle> children() {
        return process.children().toList();
    }

    /** Sends SIGTERM. Output is still read until the process exits. */
    public void terminate() {
        process.toHandle().destroy();
    }

    /** Sends SIGKILL. */
    public void kill() {
        process.destroyForcibly();
    }

    public ProcessHandle handle() {
        return process.toHandle();
    }

    /** Waits until the service has ended and all that it printed is read; returns the exit code. */
    public int awaitExit(Duration timeout) {
        try {
            if (!process.waitFor(timeout.toMillis(), TimeUnit.MILLISECONDS)) {
                throw new AssertionError("The service did not end within " + timeout + ":\n" + log());
            }
            // What it printed last may not have been read yet.
            reader.join(timeout.toMillis());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
        return process.exitValue();
    }

    public String log() {
        return String.join("\n", output);
    }

    @Override
    public void close() {
        process.destroyForcibly();
        assertThat(output).noneMatch(line -> line.contains(UnaccountedAudio.MARK));
    }

    private String listening() {
        return firstInLog(LISTENING);
    }

    private String firstInLog(Pattern pattern) {
        return output.stream()
                .map(pattern::matcher)
                .filter(Matcher::find)
                .map(line -> line.group(1))
                .findFirst()
                .orElse(null);
    }

    private void read() {
        try (BufferedReader lines =
                new BufferedReader(new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8))) {
            lines.lines().forEach(output::add);
        } catch (IOException | UncheckedIOException e) {
            // The process has exited.
        }
    }
}
