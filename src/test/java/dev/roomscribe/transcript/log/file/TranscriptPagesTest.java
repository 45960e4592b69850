package dev.roomscribe.transcript.log.file;

import static dev.roomscribe.transcript.log.LogFixture.await;
import static dev.roomscribe.transcript.log.file.StoredFiles.limits;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import dev.roomscribe.contract.DocumentedSchemas;
import dev.roomscribe.transcript.MutableClock;
import dev.roomscribe.transcript.event.EventId;
import dev.roomscribe.transcript.event.EventJson;
import dev.roomscribe.transcript.event.SessionEndReason;
import dev.roomscribe.transcript.event.SessionEnded;
import dev.roomscribe.transcript.event.SessionStarted;
import dev.roomscribe.transcript.event.TestEvents;
import dev.roomscribe.transcript.export.PageStart;
import dev.roomscribe.transcript.export.Selection;
import dev.roomscribe.transcript.export.SessionIndex;
import dev.roomscribe.transcript.live.RecordingObserver;
import dev.roomscribe.transcript.live.RoomTranscript;
import dev.roomscribe.transcript.live.SubscriberLimits;
import dev.roomscribe.transcript.live.Transcripts;
import dev.roomscribe.transcript.log.StorageObserver;
import dev.roomscribe.transcript.log.file.thread.StorageThreads;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Pages of a session whose events fill seven files and of which one was damaged, between two short sessions. */
class TranscriptPagesTest {
    private static final int UTTERANCES = 40;
    private static final String LONG_TEXT = "word ".repeat(30_000);

    @TempDir
    Path directory;

    private final MutableClock clock = new MutableClock();
    private final Set<Path> filesRead = ConcurrentHashMap.newKeySet();
    private FileStore store;
    private RoomTranscript room;

    /** Takes note of the files that are read whole. */
    private final class ObservedDisk implements Disk {
        @Override
        public byte[] read(Path file) throws IOException {
            filesRead.add(file);
            return Files.readAllBytes(file);
        }
    }

    /** The items of a page, in order, and the values of its links. */
    private record Page(
            List<String> utterances,
            List<String> gaps,
            @Nullable PageStart previous,
            @Nullable PageStart next) {
        int size() {
            return utterances.size() + gaps.size();
        }
    }

    @BeforeEach
    void storeSessions() throws IOException {
        open();
        clock.advance(Duration.ofSeconds(-10));
        append("before");
        clock.advance(Duration.ofSeconds(9));
        await(room.append(TestEvents.started()));
        for (int i = 1; i <= UTTERANCES; i++) {
            clock.advance(Duration.ofSeconds(10));
            double start = 10 * i - 3;
            await(room.append(TestEvents.utterance("p1", "Ana", "u" + i, LONG_TEXT, start, start + 2)));
            if (i % 5 == 0) {
                await(room.append(TestEvents.gap("p1", start + 2, start + 2.5, "Too much at once.")));
            }
        }
        await(room.append(TestEvents.ended()));
        append("after");
        store.close();
        damage("\"u17\"");
        open();
    }

    private void append(String session) {
        await(room.append(new SessionStarted(session, clock.instant(), "agent", "model", null)));
        clock.advance(Duration.ofSeconds(1));
        await(room.append(new SessionEnded(session, 1, clock.instant(), SessionEndReason.STOPPED, null)));
    }

    private void open() throws IOException {
        store = FileStore.open(
                directory,
                limits(64 << 20, 1 << 30, Duration.ofSeconds(1)),
                clock,
                new StorageObserver() {
                    @Override
                    public void unwritten(long events) {}

                    @Override
                    public void lost(int events) {}
                },
                new StorageThreads(),
                new ObservedDisk(),
                session -> false);
        room = new Transcripts(
                        store, new SubscriberLimits(100, 10, Duration.ofSeconds(2)), clock, new RecordingObserver())
                .open("r1");
        await(room.opened());
        filesRead.clear();
    }

    private List<SegmentFile> files() throws IOException {
        try (Stream<Path> all = Files.walk(directory)) {
            Path segment = all.filter(path -> path.toString().endsWith(".log"))
                    .findFirst()
                    .orElseThrow();
            return SegmentFile.list(Disk.SYSTEM, segment.getParent());
        }
    }

    private void damage(String text) throws IOException {
        for (SegmentFile file : files()) {
            String content = Files.readString(file.path());
            Files.write(
                    file.path(), content.replace(text, text.replace('u', 'x')).getBytes(StandardCharsets.UTF_8));
        }
    }

    @AfterEach
    void close() {
        store.close();
    }

    private Page page(PageStart start, int limit) {
        StringBuilder text = new StringBuilder();
        SessionIndex.of(room.logSnapshot())
                .view(new Selection("s1", null, null))
                .orElseThrow()
                .page(start, limit, (session, parameter, position) -> session + "?" + parameter + "=" + position)
                .forEachRemaining(text::append);
        try {
            JsonNode json = EventJson.MAPPER.readTree(text.toString());
            DocumentedSchemas.check("#/components/schemas/Transcript", json);
            Page page = new Page(
                    json.path("utterances").findValuesAsText("utterance_id"),
                    json.path("gaps").findValuesAsText("reason"),
                    start(json.path("previous").asText()),
                    start(json.path("next").asText()));
            assertThat(page.size()).isLessThanOrEqualTo(limit);
            return page;
        } catch (JsonProcessingException e) {
            throw new AssertionError(e);
        }
    }

    private static @Nullable PageStart start(String link) {
        if (link.isEmpty()) {
            return null;
        }
        String[] parts = link.split("[?=]");
        assertThat(parts[0]).isEqualTo("s1");
        EventId position = EventId.parse(parts[2]).orElseThrow();
        return parts[1].equals("after") ? new PageStart.After(position) : new PageStart.Before(position);
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 7, 100})
    void theLinksLeadThroughEveryUtteranceAndGapInBothDirections(int limit) {
        List<String> utterances = new ArrayList<>();
        List<String> gaps = new ArrayList<>();
        PageStart start = new PageStart.Before(null);
        PageStart first = start;
        int pages = 0;
        while (start != null) {
            Page page = page(start, limit);
            assertThat(page.size()).isPositive();
            assertThat(page.next() == null).as("is the last page").isEqualTo(pages == 0);
            utterances.addAll(0, page.utterances());
            gaps.addAll(0, page.gaps());
            first = start;
            start = page.previous();
            pages++;
        }
        assertThat(utterances)
                .hasSize(UTTERANCES - 1)
                .startsWith("u1")
                .endsWith("u40")
                .doesNotContain("u17");
        assertThat(gaps)
                .hasSize(UTTERANCES / 5 + 2)
                .startsWith("not_transcribed")
                .containsOnlyOnce("lost_events");

        List<String> forwards = new ArrayList<>();
        List<String> gapsForwards = new ArrayList<>();
        for (start = first; start != null; pages--) {
            Page page = page(start, limit);
            assertThat(page.previous() == null).as("is the first page").isEqualTo(start == first);
            forwards.addAll(page.utterances());
            gapsForwards.addAll(page.gaps());
            start = page.next();
        }
        assertThat(pages).isZero();
        assertThat(forwards).isEqualTo(utterances);
        assertThat(gapsForwards).isEqualTo(gaps);
    }

    @ParameterizedTest
    @CsvSource({
        // Before everything, after the first gap, in the pause before an utterance, while it lasts, when it has ended, at last.
        "-100, 1, true",
        "3, 1, false",
        "215, 22, false",
        "217.5, 22, false",
        "219, 23, false",
        "1000, 39, false"
    })
    void aPageBeginsAtAMoment(double seconds, int first, boolean isFirstPage) {
        Instant moment = MutableClock.START.plusMillis((long) (seconds * 1000));
        Page page = page(new PageStart.At(moment), 3);
        assertThat(page.utterances()).startsWith("u" + first);
        assertThat(page.previous() == null).isEqualTo(isFirstPage);
        if (first > 1) {
            assertThat(page(page.previous(), 3).utterances()).endsWith("u" + (first - 1));
        }
    }

    @Test
    void aPageReadsOnlyTheFilesThatItIsIn() throws IOException {
        assertThat(files()).hasSizeGreaterThanOrEqualTo(6);
        Page last = page(new PageStart.Before(null), 2);
        assertThat(filesRead).hasSizeLessThanOrEqualTo(2);
        filesRead.clear();
        page(last.previous(), 2);
        assertThat(filesRead).hasSizeLessThanOrEqualTo(2);
        filesRead.clear();
        Page middle = page(new PageStart.At(MutableClock.START.plusSeconds(215)), 2);
        assertThat(filesRead).hasSizeLessThanOrEqualTo(2);
        filesRead.clear();
        page(middle.next(), 2);
        assertThat(filesRead).hasSizeLessThanOrEqualTo(2);
    }
}
