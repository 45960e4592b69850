package dev.roomscribe.recognition.vosk;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.File;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

/** Live reload and test runs load libvosk once per class loader; the process must still exit normally. */
class LibvoskLoadedTwiceTest {
    @Test
    void aProcessThatLoadedLibvoskTwiceExitsNormally() throws Exception {
        Process process = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-cp",
                        System.getProperty("java.class.path"),
                        Twice.class.getName())
                .redirectErrorStream(true)
                .redirectOutput(ProcessBuilder.Redirect.to(new File("target/loaded-twice.log")))
                .start();
        // A heap corrupted by destroying globals twice shows only at the exit: it aborts, crashes, or hangs.
        boolean exited = process.waitFor(60, TimeUnit.SECONDS);
        process.destroyForcibly();

        assertThat(exited).as("exited").isTrue();
        assertThat(process.exitValue())
                .as(Files.readString(Path.of("target/loaded-twice.log"), StandardCharsets.UTF_8))
                .isZero();
    }

    /** The main class of that process. */
    static final class Twice {
        private Twice() {}

        public static void main(String[] arguments) throws Exception {
            for (int copy = 0; copy < 2; copy++) {
                try (URLClassLoader loader = new URLClassLoader(classPath(), ClassLoader.getPlatformClassLoader())) {
                    var load = loader.loadClass(LibVosk.class.getName()).getDeclaredMethod("load");
                    load.setAccessible(true);
                    load.invoke(null);
                }
            }
        }

        private static URL[] classPath() throws Exception {
            List<String> entries =
                    Arrays.asList(System.getProperty("java.class.path").split(File.pathSeparator));
            URL[] urls = new URL[entries.size()];
            for (int i = 0; i < urls.length; i++) {
                urls[i] = new File(entries.get(i)).toURI().toURL();
            }
            return urls;
        }
    }
}
