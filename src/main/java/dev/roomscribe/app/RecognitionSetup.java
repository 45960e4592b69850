package dev.roomscribe.app;

import dev.roomscribe.app.config.RecognitionConfig;
import dev.roomscribe.app.config.RoomscribeConfig;
import dev.roomscribe.app.config.TranscriptConfig;
import dev.roomscribe.audio.GateOptions;
import dev.roomscribe.audio.Pcm16;
import dev.roomscribe.recognition.CapacityBound;
import dev.roomscribe.recognition.DecoderException;
import dev.roomscribe.recognition.DecoderSource;
import dev.roomscribe.recognition.SpeechEngine;
import dev.roomscribe.recognition.model.ModelException;
import dev.roomscribe.recognition.model.ModelFiles;
import dev.roomscribe.recognition.model.ModelSelfTest;
import dev.roomscribe.recognition.model.ModelStore;
import dev.roomscribe.recognition.pool.DecodingObserver;
import dev.roomscribe.recognition.pool.DecodingPool;
import dev.roomscribe.recognition.pool.PoolLimits;
import dev.roomscribe.recognition.vosk.VoskModel;
import dev.roomscribe.recognition.worker.DecodingWorkers;
import dev.roomscribe.recognition.worker.ProcessMemory;
import dev.roomscribe.recognition.worker.WorkerLimits;
import dev.roomscribe.recognition.worker.WorkerObserver;
import dev.roomscribe.recognition.worker.WorkerSelfTest;
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

    private static final String ENOUGH_MEMORY =
            "raise the memory limit (or roomscribe.memory), or lower the heap (-Xmx or -XX:MaxRAMPercentage)";

    /**
     * @param cost processor seconds for a second of speech, measured by the self-test
     * @param memory how many streams fit into memory
     */
    private record TestedModel(DecoderSource source, double cost, CapacityBound memory) {}

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
        AvailableResources resources = AvailableResources.of(config);
        ModelFiles files = files(config);
        TestedModel tested = recognition.inProcess()
                ? inProcess(config, files, resources)
                : workers(config, files, resources, workers);
        return new DecodingPool(
                tested.source,
                PoolLimits.defaults()
                        .withThreads(resources.threads(recognition))
                        .withCores(resources.cpus())
                        .withMemory(tested.memory)
                        .withMaxQueue(recognition.maxQueue())
                        .withPartialInterval(recognition.partialInterval())
                        .withDecoderMaxAge(recognition.decoderMaxAge()),
                decoding,
                System::nanoTime,
                tested.cost);
    }

    private static ModelFiles files(RoomscribeConfig config) {
        try {
            ModelStore store = config.transcript().storage() == TranscriptConfig.Storage.DISK
                    ? ModelStore.in(DataDirectory.of(config).unpackedModels())
                    : ModelStore.temporary();
            return config.model()
                    .map(path -> ModelFiles.find(
                            path,
                            config.modelSha256().orElse(null),
                            config.modelLanguage().orElse(null),
                            store))
                    .orElseGet(() -> ModelFiles.builtIn(store));
        } catch (ModelException e) {
            throw new ConfigurationException(e.getMessage());
        }
    }

    private static TestedModel inProcess(RoomscribeConfig config, ModelFiles files, AvailableResources resources) {
        long before = serviceMemory();
        VoskModel model = load(files);
        try {
            short[] recording = recording();
            ModelSelfTest first = ModelSelfTest.run(model::open, recording);
            checkSelfTest(config, files, first);
            long modelBytes = Math.max(0, serviceMemory() - before);
            MemoryPlan plan =
                    new MemoryPlan(resources.memoryBytes(), Runtime.getRuntime().maxMemory(), modelBytes);
            checkMemory(plan);
            int streams = plan.streams(0, DecodingWorkers.DECODER_BYTES);
            ModelSelfTest selfTest =
                    first.amongMany(model::open, recording, resources.selfTestProcessors(config.recognition()));
            return new TestedModel(model, selfTest.cost(), () -> streams);
        } catch (DecoderException | ConfigurationException e) {
            model.close();
            throw unusable(files, e);
        }
    }

    private static long serviceMemory() {
        return ProcessMemory.bytes(ProcessHandle.current().pid()).orElse(0);
    }

    private static VoskModel load(ModelFiles files) {
        try {
            return VoskModel.load(files);
        } catch (ModelException e) {
            throw new ConfigurationException(e.getMessage());
        }
    }

    private static TestedModel workers(
            RoomscribeConfig config, ModelFiles files, AvailableResources resources, WorkerObserver observer) {
        RecognitionConfig.Worker worker = config.recognition().worker();
        int threads = resources.threads(config.recognition());
        try {
            WorkerSelfTest selfTest = DecodingWorkers.selfTest(
                    files, worker.startupTimeout(), recording(), resources.selfTestProcessors(config.recognition()));
            checkSelfTest(config, files, selfTest.result());
            MemoryPlan plan =
                    new MemoryPlan(resources.memoryBytes(), Runtime.getRuntime().maxMemory(), selfTest.memoryBytes());
            int count = workers(plan, worker.count(), resources.workers());
            DecodingWorkers workers = DecodingWorkers.start(
                    files,
                    WorkerLimits.defaults()
                            .withWorkers(count)
                            .withConnections(threads)
                            .withMemoryBytes(selfTest.memoryBytes())
                            .withStartupTimeout(worker.startupTimeout())
                            .withHangTimeout(worker.hangTimeout())
                            .withMaxAge(worker.maxAge())
                            .withMaxGrowthBytes(worker.maxGrowth().asLongValue()),
                    observer,
                    System::nanoTime);
            return new TestedModel(
                    workers, selfTest.result().cost(), () -> plan.streams(count, workers.decoderBytes()));
        } catch (DecoderException | ConfigurationException e) {
            files.close();
            throw unusable(files, e);
        }
    }

    /**
     * Returns the configured number of workers, or as many as the processors can use and the memory permits.
     *
     * @throws ConfigurationException if there is not even enough memory for one worker
     */
    private static int workers(MemoryPlan plan, int configured, int wanted) {
        checkMemory(plan);
        long decoderBytes = DecodingWorkers.DECODER_BYTES;
        int count = configured == 0 ? plan.workers(wanted, decoderBytes) : configured;
        int streams = plan.streams(count, decoderBytes);
        boolean scarce = (configured == 0 && count < wanted) || streams < count;
        LOG.log(
                scarce ? System.Logger.Level.WARNING : System.Logger.Level.INFO,
                "{0}: {1} decode, and about {2} streams fit into memory{3}",
                plan.describe(),
                count == 1 ? "one worker process will" : count + " worker processes will",
                streams,
                scarce ? "; for more, " + ENOUGH_MEMORY : "");
        return count;
    }

    private static void checkMemory(MemoryPlan plan) {
        if (!plan.isEnough(DecodingWorkers.DECODER_BYTES)) {
            throw new ConfigurationException(plan.describe() + ", which is too much: " + ENOUGH_MEMORY);
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
