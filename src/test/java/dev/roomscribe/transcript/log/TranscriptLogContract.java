package dev.roomscribe.transcript.log;

import static org.assertj.core.api.Assertions.assertThat;

import dev.roomscribe.transcript.MutableClock;
import dev.roomscribe.transcript.event.DurableEvent;
import dev.roomscribe.transcript.event.EventId;
import dev.roomscribe.transcript.event.EventJson;
import dev.roomscribe.transcript.event.TestEvents;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import java.util.stream.LongStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What holds of every log, wherever it keeps its events. */
public abstract class TranscriptLogContract {
    public final MutableClock clock = new MutableClock();
    /** What the listener was told, in words. */
    public final List<String> told = new CopyOnWriteArrayList<>();

    private TranscriptStore store;
    private TranscriptLog log;

    public abstract TranscriptStore store() throws Exception;

    @BeforeEach
    public void open() throws Exception {
        store = store();
        log = store.log("r1", new Recorder());
        assertThat(await(log.open()).end()).isEqualTo(id(0));
    }

    @AfterEach
    public final void closeStore() {
        store.close();
    }

    public final TranscriptStore opened() {
        return store;
    }

    public final class Recorder implements TranscriptLog.Listener {
        @Override
        public void appended(LogEntry entry) {
            told.add(entry.id().sequence() + " " + entry.type());
        }

        @Override
        public void erased(EventId end) {
            told.add("erased " + end.sequence());
        }
    }

    @Test
    public void idsCountFromOneInAnEpochNamedByTheClock() {
        assertThat(append(TestEvents.utterance("a"))).hasToString("1790000000000-1");
        clock.advance(Duration.ofMinutes(1));
        assertThat(append(TestEvents.utterance("b"))).hasToString("1790000000000-2");
    }

    @Test
    public void anEmptyLogStartsWhereItEnds() {
        assertThat(log.start()).isEqualTo(id(0));
        assertThat(read(id(0))).isEmpty();
        assertThat(log.mayClose()).isTrue();
    }

    @Test
    public void whatIsReadIsWhatWasAppendedWordForWord() {
        append(TestEvents.utterance("𝄞 \u2028 \" \n\u0000"));
        append(TestEvents.ended());
        List<LogEntry> entries = await(log.read(id(0), id(2), 1_000_000));
        assertThat(entries.get(0).json())
                .isEqualTo(EventJson.of("r1", id(1), TestEvents.utterance("𝄞 \u2028 \" \n\u0000")));
        assertThat(entries.get(0).event()).contains(TestEvents.utterance("𝄞 \u2028 \" \n\u0000"));
        assertThat(entries.get(1).type()).isEqualTo("session.ended");
        assertThat(entries).allSatisfy(entry -> {
            assertThat(entry.appendedAt()).isEqualTo(clock.instant());
            assertThat(entry.previous()).isEqualTo(id(entry.id().sequence() - 1));
        });
    }

    @Test
    public void readingGoesOnAfterAPositionUpToAnotherAPageAtATime() {
        List.of("a", "b", "c").forEach(text -> append(TestEvents.utterance(text)));
        assertThat(read(id(1))).containsExactly(2L, 3L);
        assertThat(read(id(3))).isEmpty();
        assertThat(sequences(await(log.read(id(0), id(2), 1_000_000)))).containsExactly(1L, 2L);
        assertThat(sequences(await(log.read(id(0), id(3), 1)))).containsExactly(1L);
    }

    @Test
    public void theListenerHearsOfEachEventInOrderBeforeTheAppendIsDone() {
        append(TestEvents.started());
        assertThat(told).containsExactly("1 session.started");
        append(TestEvents.utterance("a"));
        append(TestEvents.ended());
        assertThat(told).containsExactly("1 session.started", "2 transcript.final", "3 session.ended");
    }

    @Test
    public void whateverIsAppendedAtOnceGetsOneOrder() {
        List<CompletionStage<EventId>> appended = IntStream.range(0, 500)
                .parallel()
                .mapToObj(i -> log.append(TestEvents.utterance("t" + i)))
                .toList();
        assertThat(appended.stream().map(stage -> await(stage).sequence()))
                .containsExactlyInAnyOrderElementsOf(
                        LongStream.rangeClosed(1, 500).boxed().toList());
        assertThat(told)
                .isEqualTo(LongStream.rangeClosed(1, 500)
                        .mapToObj(i -> i + " transcript.final")
                        .toList());
    }

    @Test
    public void anErasedLogGoesOnUnderOtherIds() {
        append(TestEvents.started());
        append(TestEvents.ended());
        assertThat(await(log.erase())).isTrue();
        assertThat(read(id(0))).isEmpty();
        EventId next = append(TestEvents.utterance("a"));
        assertThat(next.epoch()).isGreaterThan(id(0).epoch());
        assertThat(next.sequence()).isEqualTo(1);
        assertThat(told).containsExactly("1 session.started", "2 session.ended", "erased 0", "1 transcript.final");
    }

    @Test
    public void aLogIsNotErasedWhileASessionRuns() {
        append(TestEvents.started());
        assertThat(await(log.erase())).isFalse();
        assertThat(read(id(0))).containsExactly(1L);
        append(TestEvents.ended());
        assertThat(await(log.erase())).isTrue();
    }

    public final TranscriptLog log() {
        return log;
    }

    public final EventId append(DurableEvent event) {
        return await(log.append(event));
    }

    /** Returns the sequences of what follows a position. */
    public final List<Long> read(EventId after) {
        List<LogEntry> all = new ArrayList<>();
        EventId position = after;
        while (true) {
            List<LogEntry> page = await(log.read(position, new EventId(after.epoch(), Long.MAX_VALUE), 500));
            if (page.isEmpty()) {
                return sequences(all);
            }
            all.addAll(page);
            position = page.get(page.size() - 1).id();
        }
    }

    public final List<Long> kept() {
        return read(id(0));
    }

    public final EventId end() {
        List<Long> kept = kept();
        return id(kept.get(kept.size() - 1));
    }

    public static List<Long> sequences(List<LogEntry> entries) {
        return entries.stream().map(entry -> entry.id().sequence()).toList();
    }

    public static EventId id(long sequence) {
        return new EventId(MutableClock.START.toEpochMilli(), sequence);
    }

    public static <T> T await(CompletionStage<T> stage) {
        return stage.toCompletableFuture().orTimeout(10, TimeUnit.SECONDS).join();
    }
}
