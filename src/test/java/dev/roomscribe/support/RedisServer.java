package dev.roomscribe.support;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.awaitility.Awaitility;

/** A real {@code redis-server} on loopback, with an append-only file. */
public final class RedisServer implements AutoCloseable {
    private final Path directory;
    private final int port;
    private final List<String> settings;
    private Process process;

    private RedisServer(Path directory, int port, List<String> settings) {
        this.directory = directory;
        this.port = port;
        this.settings = settings;
        process = launch();
    }

    /** @param settings such as {@code --requirepass}, {@code secret} */
    public static RedisServer start(Path directory, String... settings) {
        try (ServerSocket free = new ServerSocket(0)) {
            int port = free.getLocalPort();
            free.close();
            return new RedisServer(directory, port, List.of(settings));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private Process launch() {
        List<String> command = new ArrayList<>(List.of(
                "redis-server",
                "--port",
                Integer.toString(port),
                "--bind",
                "127.0.0.1",
                "--save",
                "",
                "--appendonly",
                "yes",
                "--dir",
                directory.toString()));
        command.addAll(settings);
        try {
            Process launched = new ProcessBuilder(command)
                    .redirectErrorStream(true)
                    .redirectOutput(directory.resolve("redis.log").toFile())
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
            socket.connect(new InetSocketAddress("127.0.0.1", port), 200);
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

    /** Starts the server again, on the same port and with the same file. */
    public void restart() {
        process = launch();
    }

    @Override
    public void close() {
        kill();
    }
}
