package dev.roomscribe.support;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.awaitility.Awaitility;

/**
 * nginx with the example of a page of the documentation, in front of a service. If nginx is missing, the tests that need it
 * are skipped, or fail if the environment variable {@code CI} is set.
 */
public final class Nginx implements AutoCloseable {
    private static final Pattern BLOCK = Pattern.compile("^```nginx\n(.*?)^```", Pattern.DOTALL | Pattern.MULTILINE);
    private static final Duration START = Duration.ofSeconds(30);

    private final Process process;
    private final URI url;

    private Nginx(Process process, URI url) {
        this.process = process;
        this.url = url;
    }

    /**
     * Starts nginx on a free port of 127.0.0.1.
     *
     * @param directory for its files
     * @param document a page with examples that forward requests to 127.0.0.1:8080
     * @param service the service that they are forwarded to instead
     */
    public static Nginx start(Path directory, Path document, URI service) {
        Path executable = executable();
        int port = RoomscribeProcess.freePort();
        try {
            Path root = Files.createTempDirectory(directory, "nginx");
            Path configuration = root.resolve("nginx.conf");
            // A proxy_pass with a variable accepts an address and no name.
            Files.writeString(
                    configuration,
                    configuration(document, port).replace("127.0.0.1:8080", "127.0.0.1:" + service.getPort()));
            Path log = root.resolve("log");
            Process process = new ProcessBuilder(
                            executable.toString(), "-e", "stderr", "-p", root.toString(), "-c", "nginx.conf")
                    .redirectErrorStream(true)
                    .redirectOutput(log.toFile())
                    .start();
            Awaitility.await()
                    .atMost(START)
                    .pollInterval(Duration.ofMillis(20))
                    .until(() -> accepts(port) || !process.isAlive());
            assertThat(process.isAlive()).as(Files.readString(log)).isTrue();
            return new Nginx(process, URI.create("http://127.0.0.1:" + port + "/"));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    public URI url() {
        return url;
    }

    @Override
    public void close() {
        process.destroy();
    }

    private static String configuration(Path document, int port) throws IOException {
        List<String> blocks = BLOCK.matcher(Files.readString(document))
                .results()
                .map(block -> block.group(1))
                .toList();
        assertThat(blocks).as("examples in %s", document).isNotEmpty();
        return """
                daemon off;
                master_process off;
                pid nginx.pid;
                events {}
                http {
                    access_log off;
                    client_body_temp_path body;
                    proxy_temp_path proxy;
                    fastcgi_temp_path fastcgi;
                    uwsgi_temp_path uwsgi;
                    scgi_temp_path scgi;
                    %s
                    server {
                        listen 127.0.0.1:%d;
                        %s
                    }
                }
                """.formatted(only(blocks, false), port, only(blocks, true));
    }

    /** Returns the examples that belong into a server block, or those that do not. */
    private static String only(List<String> blocks, boolean inServer) {
        return blocks.stream()
                .filter(block -> block.startsWith("location") == inServer)
                .collect(Collectors.joining());
    }

    private static boolean accepts(int port) {
        try (Socket socket = new Socket()) {
            socket.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), port), 1_000);
            return true;
        } catch (IOException e) {
            return false;
        }
    }

    private static Path executable() {
        // Debian's users have no /usr/sbin in their path.
        Optional<Path> nginx = Stream.concat(
                        Stream.of(System.getenv("PATH").split(File.pathSeparator)), Stream.of("/usr/sbin"))
                .map(directory -> Path.of(directory, "nginx"))
                .filter(Files::isExecutable)
                .findFirst();
        String missing = "the examples of a reverse proxy are tested with nginx: apt-get install nginx-light";
        if (System.getenv("CI") != null) {
            assertThat(nginx).as(missing).isPresent();
        }
        assumeTrue(nginx.isPresent(), missing);
        return nginx.orElseThrow();
    }
}
