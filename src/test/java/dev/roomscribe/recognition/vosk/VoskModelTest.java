package dev.roomscribe.recognition.vosk;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.roomscribe.recognition.Decoder;
import dev.roomscribe.recognition.Recordings;
import dev.roomscribe.recognition.model.ModelException;
import dev.roomscribe.recognition.model.ModelSelfTest;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.stream.Stream;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class VoskModelTest {
    @TempDir
    Path directory;

    Path tones;

    @BeforeEach
    void writeModel() {
        tones = ToneModel.write(directory.resolve("tones"));
    }

    @Test
    void theBuiltInModelRecognizesSpeech() {
        try (VoskModel model = VoskModel.builtIn()) {
            short[] greeting = Arrays.copyOf(Recordings.demo("alice"), 4 * 16_000);

            assertThat(ModelSelfTest.run(model::open, greeting).transcript())
                    .isEqualTo("good morning everyone let us start the meeting");
            assertThat(model.model().name()).isEqualTo("roomscribe-demo-en-1");
            assertThat(model.model().language()).isEqualTo("en-US");
        }
    }

    @Test
    void aDirectoryIsLoaded() {
        try (VoskModel model = VoskModel.load(tones, null, null)) {
            assertThat(ModelSelfTest.run(model::open, lowThenMid()).transcript())
                    .isEqualTo("low мид");
            assertThat(model.model().name()).isEqualTo("tones");
            assertThat(model.model().language()).isNull();
        }
    }

    @Test
    void aZipIsLoaded() throws IOException {
        Path zip = zip(tones, "");
        try (VoskModel model = VoskModel.load(zip, null, "ru")) {
            assertThat(ModelSelfTest.run(model::open, lowThenMid()).transcript())
                    .isEqualTo("low мид");
            assertThat(model.model().language()).isEqualTo("ru");
        }
    }

    @Test
    void theHashOfAZipMayBeInEitherCase() throws Exception {
        Path zip = zip(tones, "");
        byte[] hash = MessageDigest.getInstance("SHA-256").digest(Files.readAllBytes(zip));
        for (HexFormat hex : List.of(HexFormat.of(), HexFormat.of().withUpperCase())) {
            VoskModel.load(zip, hex.formatHex(hash), null).close();
        }
    }

    @Test
    void aZipWithAnotherHashIsRejected() throws IOException {
        Path zip = zip(tones, "");
        assertThatThrownBy(() -> VoskModel.load(zip, "00", null))
                .isInstanceOf(ModelException.class)
                .hasMessageContaining("SHA-256")
                .hasMessageContaining(zip.toString());
    }

    @Test
    void aZipCannotWriteOutsideItsDirectory() throws IOException {
        Path zip = zip(tones, "../../");
        assertThatThrownBy(() -> VoskModel.load(zip, null, null))
                .isInstanceOf(ModelException.class)
                .hasMessageContaining("is not a model");
    }

    @Test
    void theErrorNamesAMissingDirectory() {
        assertThatThrownBy(() -> VoskModel.load(directory.resolve("nowhere"), null, null))
                .isInstanceOf(ModelException.class)
                .hasMessageContaining("nowhere cannot be used: the directory does not exist")
                .hasMessageContaining("Set roomscribe.model");
    }

    @Test
    void theErrorNamesAFileThatIsNotAZip() throws IOException {
        Path file = Files.writeString(directory.resolve("model.zip"), "<html>Not found</html>");
        assertThatThrownBy(() -> VoskModel.load(file, null, null))
                .isInstanceOf(ModelException.class)
                .hasMessageContaining("model.zip is not a zip");
    }

    @Test
    void theErrorNamesATruncatedZip() throws IOException {
        byte[] whole = Files.readAllBytes(zip(tones, ""));
        Path half = Files.write(directory.resolve("half.zip"), Arrays.copyOf(whole, whole.length / 2));
        assertThatThrownBy(() -> VoskModel.load(half, null, null))
                .isInstanceOf(ModelException.class)
                .hasMessageContaining("half.zip");
    }

    @Test
    void aModelForAnotherSampleRateIsRejected() throws IOException {
        edit("conf/fbank.conf", "--sample-frequency=16000", "--sample-frequency=8000");
        assertRejected("it is made for 8000 Hz, and a room's audio has 16000 Hz");
    }

    @Test
    void aModelOnWhichLibvoskWouldAbortIsRejected() throws IOException {
        edit("conf/model.conf", "--endpoint.silence-phones=1", "");
        assertRejected("must have exactly one line --endpoint.silence-phones");
    }

    @Test
    void aModelWhoseTimesWouldBeWrongIsRejected() throws IOException {
        edit("conf/model.conf", "--frame-subsampling-factor=3", "--frame-subsampling-factor=1");
        assertRejected("frame-subsampling-factor");
    }

    @Test
    void theErrorNamesEveryMissingOrEmptyFile() throws IOException {
        for (String file : new String[] {"conf/model.conf", "graph/words.txt", "graph/HCLG.fst"}) {
            Path path = tones.resolve(file);
            byte[] content = Files.readAllBytes(path);
            Files.write(path, new byte[0]);
            assertRejected(file + " is empty");
            Files.write(path, content);
        }
        Files.delete(tones.resolve("conf/fbank.conf"));
        assertRejected("conf/mfcc.conf is missing");
    }

    @Test
    void libvoskRejectsATruncatedGraph() throws IOException {
        Path graph = tones.resolve("graph/HCLG.fst");
        Files.write(graph, Arrays.copyOf(Files.readAllBytes(graph), 80));
        assertThatThrownBy(() -> VoskModel.load(tones, null, null))
                .isInstanceOf(ModelException.class)
                .hasMessageContaining("libvosk cannot load the model");
    }

    @Test
    void closingTwiceAndUseAfterCloseDoNotReachLibvosk() {
        VoskModel model = VoskModel.load(tones, null, null);
        Decoder decoder = model.open();
        decoder.close();
        decoder.close();
        model.close();
        model.close();
        assertThatThrownBy(() -> decoder.accept(new short[160], 160, false)).isInstanceOf(IllegalStateException.class);
        assertThatThrownBy(decoder::flush).isInstanceOf(IllegalStateException.class);
        assertThatThrownBy(model::open).isInstanceOf(IllegalStateException.class);
    }

    @Test
    void theResultMustBeTakenBeforeMoreAudio() {
        try (VoskModel model = VoskModel.load(tones, null, null);
                Decoder decoder = model.open()) {
            short[] speech = ToneModel.concat(ToneModel.tone(ToneModel.LOW, 500), ToneModel.tone(0, 2000));
            assertThat(decoder.accept(speech, speech.length, false).endpoint()).isTrue();
            assertThatThrownBy(() -> decoder.accept(speech, speech.length, false))
                    .isInstanceOf(IllegalStateException.class);
            assertThat(decoder.result().text()).isEqualTo("low");
            assertThat(decoder.accept(speech, 160, false).endpoint()).isFalse();
        }
    }

    @Test
    void wordsHaveTimesAndConfidences() {
        try (VoskModel model = VoskModel.load(tones, null, null);
                Decoder decoder = model.open()) {
            short[] speech = ToneModel.concat(ToneModel.tone(0, 500), ToneModel.tone(ToneModel.LOW, 500));
            decoder.accept(speech, speech.length, false);
            Decoder.DecodedWord word = decoder.flush().words().get(0);
            assertThat(word.text()).isEqualTo("low");
            assertThat(word.start()).isBetween(0.44, 0.54);
            assertThat(word.end()).isBetween(0.90, 1.02);
            assertThat(word.confidence()).isBetween(0.5, 1.0);
        }
    }

    private void assertRejected(String why) {
        assertThatThrownBy(() -> VoskModel.load(tones, null, null))
                .isInstanceOf(ModelException.class)
                .hasMessageContaining(why);
    }

    private void edit(String file, String from, String to) throws IOException {
        Path path = tones.resolve(file);
        Files.writeString(path, Files.readString(path).replace(from, to));
    }

    private static short[] lowThenMid() {
        return ToneModel.concat(
                ToneModel.tone(ToneModel.LOW, 400), ToneModel.tone(0, 200), ToneModel.tone(ToneModel.MID, 400));
    }

    private Path zip(Path model, String prefix) throws IOException {
        Path zip = directory.resolve("model.zip");
        try (OutputStream out = Files.newOutputStream(zip);
                ZipOutputStream entries = new ZipOutputStream(out);
                Stream<Path> files = Files.walk(model)) {
            for (Path file : files.filter(Files::isRegularFile).toList()) {
                entries.putNextEntry(new ZipEntry(prefix + "tones/" + model.relativize(file)));
                Files.copy(file, entries);
            }
        }
        return zip;
    }
}
