package dev.roomscribe.cluster.redis.log;

import static org.assertj.core.api.Assertions.assertThat;

import dev.roomscribe.cluster.redis.log.spool.Spool;
import dev.roomscribe.transcript.MutableClock;
import dev.roomscribe.transcript.event.EventId;
import dev.roomscribe.transcript.event.TestEvents;
import dev.roomscribe.transcript.log.LogEntry;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What is left of a process: which of its events Redis has, and what a file that was cut off has. */
class LeftEventsTest {
    private static final long EPOCH = 1_790_000_000_000L;

    @TempDir
    Path directory;

    private static List<LogEntry> entries(int first, int last) {
        return IntStream.rangeClosed(first, last)
                .mapToObj(n -> entry(n, "words " + n))
                .toList();
    }

    private static LogEntry entry(int n, String words) {
        EventId previous = new EventId(EPOCH, n - 1);
        return LogEntry.of("r1", previous.next(), previous, TestEvents.utterance(words), MutableClock.START);
    }

    private static StreamEnd endingWith(List<LogEntry> newest) {
        EventId end = newest.get(newest.size() - 1).id();
        return new StreamEnd(new StreamState(end, new EventId(EPOCH, 0), 0, null), newest, List.of(), false);
    }

    private static List<String> json(List<LogEntry> entries) {
        return entries.stream().map(LogEntry::json).toList();
    }

    @Test
    void whatFollowsTheEndOfTheStreamIsSentHoweverMuchRedisHas() {
        StreamEnd end = endingWith(entries(51, 150)).with(entries(1, 300));
        assertThat(json(end.left())).isEqualTo(json(entries(151, 300)));
        StreamEnd all = endingWith(entries(201, 300));
        assertThat(all.with(entries(1, 300)).left()).isEmpty();
        assertThat(all.missing(entries(1, 300))).isEmpty();
    }

    @Test
    void nothingIsSentBehindEventsOfAnotherProcess() {
        StreamEnd theirs = endingWith(Stream.concat(entries(51, 149).stream(), Stream.of(entry(150, "theirs")))
                .toList());
        assertThat(theirs.with(entries(1, 300)).left()).isEmpty();
        assertThat(theirs.missing(entries(1, 300))).hasSize(151);
    }

    @Test
    void aLineThatWasCutOffIsLeftOutAndNotJoinedWithTheNext() throws IOException {
        Spool spool = new Spool(directory, Runnable::run, StreamState::entry);
        spool.add("r1", 1, entries(1, 1));
        Path file;
        try (Stream<Path> files = Files.list(directory)) {
            file = files.findFirst().orElseThrow();
        }
        Files.writeString(file, EPOCH + "-2 17 {\"type\":\"tr", StandardOpenOption.APPEND);
        spool.add("r1", 1, entries(3, 3));
        Files.writeString(file, EPOCH + "-4 {} {}\n", StandardOpenOption.APPEND);
        spool.add("r1", 1, entries(5, 5));
        assertThat(json(spool.read("r1").join()))
                .containsExactly(
                        entry(1, "words 1").json(),
                        entry(3, "words 3").json(),
                        entry(5, "words 5").json());
    }
}
