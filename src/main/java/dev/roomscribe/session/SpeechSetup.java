package dev.roomscribe.session;

import dev.roomscribe.audio.Pcm16Reader;
import dev.roomscribe.recognition.DecoderException;
import dev.roomscribe.recognition.DecoderSource;
import dev.roomscribe.recognition.DecodingObserver;
import dev.roomscribe.recognition.DecodingPool;
import dev.roomscribe.recognition.ModelTrial;
import dev.roomscribe.recognition.PoolLimits;
import dev.roomscribe.recognition.SpeechEngine;
import dev.roomscribe.recognition.vosk.ModelException;
import dev.roomscribe.recognition.vosk.VoskModel;
import io.quarkus.runtime.configuration.ConfigurationException;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.Objects;

/** Loads the model that is configured and has it hear a known recording, before anybody relies on it. */
final class SpeechSetup {
    private static final System.Logger LOG = System.getLogger(SpeechSetup.class.getName());

    private static final String KNOWN_RECORDING = "/demo-room/alice.wav";
    private static final int WAV_HEADER_BYTES = 44;
    private static final int FIRST_SENTENCE_BYTES = 4 * 32_000;
    private static final String FIRST_SENTENCE = "good morning everyone let us start the meeting";

    private SpeechSetup() {}

    static SpeechEngine engine(RoomscribeConfig config, DecodingObserver observer) {
        DecoderSource model = model(config);
        try {
            tryOut(model, config.model().isEmpty());
        } catch (DecoderException | ConfigurationException e) {
            model.close();
            throw new ConfigurationException(
                    "The model " + model.model().name() + " cannot be used: " + e.getMessage());
        }
        RoomscribeConfig.Recognition recognition = config.recognition();
        int threads = recognition.threads() == 0 ? Runtime.getRuntime().availableProcessors() : recognition.threads();
        return new DecodingPool(
                model,
                new PoolLimits(
                        threads, recognition.longestQueue(), recognition.partialInterval(), recognition.decoderAge()),
                observer,
                System::nanoTime);
    }

    private static DecoderSource model(RoomscribeConfig config) {
        try {
            return config.model()
                    .map(path -> VoskModel.load(
                            path,
                            config.modelSha256().orElse(null),
                            config.modelLanguage().orElse(null)))
                    .orElseGet(VoskModel::builtIn);
        } catch (ModelException e) {
            throw new ConfigurationException(e.getMessage());
        }
    }

    /** A model of another language cannot know what the recording says, only show that it decodes. */
    private static void tryOut(DecoderSource model, boolean builtIn) {
        String heard = ModelTrial.of(model::open, knownRecording()).heard();
        if (builtIn && !heard.equals(FIRST_SENTENCE)) {
            throw new ConfigurationException("it heard \"%s\" where \"%s\" is said".formatted(heard, FIRST_SENTENCE));
        }
        LOG.log(
                System.Logger.Level.INFO,
                "Model {0} decodes; of \"{1}\" it heard \"{2}\"",
                model.model().name(),
                FIRST_SENTENCE,
                heard);
    }

    private static short[] knownRecording() {
        try (InputStream wav = Objects.requireNonNull(SpeechSetup.class.getResourceAsStream(KNOWN_RECORDING))) {
            wav.skipNBytes(WAV_HEADER_BYTES);
            return new Pcm16Reader().read(wav.readNBytes(FIRST_SENTENCE_BYTES));
        } catch (IOException e) {
            throw new UncheckedIOException("The known recording cannot be read", e);
        }
    }
}
