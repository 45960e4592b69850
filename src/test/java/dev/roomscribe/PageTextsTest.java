package dev.roomscribe;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;

/** The texts of the pages exist in every language, and the images of the documentation are shown. */
class PageTextsTest {
    @Test
    void everyTextIsInTheDictionaryOfEveryLanguage() throws IOException, InterruptedException {
        Process node = new ProcessBuilder("node", "src/test/js/page-texts.mjs", "src/main/resources")
                .redirectErrorStream(true)
                .start();
        assertThat(new String(node.getInputStream().readAllBytes(), StandardCharsets.UTF_8))
                .isEmpty();
        assertThat(node.waitFor()).isZero();
    }

    @Test
    void readmeShowsThePages() throws IOException {
        assertThat(Files.readString(Path.of("README.md")))
                .contains("docs/images/captions.png", "docs/images/rooms.png");
        assertThat(Files.readString(Path.of("docs/captions.md")))
                .contains("images/captions.png", "images/overlay.png", "images/rooms.png");
    }
}
