package dev.roomscribe.support;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** An authority and a certificate of {@code localhost} that it has signed, as PEM files made by {@code openssl}. */
public final class Certificates {
    private final Path directory;

    public Certificates(Path directory) {
        this.directory = directory;
        openssl("req -x509 -subj /CN=Authority -keyout ca.key -out ca.pem -days 2");
        openssl("req -subj /CN=localhost -addext subjectAltName=DNS:localhost -keyout server.key -out server.csr");
        openssl("x509 -req -in server.csr -CA ca.pem -CAkey ca.key -copy_extensions copy -out server.pem -days 2");
    }

    private void openssl(String arguments) {
        List<String> command = new ArrayList<>(List.of("openssl"));
        command.addAll(List.of(arguments.split(" ")));
        if (arguments.startsWith("req")) {
            command.addAll(List.of("-nodes", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:prime256v1"));
        }
        try {
            Process process = new ProcessBuilder(command)
                    .directory(directory.toFile())
                    .redirectErrorStream(true)
                    .start();
            String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
            assertThat(process.waitFor()).as(output).isZero();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }

    /** Returns the certificate of the authority. */
    public Path authority() {
        return directory.resolve("ca.pem");
    }

    public Path certificate() {
        return directory.resolve("server.pem");
    }

    public Path key() {
        return directory.resolve("server.key");
    }
}
