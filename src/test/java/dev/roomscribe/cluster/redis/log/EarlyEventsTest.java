package dev.roomscribe.cluster.redis.log;

import static org.assertj.core.api.Assertions.assertThat;

import dev.roomscribe.cluster.redis.HeldLeases;
import dev.roomscribe.cluster.redis.RedisKeys;
import dev.roomscribe.cluster.redis.RedisLink;
import dev.roomscribe.cluster.redis.log.spool.Backlog;
import dev.roomscribe.cluster.redis.log.spool.Spool;
import dev.roomscribe.transcript.event.EventId;
import dev.roomscribe.transcript.event.TestEvents;
import dev.roomscribe.transcript.log.Erasure;
import dev.roomscribe.transcript.log.LogEntry;
import dev.roomscribe.transcript.log.TranscriptLog;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.buffer.Buffer;
import io.vertx.redis.client.Request;
import io.vertx.redis.client.Response;
import io.vertx.redis.client.impl.types.BulkType;
import io.vertx.redis.client.impl.types.MultiType;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.concurrent.Executor;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;

/** A channel that is faster than the answers to reads, which have a connection of their own. */
class EarlyEventsTest implements RedisLink, LogThreads, TranscriptLog.Listener, RoomFollower.Appended {
    private static final EventId START = new EventId(1_790_000_000_000L, 0);

    private final Deque<Promise<Response>> reads = new ArrayDeque<>();
    private final List<Long> shown = new ArrayList<>();
    private final RoomKeys room = RoomKeys.of(keys(), "r1");
    private final RoomFollower follower = new RoomFollower(context(), room, this, this);

    private LogContext context() {
        RedisLogSettings settings = new RedisLogSettings(Duration.ofHours(1), 1_000, 1_000, Path.of("unused"), false);
        return new LogContext(
                this,
                new HeldLeases(),
                settings,
                InstantSource.system(),
                this,
                new StreamReader(this, Runnable::run),
                new Backlog(LogNode.OBSERVER, 1_000),
                new Spool(Path.of("unused"), Runnable::run, StreamState::entry));
    }

    private static LogEntry entry(int n) {
        EventId id = new EventId(START.epoch(), n);
        return LogEntry.of("r1", id, new EventId(START.epoch(), n - 1L), TestEvents.utterance("u" + n), Instant.EPOCH);
    }

    private static Response bulk(String text) {
        return BulkType.create(Buffer.buffer(text), false);
    }

    private static Response multi(List<Response> all) {
        MultiType answer = MultiType.create(all.size(), false);
        all.forEach(answer::add);
        return answer;
    }

    private void answer(int... events) {
        List<Response> entries = new ArrayList<>();
        for (int n : events) {
            LogEntry entry = entry(n);
            Response fields = multi(List.of(bulk("e"), bulk(entry.json()), bulk("t"), bulk("0")));
            entries.add(multi(List.of(bulk(entry.id().toString()), fields)));
        }
        reads.remove().complete(multi(entries));
    }

    @Test
    void anEventThatArrivesDuringAReadDoesNotHideTheOnesBeforeIt() {
        follower.open(new StreamState(START, START, 0, null), List.of());
        follower.arrived(entry(3));
        // 4 is stored, and its message arrives, after the stream was read; the messages of 1 and 2 were lost.
        assertThat(reads).hasSize(1);
        follower.arrived(entry(4));
        answer(1, 2, 3);
        assertThat(shown).containsExactly(1L, 2L, 3L, 4L);
        follower.arrived(entry(7));
        answer(5);
        // 6 was not stored yet.
        assertThat(shown).containsExactly(1L, 2L, 3L, 4L, 5L);
        answer(6, 7);
        assertThat(shown).containsExactly(1L, 2L, 3L, 4L, 5L, 6L, 7L);
    }

    @Test
    void anEmptyAnswerThatIsOlderThanAnEventIsNoProofOfAHole() {
        follower.open(new StreamState(START, START, 0, null), List.of());
        follower.arrived(entry(5));
        follower.arrived(entry(3));
        // The read was executed before any of them was stored, though sent after the first.
        answer();
        assertThat(shown).isEmpty();
        answer(2, 3, 5);
        assertThat(shown).containsExactly(2L, 3L, 5L);
    }

    @Test
    void anIdThatIsLeftOutIsNotWaitedFor() {
        follower.open(new StreamState(START, START, 0, null), List.of());
        follower.arrived(entry(2));
        answer();
        assertThat(shown).containsExactly(2L);
    }

    @Override
    public RedisKeys keys() {
        return new RedisKeys("test");
    }

    @Override
    public boolean isConnected() {
        return true;
    }

    @Override
    public void onConnectionChange(Consumer<Boolean> listener) {}

    @Override
    public Future<Response> send(Request request) {
        return Promise.<Response>promise().future();
    }

    @Override
    public Future<Response> read(Request request) {
        reads.add(Promise.promise());
        return reads.getLast().future();
    }

    @Override
    public Future<Void> subscribe(String channel, Consumer<String> listener) {
        return Future.succeededFuture();
    }

    @Override
    public void unsubscribe(String channel, Consumer<String> listener) {}

    @Override
    public void execute(Runnable task) {
        task.run();
    }

    @Override
    public void executeLater(Duration delay, Runnable task) {}

    @Override
    public void repeat(Duration pause, Runnable task) {}

    @Override
    public Executor readers() {
        return Runnable::run;
    }

    @Override
    public void close() {}

    @Override
    public LogEntry stored(LogEntry entry) {
        return entry;
    }

    @Override
    public void shown(LogEntry entry) {}

    @Override
    public void lost(List<Erasure> erasures) {}

    @Override
    public void appended(LogEntry entry) {
        shown.add(entry.id().sequence());
    }

    @Override
    public void erased(EventId end) {}

    @Override
    public void erased(Erasure erasure) {}
}
