package dev.roomscribe.transcript.log.file;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import dev.roomscribe.transcript.MutableClock;
import dev.roomscribe.transcript.event.DurableEvent;
import dev.roomscribe.transcript.event.GapReason;
import dev.roomscribe.transcript.event.SessionEndReason;
import dev.roomscribe.transcript.event.SessionEnded;
import dev.roomscribe.transcript.event.StreamGap;
import dev.roomscribe.transcript.event.TestEvents;
import dev.roomscribe.transcript.log.LogEntry;
import dev.roomscribe.transcript.log.SavedProgress;
import dev.roomscribe.transcript.log.SessionProgress;
import dev.roomscribe.transcript.log.SessionProgress.TrackProgress;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** What the transcript states after a crash: per track the audio that was not final, and the time until the restart. */
class CrashedSessionTest {
    private static final Duration DOWN = Duration.ofSeconds(44);

    private final SimulatedStore store = SimulatedStore.started();

    @AfterEach
    void close() throws IOException {
        store.close();
    }

    @Test
    void theGapOfATrackBeginsWhereItsAudioWasLastFinal() {
        store.append(TestEvents.started());
        store.append(TestEvents.utterance("finn", null, "u1", "one", 30, 34));
        store.append(TestEvents.utterance("ana", null, "u2", "two", 35, 36.4));
        store.saveProgress(36.5, track("finn", 35.2), track("ana", 36.5));
        store.killAndOpen(DOWN);
        assertThat(gaps())
                .extracting(StreamGap::peerId, StreamGap::from, StreamGap::to)
                .containsExactly(tuple("finn", 35.2, 36.5), tuple(null, 36.5, 80.5));
        assertThat(gaps()).allSatisfy(gap -> assertThat(gap.reason()).isEqualTo(GapReason.SERVICE_CRASHED));
        assertThat(gaps().get(0).startedAt()).isEqualTo(MutableClock.START.plusMillis(35_200));
        SessionEnded ended = ended();
        assertThat(ended.at()).isEqualTo(80.5);
        assertThat(ended.endedAt()).isEqualTo(MutableClock.START.plusMillis(80_500));
        assertThat(ended.reason()).isEqualTo(SessionEndReason.FAILED);
    }

    @Test
    void aFinalThatIsLaterThanTheProgressCounts() {
        store.append(TestEvents.started());
        store.saveProgress(10, track("ana", 2));
        store.append(TestEvents.utterance("ana", null, "u1", "one", 2, 9.5));
        store.killAndOpen(DOWN);
        assertThat(gaps()).extracting(StreamGap::from).containsExactly(9.5, 10.0);
    }

    @Test
    void aProgressTakesEffectAfterTheEventsThatWereAppendedBefore() {
        store.append(TestEvents.started());
        store.saveProgress(1, track("ana", 0));
        // The second progress must not replace the first one in the queue, because a final lies between.
        store.log().saveProgress(progress(2, track("ana", 0)));
        var unused = store.submit(TestEvents.utterance("ana", null, "u1", "one", 1, 2.9));
        store.log().saveProgress(progress(3, track("ana", 3)));
        store.disk.killAfter(1, 10);
        store.run();
        assertThat(store.disk.isKilled()).isTrue();
        store.killAndOpen(DOWN);
        assertThat(gaps()).extracting(StreamGap::from).containsExactly(0.0, 2.0);
    }

    @Test
    void aChangeOfTheClockDuringTheSessionDoesNotMatter() {
        store.append(TestEvents.started());
        store.append(TestEvents.utterance("ana", null, "u1", "one", 50, 59));
        store.clock.advance(Duration.ofHours(-1));
        store.saveProgress(60, track("ana", 60));
        store.killAndOpen(DOWN);
        assertThat(gaps()).extracting(StreamGap::from).containsExactly(60.0);
        assertThat(gaps()).extracting(StreamGap::to).containsExactly(104.0);
        assertThat(ended().endedAt()).isEqualTo(MutableClock.START.plusSeconds(104));
    }

    @Test
    void timesAreNeverNegativeIfTheClockWasSetBackAfterTheCrash() {
        store.append(TestEvents.started());
        store.saveProgress(60, track("ana", 60));
        store.killAndOpen(Duration.ofHours(-2));
        assertThat(gaps()).extracting(StreamGap::to).containsExactly(60.0);
        assertThat(ended().at()).isEqualTo(60);
    }

    @Test
    void withoutProgressTheGapBeginsAfterTheLatestTimeThatTheSessionMentions() {
        store.append(
                TestEvents.started(), TestEvents.utterance("ana", null, "u1", "one", 3, 7), TestEvents.left("bob"));
        store.clock.advance(Duration.ofHours(-1));
        store.killAndOpen(Duration.ofHours(1).plus(DOWN));
        assertThat(gaps()).extracting(StreamGap::from).containsExactly(7.0);
        assertThat(gaps()).extracting(StreamGap::to).containsExactly(52.0);
        assertThat(ended().at()).isEqualTo(52);
    }

    @Test
    void afterAPowerFailureTheProgressOfLostEventsIsNotTrusted() throws IOException {
        store.append(TestEvents.started());
        store.append(TestEvents.utterance("ana", null, "u1", "one", 1, 4));
        store.saveProgress(5, track("ana", 5));
        store.append(TestEvents.utterance("ana", null, "u2", "two", 6, 8));
        store.saveProgress(9, track("ana", 9));
        Path log = file(".log");
        String lines = Files.readString(log);
        Files.writeString(log, lines.substring(0, lines.lastIndexOf('\n', lines.length() - 2) + 1));
        store.killAndOpen(DOWN);
        assertThat(gaps()).extracting(StreamGap::from).containsExactly(5.0, 9.0);
    }

    @Test
    void aTornProgressLeavesTheOneBefore() throws IOException {
        store.append(TestEvents.started());
        store.saveProgress(5, track("ana", 4));
        byte[] first = Files.readAllBytes(file("progress"));
        store.saveProgress(6, track("ana", 5.5));
        byte[] both = Files.readAllBytes(file("progress"));
        for (int length = first.length; length <= both.length; length++) {
            Files.write(file("progress"), Arrays.copyOf(both, length));
            List<SavedProgress> lines =
                    ProgressFile.read(Disk.SYSTEM, file("progress").getParent());
            assertThat(lines.get(lines.size() - 1).progress())
                    .isEqualTo(length < both.length ? progress(5, track("ana", 4)) : progress(6, track("ana", 5.5)));
        }
    }

    @Test
    void theProgressFileIsBoundedAndEndsWithTheSession() throws IOException {
        store.append(TestEvents.started());
        for (int n = 0; n < 3_000; n++) {
            store.saveProgress(n, track("ana", n));
            if (n % 100 == 0) {
                assertThat(Files.size(file("progress"))).isLessThan(80_000);
            }
        }
        store.append(TestEvents.ended());
        assertThat(store.files()).noneMatch(path -> path.toString().contains("progress"));
    }

    @Test
    void anInterruptedSessionIsEndedSoonAfterTheStartWithoutOpeningTheRoom() throws IOException {
        store.append(TestEvents.started());
        store.saveProgress(60, track("ana", 59));
        store.clock.advance(DOWN);
        store.kill();
        store.run();
        store.clock.advance(Duration.ofHours(1));
        store.openLog();
        assertThat(gaps()).extracting(StreamGap::to).containsExactly(60.0, 104.0);
        assertThat(ended().at()).isEqualTo(104);
        assertThat(store.files()).noneMatch(path -> path.toString().contains("progress"));
        List<Long> before =
                store.stored().stream().map(entry -> entry.id().sequence()).toList();
        store.restart();
        assertThat(store.stored().stream().map(entry -> entry.id().sequence())).containsExactlyElementsOf(before);
    }

    @Test
    void aRoomThatIsOpenedAtOnceEndsItsSessionOnce() {
        store.append(TestEvents.started());
        store.saveProgress(60, track("ana", 59));
        store.kill();
        store.openLog();
        store.run();
        assertThat(store.events(SessionEnded.class)).hasSize(1);
        assertThat(store.opened().newest().stream().map(LogEntry::type)).endsWith("session.ended");
    }

    @Test
    void aProgressOfAnotherSessionIsIgnored() {
        store.append(TestEvents.started());
        store.log().saveProgress(new SessionProgress("other", 99, List.of()));
        store.killAndOpen(DOWN);
        assertThat(ended().at()).isEqualTo(44);
    }

    /** What is spoken during a stall arrives after it, so a crash loses it although no track shows that it is missing. */
    @Test
    void theGapOfAllPeersBeginsWhenAnythingWasLastReceived() {
        store.append(TestEvents.started());
        store.saveProgress(36.5, track("finn", 35.2), track("ana", 36.5), TrackProgress.ofAllPeers(36.1));
        store.killAndOpen(DOWN);
        assertThat(gaps())
                .extracting(StreamGap::peerId, StreamGap::from, StreamGap::to)
                .containsExactly(tuple("finn", 35.2, 36.1), tuple(null, 36.1, 80.5));
        assertThat(ended().at()).isEqualTo(80.5);
    }

    private static TrackProgress track(String peer, double finalTo) {
        return new TrackProgress(peer, "track of " + peer, finalTo);
    }

    private static SessionProgress progress(double at, TrackProgress track) {
        return new SessionProgress(TestEvents.SESSION, at, List.of(track));
    }

    private Path file(String name) throws IOException {
        return store.files().stream()
                .filter(path -> path.toString().endsWith(name))
                .findFirst()
                .orElseThrow();
    }

    private List<StreamGap> gaps() {
        return store.events(StreamGap.class);
    }

    private SessionEnded ended() {
        List<DurableEvent> events = store.events();
        return (SessionEnded) events.get(events.size() - 1);
    }
}
