package dev.roomscribe.support;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.File;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.awaitility.Awaitility;

/**
 * A real {@code redis-server} on loopback, with an append-only file. If the program is missing, the tests that need it are
 * skipped, or fail if the environment variable {@code CI} is set.
 */
public final class RedisServer implements AutoCloseable {
    private static final List<String> APPENDING = List.of("--save", "", "--appendonly", "yes");

    private final Path directory;
    private final int port = RoomscribeProcess.freePort();
    private final List<String> command = new ArrayList<>();
    private Process process;

    private RedisServer(Path directory, List<String> program, List<String> settings) {
        this.directory = directory;
        command.addAll(program);
        command.addAll(List.of("--port", Integer.toString(port), "--bind", "127.0.0.1", "--dir", directory.toString()));
        command.addAll(settings);
        process = launch();
    }

    /** Starts a server with settings such as {@code --requirepass}, {@code secret}. */
    public static RedisServer start(Path directory, String... settings) {
        requireInstalled();
        return new RedisServer(
                directory,
                List.of("redis-server"),
                Stream.concat(APPENDING.stream(), Stream.of(settings)).toList());
    }

    /** Starts Redis 6.2, the oldest version that is supported; skipped where the library has no program for the platform. */
    public static RedisServer startOldest(Path directory) throws IOException {
        Path program = directory.resolve("redis-server");
        boolean isLinux = System.getProperty("os.name").equals("Linux");
        boolean isArm = System.getProperty("os.arch").equals("aarch64");
        String resource = isArm ? "/redis-server-6.2.7-linux-arm64" : "/redis-server-6.2.6-v5-linux-amd64";
        try (InputStream embedded = RedisServer.class.getResourceAsStream(resource)) {
            assumeTrue(isLinux && embedded != null, "no Redis 6.2 for this platform");
            Files.copy(embedded, program);
        }
        assertThat(program.toFile().setExecutable(true)).isTrue();
        return new RedisServer(directory, List.of(program.toString()), APPENDING);
    }

    /** Starts a Sentinel that knows a server as {@code main}, and makes a replica the primary a second after it is lost. */
    public static RedisServer startSentinel(Path directory, RedisServer primary) throws IOException {
        Path configuration = Files.writeString(directory.resolve("sentinel.conf"), """
                sentinel monitor main 127.0.0.1 %d 1
                sentinel down-after-milliseconds main 1000
                sentinel failover-timeout main 3000
                """.formatted(primary.port()));
        return new RedisServer(directory, List.of("redis-server", configuration.toString()), List.of("--sentinel"));
    }

    private static void requireInstalled() {
        boolean installed = Stream.of(System.getenv("PATH").split(File.pathSeparator))
                .map(directory -> Path.of(directory, "redis-server"))
                .anyMatch(Files::isExecutable);
        String missing = "clusters are tested with a real Redis: apt-get install redis-server";
        if (System.getenv("CI") != null) {
            assertThat(installed).as(missing).isTrue();
        }
        assumeTrue(installed, missing);
    }

    private Process launch() {
        try {
            Process launched = new ProcessBuilder(command)
                    .redirectErrorStream(true)
                    .redirectOutput(ProcessBuilder.Redirect.appendTo(
                            directory.resolve("redis.log").toFile()))
                    .start();
            Awaitility.await().pollDelay(0, TimeUnit.MILLISECONDS).until(() -> !launched.isAlive() || accepts());
            if (!launched.isAlive()) {
                throw new IllegalStateException("redis-server has ended; see redis.log in " + directory);
            }
            return launched;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private boolean accepts() {
        try (Socket socket = new Socket()) {
            socket.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), port), 200);
            socket.setSoTimeout(200);
            socket.getOutputStream().write("PING\r\n".getBytes(StandardCharsets.US_ASCII));
            return socket.getInputStream().read() >= 0;
        } catch (IOException e) {
            return false;
        }
    }

    public int port() {
        return port;
    }

    public String url() {
        return "redis://127.0.0.1:" + port;
    }

    public Process process() {
        return process;
    }

    /** Ends the server as a crash does; what it has appended to its file stays. */
    public void kill() {
        process.destroyForcibly();
        process.onExit().join();
    }

    /** Stops the server without closing its connections, until {@link #resume}. */
    public void pause() {
        Signals.send("STOP", process.toHandle());
    }

    public void resume() {
        Signals.send("CONT", process.toHandle());
    }

    /** Executes a command, such as {@code CONFIG}, {@code SET}, {@code maxmemory}, {@code 1}; returns the answer, a value a line. */
    public List<String> command(String... command) {
        List<String> call = new ArrayList<>(List.of("redis-cli", "-p", Integer.toString(port), "--no-auth-warning"));
        int password = this.command.indexOf("--requirepass");
        if (password >= 0) {
            call.addAll(List.of("-a", this.command.get(password + 1)));
        }
        call.addAll(List.of(command));
        try {
            Process client = new ProcessBuilder(call).redirectErrorStream(true).start();
            String answer = new String(client.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
            assertThat(client.waitFor()).as(answer).isZero();
            return answer.lines().toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }

    /** Starts the server again, on the same port and with the same file. */
    public void restart() {
        process = launch();
    }

    @Override
    public void close() {
        kill();
    }
}
