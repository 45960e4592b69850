package dev.roomscribe.transcript.log.file;

import static dev.roomscribe.transcript.event.TestEvents.said;
import static org.assertj.core.api.Assertions.assertThat;

import dev.roomscribe.transcript.event.GapReason;
import dev.roomscribe.transcript.event.SessionEndReason;
import dev.roomscribe.transcript.event.SessionEnded;
import dev.roomscribe.transcript.event.SessionErased;
import dev.roomscribe.transcript.event.SessionStarted;
import dev.roomscribe.transcript.event.StreamGap;
import dev.roomscribe.transcript.event.TestEvents;
import dev.roomscribe.transcript.event.TranscriptErased;
import dev.roomscribe.transcript.log.Erasure;
import dev.roomscribe.transcript.log.LogEntry;
import dev.roomscribe.transcript.log.SessionSpan;
import java.io.IOException;
import java.time.Duration;
import java.util.Collections;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** The files of a log from which a session is erased. */
class SessionErasureTest {
    private static void closeFile(SimulatedStore store) {
        store.clock.advance(Duration.ofDays(4));
        store.log().trim();
        store.run();
    }

    private static SessionStarted started(SimulatedStore store, String session, String agent) {
        return new SessionStarted(session, store.clock.instant(), agent, "model", "en", 60);
    }

    private static SessionEnded ended(SimulatedStore store, String session, String detail) {
        return new SessionEnded(session, 9, store.clock.instant(), SessionEndReason.FAILED, detail, 60);
    }

    /** A session in three files, the last of which it shares with the next session, which is running. */
    private static SimulatedStore spoken() {
        SimulatedStore store = SimulatedStore.started();
        store.append(started(store, "s0", "agent"), said("s0", "public"), ended(store, "s0", "done"));
        store.append(started(store, "s1", "secret agent"), TestEvents.joined("p1"), said("s1", "secret one"));
        closeFile(store);
        store.append(said("s1", "secret two"));
        closeFile(store);
        store.append(ended(store, "s1", "secret end"));
        store.clock.advance(Duration.ofMinutes(1));
        store.append(started(store, "s2", "agent"), said("s2", "public"));
        return store;
    }

    private static Stream<LogEntry> words(SimulatedStore store, String text) {
        return store.stored().stream().filter(entry -> entry.json().contains(text));
    }

    private static void assertErased(SimulatedStore store) throws IOException {
        assertThat(store.content()).doesNotContain("secret").doesNotContain("Name of p1");
        assertThat(words(store, "\"public\"")).hasSize(2);
        assertThat(store.events(TranscriptErased.class))
                .containsExactlyElementsOf(Collections.nCopies(5, TranscriptErased.of("s1")));
        assertThat(store.sessions()).extracting(SessionSpan::sessionId).containsExactly("s0", "s2");
    }

    @Test
    void everyEventOfTheSessionIsErasedFromEveryFileAndKeepsItsId() throws IOException {
        try (SimulatedStore store = spoken()) {
            List<LogEntry> before = store.stored();
            assertThat(store.sessions()).hasSize(3);
            var erased = store.log().eraseSession("s1").toCompletableFuture();
            store.run();
            assertThat(erased).isCompleted();
            assertErased(store);
            assertThat(store.stored())
                    .extracting(LogEntry::id)
                    .isEqualTo(before.stream().map(LogEntry::id).toList());
            assertThat(store.erasures).extracting(Erasure::notice).containsExactly(new SessionErased("s1"));
            store.append(said("s2", "later"));
            store.restart();
            assertErased(store);
            assertThat(words(store, "later")).hasSize(1);
        }
    }

    /** After a crash at any call, either the erasure had not begun or the next process completes it. */
    @Test
    void anErasureThatACrashInterruptsIsCompletedAtTheNextStart() throws IOException {
        boolean completed = false;
        int interrupted = 0;
        for (int calls = 0; !completed; calls++) {
            try (SimulatedStore store = spoken()) {
                store.disk.killAfter(calls, 40);
                var erased = store.log().eraseSession("s1").toCompletableFuture();
                store.run();
                completed = erased.isDone() && !erased.isCompletedExceptionally();
                boolean begun = store.log().erasures() == 1;
                interrupted += begun && store.content().contains("secret") ? 1 : 0;
                store.kill();
                store.run();
                assertThat(store.room().orElseThrow().sessions()).isEqualTo(begun ? 2 : 3);
                store.openLog();
                if (begun) {
                    assertErased(store);
                } else {
                    assertThat(words(store, "secret")).hasSize(4);
                }
            }
        }
        assertThat(interrupted).isGreaterThan(5);
    }

    @Test
    void aSessionIsNotListedWhileItIsBeingErased() throws IOException {
        try (SimulatedStore store = spoken()) {
            store.disk.failingText = "transcript.erased";
            var unused = store.log().eraseSession("s1");
            store.run();
            assertThat(store.content()).contains("secret");
            assertThat(words(store, "secret")).isEmpty();
            assertThat(store.sessions()).extracting(SessionSpan::sessionId).containsExactly("s0", "s2");
            assertThat(store.room().orElseThrow().sessions()).isEqualTo(2);
            store.disk.failingText = "";
            for (int second = 0; second < 10; second++) {
                store.tick();
                store.run();
            }
            assertErased(store);
        }
    }

    @Test
    void noGapTellsWhenAnErasedSessionEnded() throws IOException {
        for (boolean restarted : List.of(false, true)) {
            try (SimulatedStore store = SimulatedStore.started()) {
                store.append(started(store, "s0", "agent"), ended(store, "s0", "done"));
                store.clock.advance(Duration.ofMinutes(1));
                store.append(started(store, "s1", "agent"), ended(store, "s1", "done"));
                assertThat(store.events(StreamGap.class)).hasSize(1);
                var unused = store.log().eraseSession("s1");
                store.run();
                if (restarted) {
                    store.restart();
                }
                store.clock.advance(Duration.ofMinutes(1));
                store.append(started(store, "s2", "agent"), ended(store, "s2", "done"));
                assertThat(store.events(StreamGap.class)).isEmpty();
                store.clock.advance(Duration.ofMinutes(1));
                store.append(started(store, "s3", "agent"));
                assertThat(store.events(StreamGap.class))
                        .extracting(StreamGap::reason)
                        .containsExactly(GapReason.NOT_TRANSCRIBED);
            }
        }
    }
}
