package dev.roomscribe.recognition.worker;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.roomscribe.recognition.AudioOutcome;
import dev.roomscribe.recognition.DecoderException;
import dev.roomscribe.recognition.EndReason;
import dev.roomscribe.recognition.RecordingListener;
import dev.roomscribe.recognition.Recordings;
import dev.roomscribe.recognition.SpeechStream;
import dev.roomscribe.recognition.StreamOptions;
import dev.roomscribe.recognition.Utterance;
import dev.roomscribe.recognition.model.ModelFiles;
import dev.roomscribe.recognition.pool.DecodingPool;
import dev.roomscribe.recognition.pool.PoolLimits;
import dev.roomscribe.recognition.vosk.ToneModel;
import dev.roomscribe.recognition.vosk.VoskModel;
import dev.roomscribe.support.Signals;
import dev.roomscribe.support.Waiting;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Worker processes with the real libvosk that crash, hang, and are replaced. */
class DecodingWorkersTest {
    private static final PoolLimits POOL = PoolLimits.defaults()
            .withThreads(2)
            .withMaxQueue(Duration.ofMinutes(2))
            .withDecoderMaxAge(Duration.ofMinutes(20));
    private static final StreamOptions OPTIONS = new StreamOptions(true, true);

    private final List<WorkerObserver.ExitReason> ends = new CopyOnWriteArrayList<>();
    private final AtomicLong decoded = new AtomicLong();

    @TempDir
    Path directory;

    private DecodingWorkers workers(ModelFiles model, int count, Duration hangTimeout, Duration maxAge) {
        return DecodingWorkers.start(
                model,
                WorkerLimits.defaults()
                        .withWorkers(count)
                        .withConnections(POOL.threads())
                        .withHangTimeout(hangTimeout)
                        .withMaxAge(maxAge)
                        .withMaxGrowthBytes(1L << 30),
                new WorkerObserver() {
                    @Override
                    public void ended(ExitReason reason) {
                        ends.add(reason);
                    }

                    @Override
                    public void memory(long bytes) {}
                },
                System::nanoTime);
    }

    private DecodingWorkers workers(ModelFiles model, int count) {
        return workers(model, count, Duration.ofSeconds(30), Duration.ofHours(1));
    }

    private DecodingPool pool(DecodingWorkers workers) {
        return new DecodingPool(
                workers, POOL, (samples, cpu, waited) -> decoded.addAndGet(samples), System::nanoTime, 0);
    }

    private static RecordingListener inProcess(ModelFiles model, short[] recording) {
        RecordingListener listener = new RecordingListener();
        try (DecodingPool pool = new DecodingPool(VoskModel.load(model), POOL, (s, c, w) -> {}, System::nanoTime, 0)) {
            SpeechStream stream = pool.open(OPTIONS, listener);
            stream.push(recording);
            await(stream.close(EndReason.TRACK_ENDED));
        }
        return listener;
    }

    private static void await(CompletionStage<Void> stage) {
        stage.toCompletableFuture().orTimeout(60, TimeUnit.SECONDS).join();
    }

    @Test
    void aWorkerReturnsTheSameTextAsLibvoskInThisProcess() {
        short[] recording = Recordings.demo("alice");
        RecordingListener recorded = new RecordingListener();
        try (DecodingPool pool = pool(workers(ModelFiles.builtIn(), 1))) {
            SpeechStream stream = pool.open(OPTIONS, recorded);
            stream.push(recording);
            await(stream.close(EndReason.TRACK_ENDED));
        }
        assertThat(recorded.finals)
                .usingRecursiveComparison()
                .ignoringFields("revision")
                .isEqualTo(inProcess(ModelFiles.builtIn(), recording).finals);
        assertThat(recorded.finals).hasSizeGreaterThan(8);
    }

    @Test
    void killedWorkersLoseAndRepeatNoWord() {
        short[] recording = Recordings.demo("alice");
        RecordingListener expected = inProcess(ModelFiles.builtIn(), recording);
        RecordingListener recorded = new RecordingListener();
        DecodingWorkers workers = workers(ModelFiles.builtIn(), 2);
        try (DecodingPool pool = pool(workers)) {
            SpeechStream stream = pool.open(OPTIONS, recorded);
            int killed = 0;
            for (int second = 0; second * 16_000 < recording.length; second++) {
                int from = second * 16_000;
                long before = decoded.get();
                stream.push(Arrays.copyOfRange(recording, from, Math.min(recording.length, from + 16_000)));
                if (second % 4 == 3) {
                    workers.processes().forEach(Process::destroyForcibly);
                    killed++;
                }
                Waiting.await()
                        .until(() ->
                                decoded.get() > before || stream.load().queued().isZero());
            }
            await(stream.close(EndReason.TRACK_ENDED));
            assertThat(killed).isGreaterThan(8);
        }
        assertThat(recorded.lost()).isEmpty();
        assertThat(recorded.failures).isEmpty();
        assertThat(recorded.texts()).isEqualTo(expected.texts());
        for (int i = 0; i < recorded.finals.size(); i++) {
            assertThat(recorded.finals.get(i).utterance()).isEqualTo(i + 1);
            assertSameTimes(recorded.finals.get(i), expected.finals.get(i));
        }
        assertThat(ends).contains(WorkerObserver.ExitReason.CRASHED);
    }

    private static void assertSameTimes(Utterance recorded, Utterance expected) {
        for (int word = 0; word < expected.words().size(); word++) {
            assertThat(Math.abs(recorded.words().get(word).startSample()
                            - expected.words().get(word).startSample()))
                    .as("word %d of %s", word, expected.text())
                    .isLessThan(800);
        }
    }

    @Test
    void aStreamThatCrashesThreeWorkersFailsAndOthersContinue() {
        short[] twoSeconds = ToneModel.concat(ToneModel.tone(ToneModel.LOW, 400), ToneModel.tone(0, 1_600));
        short[][] twentySeconds = new short[10][];
        Arrays.fill(twentySeconds, twoSeconds);
        ToneModel.writeCrashing(directory);
        List<String> expected = inProcess(ModelFiles.find(directory, null, null), ToneModel.concat(twentySeconds))
                .texts();
        RecordingListener crashing = new RecordingListener();
        List<RecordingListener> others = new ArrayList<>();
        try (DecodingPool pool = pool(workers(ModelFiles.find(directory, null, null), 2))) {
            List<SpeechStream> streams = new ArrayList<>();
            for (int i = 0; i < 4; i++) {
                RecordingListener listener = new RecordingListener();
                others.add(listener);
                streams.add(pool.open(OPTIONS, listener));
            }
            SpeechStream crashingStream = pool.open(OPTIONS, crashing);
            for (int turn = 0; turn < 10; turn++) {
                for (SpeechStream stream : streams) {
                    stream.push(twoSeconds.clone());
                }
                crashingStream.push(ToneModel.tone(turn == 3 ? ToneModel.HIGH : 0, 2_000));
            }
            streams.forEach(stream -> await(stream.close(EndReason.TRACK_ENDED)));
            await(crashingStream.close(EndReason.TRACK_ENDED));
        }

        assertThat(crashing.failures).singleElement().asString().contains("The worker process ended");
        List<AudioOutcome> lost = crashing.lost();
        assertThat(lost.get(0).fromSample()).isLessThanOrEqualTo(3 * 32_000);
        assertThat(lost.get(0).toSample()).isGreaterThan(3 * 32_000);
        // All of the audio is accounted for, without a hole.
        assertThat(crashing.outcomes.get(0).fromSample()).isZero();
        for (int i = 1; i < crashing.outcomes.size(); i++) {
            assertThat(crashing.outcomes.get(i).fromSample())
                    .isEqualTo(crashing.outcomes.get(i - 1).toSample());
        }
        assertThat(crashing.outcomes.get(crashing.outcomes.size() - 1).toSample())
                .isEqualTo(10 * 32_000);
        assertThat(others).allSatisfy(other -> {
            assertThat(other.lost()).isEmpty();
            assertThat(other.failures).isEmpty();
            assertThat(other.texts()).isEqualTo(expected);
        });
        assertThat(ends).containsOnly(WorkerObserver.ExitReason.CRASHED).hasSizeGreaterThanOrEqualTo(3);
    }

    @Test
    void aHangingWorkerIsKilledAndItsStreamsMove() throws IOException {
        RecordingListener recorded = new RecordingListener();
        DecodingWorkers workers = workers(
                ModelFiles.find(ToneModel.write(directory), null, null), 1, Duration.ofSeconds(2), Duration.ofHours(1));
        try (DecodingPool pool = pool(workers)) {
            SpeechStream stream = pool.open(OPTIONS, recorded);
            stream.push(ToneModel.tone(ToneModel.LOW, 480));
            Waiting.await().until(() -> decoded.get() == 7_680);
            Signals.send("STOP", workers.processes().get(0).toHandle());
            stream.push(ToneModel.tone(ToneModel.MID, 480));
            await(stream.close(EndReason.TRACK_ENDED));
        }
        assertThat(recorded.texts()).containsExactly("low мид");
        assertThat(recorded.lost()).isEmpty();
        assertThat(ends).contains(WorkerObserver.ExitReason.HUNG);
    }

    @Test
    void anOldWorkerIsReplacedAtTheEndsOfUtterances() {
        List<RecordingListener> listeners = new ArrayList<>();
        DecodingWorkers workers = workers(
                ModelFiles.find(ToneModel.write(directory), null, null), 1, Duration.ofSeconds(30), Duration.ZERO);
        try (DecodingPool pool = pool(workers)) {
            List<SpeechStream> streams = new ArrayList<>();
            for (int i = 0; i < 3; i++) {
                listeners.add(new RecordingListener());
                streams.add(pool.open(OPTIONS, listeners.get(i)));
                streams.get(i).push(ToneModel.tone(ToneModel.LOW, 600));
            }
            Waiting.await().until(() -> decoded.get() == 3 * 9_600);
            Process first = workers.processes().get(0);
            workers.replaceIfDue();
            Waiting.await().until(() -> !workers.processes().contains(first));
            assertThat(first.isAlive()).isTrue();
            for (SpeechStream stream : streams) {
                stream.push(ToneModel.tone(ToneModel.MID, 600));
                await(stream.endUtterance(EndReason.FLUSH));
                stream.push(ToneModel.tone(ToneModel.HIGH, 600));
                await(stream.endUtterance(EndReason.FLUSH));
            }
            Waiting.await().until(() -> !first.isAlive());
            streams.forEach(stream -> await(stream.close(EndReason.TRACK_ENDED)));
        }
        assertThat(listeners).allSatisfy(recorded -> {
            assertThat(recorded.texts()).containsExactly("low мид", "high");
            assertThat(recorded.lost()).isEmpty();
        });
        assertThat(ends).contains(WorkerObserver.ExitReason.REPLACED).doesNotContain(WorkerObserver.ExitReason.CRASHED);
    }

    @Test
    void theSelfTestFailsForAModelThatCrashesItsWorker() {
        try (ModelFiles model = ModelFiles.find(ToneModel.writeCrashing(directory), null, null)) {
            assertThat(DecodingWorkers.selfTest(model, Duration.ofSeconds(60), ToneModel.tone(ToneModel.LOW, 500), 2)
                            .result()
                            .transcript())
                    .isEqualTo("low");
            assertThatThrownBy(() -> DecodingWorkers.selfTest(
                            model, Duration.ofSeconds(60), ToneModel.tone(ToneModel.HIGH, 500), 2))
                    .isInstanceOf(DecoderException.class)
                    .hasMessageMatching("(?s)The worker process ended: .*(signal|exit code).*");
        }
    }

    @Test
    void closingEndsTheWorkers() {
        DecodingWorkers workers = workers(ModelFiles.find(ToneModel.write(directory), null, null), 2);
        Waiting.await().until(() -> workers.serving() == 2);
        List<Process> processes = workers.processes();
        workers.close();
        assertThat(processes).noneMatch(Process::isAlive);
        assertThatThrownBy(workers::open).isInstanceOf(DecoderException.class);
    }
}
