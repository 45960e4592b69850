package dev.roomscribe.app;

import dev.roomscribe.app.config.RecognitionConfig;
import dev.roomscribe.app.config.RoomscribeConfig;
import dev.roomscribe.audio.GateOptions;
import dev.roomscribe.audio.Pcm16;
import dev.roomscribe.recognition.DecoderException;
import dev.roomscribe.recognition.DecoderSource;
import dev.roomscribe.recognition.SpeechEngine;
import dev.roomscribe.recognition.model.ModelException;
import dev.roomscribe.recognition.model.ModelFiles;
import dev.roomscribe.recognition.model.ModelSelfTest;
import dev.roomscribe.recognition.pool.DecodingObserver;
import dev.roomscribe.recognition.pool.DecodingPool;
import dev.roomscribe.recognition.pool.PoolLimits;
import dev.roomscribe.recognition.vosk.VoskModel;
import dev.roomscribe.recognition.worker.DecodingWorkers;
import dev.roomscribe.recognition.worker.WorkerLimits;
import dev.roomscribe.recognition.worker.WorkerObserver;
import io.quarkus.runtime.configuration.ConfigurationException;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.Locale;
import java.util.Objects;

/** Finds the configured model, tests it with a known recording, and starts the decoding pool. */
final class RecognitionSetup {
    private static final System.Logger LOG = System.getLogger(RecognitionSetup.class.getName());

    private static final String RECORDING = "/demo-room/alice.wav";
    private static final int WAV_HEADER_BYTES = 44;
    private static final int FIRST_SENTENCE_BYTES = 4 * 32_000;
    private static final String FIRST_SENTENCE = "good morning everyone let us start the meeting";

    /** @param cost processor seconds for a second of speech, measured by the self-test */
    private record TestedModel(DecoderSource source, double cost) {}

    private RecognitionSetup() {}

    /** @throws ConfigurationException if the endpointing pause is out of range */
    static GateOptions gate(RecognitionConfig recognition) {
        try {
            return new GateOptions(recognition.endpointing(), recognition.skipSilence());
        } catch (IllegalArgumentException e) {
            throw new ConfigurationException("roomscribe.recognition.endpointing is invalid: " + e.getMessage());
        }
    }

    static SpeechEngine engine(RoomscribeConfig config, DecodingObserver decoding, WorkerObserver workers) {
        RecognitionConfig recognition = config.recognition();
        int cores = Runtime.getRuntime().availableProcessors();
        int threads = threads(recognition, cores);
        ModelFiles files = files(config);
        TestedModel tested =
                recognition.inProcess() ? inProcess(config, files) : workers(config, files, threads, cores, workers);
        return new DecodingPool(
                tested.source,
                PoolLimits.defaults()
                        .withThreads(threads)
                        .withMaxQueue(recognition.maxQueue())
                        .withPartialInterval(recognition.partialInterval())
                        .withDecoderMaxAge(recognition.decoderMaxAge()),
                decoding,
                System::nanoTime,
                tested.cost);
    }

    /**
     * With worker processes, one more than the number of cores, because one thread always waits for a message in
     * transit.
     */
    private static int threads(RecognitionConfig recognition, int cores) {
        if (recognition.threads() != 0) {
            return recognition.threads();
        }
        return recognition.inProcess() ? cores : cores + 1;
    }

    private static ModelFiles files(RoomscribeConfig config) {
        try {
            return config.model()
                    .map(path -> ModelFiles.find(
                            path,
                            config.modelSha256().orElse(null),
                            config.modelLanguage().orElse(null)))
                    .orElseGet(ModelFiles::builtIn);
        } catch (ModelException e) {
            throw new ConfigurationException(e.getMessage());
        }
    }

    private static TestedModel inProcess(RoomscribeConfig config, ModelFiles files) {
        VoskModel model = load(files);
        try {
            ModelSelfTest selfTest = ModelSelfTest.run(model::open, recording());
            checkSelfTest(config, files, selfTest);
            return new TestedModel(model, selfTest.cost());
        } catch (DecoderException | ConfigurationException e) {
            model.close();
            throw unusable(files, e);
        }
    }

    private static VoskModel load(ModelFiles files) {
        try {
            return VoskModel.load(files);
        } catch (ModelException e) {
            throw new ConfigurationException(e.getMessage());
        }
    }

    private static TestedModel workers(
            RoomscribeConfig config, ModelFiles files, int threads, int cores, WorkerObserver observer) {
        RecognitionConfig.Worker worker = config.recognition().worker();
        int count = worker.count() == 0 ? Math.max(2, cores / 4) : worker.count();
        try {
            ModelSelfTest selfTest = DecodingWorkers.selfTest(files, worker.startupTimeout(), recording());
            checkSelfTest(config, files, selfTest);
            DecoderSource workers = DecodingWorkers.start(
                    files,
                    WorkerLimits.defaults()
                            .withWorkers(count)
                            .withConnections(threads)
                            .withStartupTimeout(worker.startupTimeout())
                            .withHangTimeout(worker.hangTimeout())
                            .withMaxAge(worker.maxAge())
                            .withMaxGrowthBytes(worker.maxGrowth().asLongValue()),
                    observer,
                    System::nanoTime);
            return new TestedModel(workers, selfTest.cost());
        } catch (DecoderException | ConfigurationException e) {
            files.close();
            throw unusable(files, e);
        }
    }

    private static ConfigurationException unusable(ModelFiles files, RuntimeException cause) {
        return new ConfigurationException("The model %s cannot be used: %s. Set roomscribe.model to another model."
                .formatted(files.model().name(), cause.getMessage()));
    }

    /** Only the built-in model must recognize the sentence: a model for another language cannot. */
    private static void checkSelfTest(RoomscribeConfig config, ModelFiles files, ModelSelfTest selfTest) {
        if (config.model().isEmpty() && !selfTest.transcript().equals(FIRST_SENTENCE)) {
            throw new ConfigurationException(
                    "it recognized \"%s\" instead of \"%s\"".formatted(selfTest.transcript(), FIRST_SENTENCE));
        }
        LOG.log(
                System.Logger.Level.INFO,
                "Model {0} needs {1} processor seconds for a second of speech; it recognized \"{2}\" as \"{3}\"",
                files.model().name(),
                String.format(Locale.ROOT, "%.3f", selfTest.cost()),
                FIRST_SENTENCE,
                selfTest.transcript());
    }

    private static short[] recording() {
        try (InputStream wav = Objects.requireNonNull(RecognitionSetup.class.getResourceAsStream(RECORDING))) {
            wav.skipNBytes(WAV_HEADER_BYTES);
            return Pcm16.decode(wav.readNBytes(FIRST_SENTENCE_BYTES));
        } catch (IOException e) {
            throw new UncheckedIOException("The recording for the self-test could not be read", e);
        }
    }
}
