package dev.roomscribe.transcript.log;

import static org.assertj.core.api.Assertions.assertThat;

import dev.roomscribe.transcript.MutableClock;
import dev.roomscribe.transcript.event.DurableEvent;
import dev.roomscribe.transcript.event.EventId;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;

/** Opens the log of one room in the store under test. */
public abstract class LogFixture {
    public final MutableClock clock = new MutableClock();
    /** Descriptions of the calls to the listener, in order. */
    public final List<String> calls = new CopyOnWriteArrayList<>();

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
            calls.add(entry.id().sequence() + " " + entry.type());
        }

        @Override
        public void erased(Erasure erasure) {
            calls.add("erased " + describe(erasure));
        }

        @Override
        public void erased(EventId end) {
            calls.add("erased " + end.sequence());
        }
    }

    private static String describe(Erasure erasure) {
        return erasure instanceof PeerErasure peer
                ? peer.peerId() + " up to " + peer.upTo().sequence()
                : ((SessionErasure) erasure).sessionId();
    }

    public final TranscriptLog log() {
        return log;
    }

    public final EventId append(DurableEvent event) {
        return await(log.append(event));
    }

    /** Returns the sequences of the entries after a position. */
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

    public final List<Long> stored() {
        return read(id(0));
    }

    public final EventId end() {
        List<Long> stored = stored();
        return id(stored.get(stored.size() - 1));
    }

    public static List<Long> sequences(List<LogEntry> entries) {
        return entries.stream().map(entry -> entry.id().sequence()).toList();
    }

    public static EventId id(long sequence) {
        return new EventId(MutableClock.START.toEpochMilli(), sequence);
    }

    public static <T> T await(CompletionStage<T> stage) {
        return stage.toCompletableFuture().orTimeout(60, TimeUnit.SECONDS).join();
    }
}
