package dev.roomscribe.transcript.log.file;

import static org.assertj.core.api.Assertions.assertThat;

import dev.roomscribe.transcript.event.PeerErased;
import dev.roomscribe.transcript.event.TestEvents;
import dev.roomscribe.transcript.log.Erasure;
import dev.roomscribe.transcript.log.TalkTime;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;

/** The files of a log from which a peer's words are erased. */
class PeerErasureTest {
    /** Two closed files and one that is open, each with words of two peers. */
    private static SimulatedStore spoken() {
        SimulatedStore store = SimulatedStore.started();
        for (int file = 0; file < 3; file++) {
            if (file > 0) {
                store.restart();
            }
            store.append(
                    TestEvents.started(),
                    TestEvents.joined("p1"),
                    TestEvents.utterance("p1", "u1" + file, "secret"),
                    TestEvents.utterance("p2", "u2" + file, "public"));
        }
        return store;
    }

    private static void assertErased(SimulatedStore store) throws IOException {
        assertThat(store.content()).doesNotContain("secret").doesNotContain("Name of p1");
        List<Long> ids =
                store.stored().stream().map(entry -> entry.id().sequence()).toList();
        assertThat(ids).contains(3L, 4L);
        assertThat(store.stored().stream().filter(entry -> entry.json().contains("public")))
                .hasSize(3);
        assertThat(store.stored().stream().filter(entry -> entry.type().equals("transcript.erased")))
                .hasSize(3);
    }

    @Test
    void allFilesAreRewrittenAndExpireWhenTheirEventsDo() throws IOException {
        try (SimulatedStore store = spoken()) {
            List<Long> before =
                    store.stored().stream().map(entry -> entry.id().sequence()).toList();
            store.clock.advance(Duration.ofDays(1));
            var erased = store.log().erase("p1").toCompletableFuture();
            store.run();
            assertThat(erased).isCompleted();
            assertErased(store);
            assertThat(store.stored().stream().map(entry -> entry.id().sequence()))
                    .isEqualTo(before);
            for (Path file : store.files()) {
                if (file.toString().endsWith(".log")) {
                    assertThat(Files.getLastModifiedTime(file).toInstant())
                            .isBefore(store.clock.instant().minus(Duration.ofHours(23)));
                }
            }
            // What the peer says later is kept.
            store.append(TestEvents.utterance("p1", "u9", "later"));
            store.restart();
            assertThat(store.content()).contains("later");
            assertThat(store.log().erasures()).isEqualTo(1);
        }
    }

    @Test
    void nothingIsReadThatIsNotYetErasedFromItsFile() throws IOException {
        try (SimulatedStore store = spoken()) {
            store.disk.killAfter(8, 0);
            var erased = store.log().erase("p1").toCompletableFuture();
            store.run();
            assertThat(erased).isCompletedExceptionally();
            assertThat(store.content()).contains("secret");
            assertThat(store.stored()).noneMatch(entry -> entry.json().contains("secret"));
        }
    }

    @Test
    void aFailedErasureIsCompletedWhenTheDiskWorksAgain() throws IOException {
        try (SimulatedStore store = spoken()) {
            store.disk.killAfter(8, 0);
            var unused = store.log().erase("p1");
            store.run();
            assertThat(store.content()).contains("secret");
            store.disk.killAfter(Integer.MAX_VALUE, 0);
            for (int second = 0; second < 10; second++) {
                store.tick();
                store.run();
            }
            assertErased(store);
        }
    }

    /** After a crash at any call, either the erasure had not begun or the next process completes it, also of a closed log. */
    @Test
    void anErasureThatACrashInterruptsIsCompletedAtTheNextStart() throws IOException {
        boolean completed = false;
        int interrupted = 0;
        for (int calls = 0; !completed; calls++) {
            try (SimulatedStore store = spoken()) {
                store.disk.killAfter(calls, 40);
                var erased = store.log().erase("p1").toCompletableFuture();
                store.run();
                completed = erased.isDone() && !erased.isCompletedExceptionally();
                boolean begun = store.log().erasures() == 1;
                interrupted += begun && store.content().contains("secret") ? 1 : 0;
                store.kill();
                store.run();
                store.openLog();
                if (begun) {
                    assertErased(store);
                } else if (store.content().contains("secret")) {
                    assertThat(store.stored().stream()
                                    .filter(entry -> entry.json().contains("secret")))
                            .hasSize(3);
                }
                store.append(TestEvents.utterance("p2", "more", "more"));
                LongStream ids =
                        store.stored().stream().mapToLong(entry -> entry.id().sequence());
                assertThat(ids).isSorted().doesNotHaveDuplicates();
            }
        }
        assertThat(interrupted).isGreaterThan(5);
    }

    @Test
    void aDamagedLineLosesItsContentAndIsStillCounted() throws IOException {
        try (SimulatedStore store = spoken()) {
            Path first = store.files().stream()
                    .filter(file -> file.toString().endsWith("1.log"))
                    .findFirst()
                    .orElseThrow();
            Files.writeString(
                    first, Files.readString(first).replace("\"transcript\":\"secret\"", "\"transcript\":\"secreT\""));
            var unused = store.log().erase("p1");
            store.run();
            assertThat(store.content()).doesNotContainIgnoringCase("secret");
            assertThat(store.stored().stream().map(entry -> entry.id().sequence()))
                    .contains(2L, 4L)
                    .doesNotContain(3L);
        }
    }

    /** The index line of the file that is open cannot be written. */
    @Test
    void readersAreToldOfAnErasureAlthoughAFileCannotBeClosed() throws IOException {
        try (SimulatedStore store = spoken()) {
            store.disk.failingText = " index ";
            var erased = store.log().erase("p1").toCompletableFuture();
            store.run();
            assertThat(erased).isCompleted();
            assertThat(store.erasures).extracting(Erasure::notice).containsExactly(new PeerErased("p1"));
            assertErased(store);
            store.disk.failingText = "";
            store.append(TestEvents.utterance("p2", "more", "more"));
            store.restart();
            assertErased(store);
        }
    }

    private static List<TalkTime> speakers(SimulatedStore store) throws IOException {
        return store.room().orElseThrow().last().totals().speakers();
    }

    @Test
    void aLogWaitsForItsErasureAndNamesNoSpeakerUntilThen() throws IOException {
        try (SimulatedStore store = spoken()) {
            store.append(
                    TestEvents.utterance("p1", "Ana", "u4", "secret", 5, 6),
                    TestEvents.utterance("p2", "Bob", "u5", "other", 5, 6));
            assertThat(speakers(store))
                    .containsExactly(new TalkTime("p1", "Ana", 2_000, 2), new TalkTime("p2", "Bob", 2_000, 2));
            store.disk.failingText = "transcript.erased";
            var erased = store.log().erase("p1").toCompletableFuture();
            store.run();
            assertThat(erased).isCompletedExceptionally();
            assertThat(store.log().mayClose()).isFalse();
            assertThat(speakers(store)).isEmpty();
            store.disk.failingText = "";
            for (int second = 0; second < 10; second++) {
                store.tick();
                store.run();
            }
            assertThat(store.content()).doesNotContain("secret").doesNotContain("Ana");
            assertThat(store.log().mayClose()).isTrue();
            assertThat(speakers(store)).containsExactly(new TalkTime("p2", "Bob", 2_000, 2));
            store.append(TestEvents.utterance("p1", "Ana", "u6", "later", 7, 10));
            assertThat(speakers(store))
                    .containsExactly(new TalkTime("p2", "Bob", 2_000, 2), new TalkTime("p1", "Ana", 3_000, 1));
            store.kill();
            assertThat(speakers(store))
                    .as("of a closed log")
                    .containsExactly(new TalkTime("p2", "Bob", 2_000, 2), new TalkTime("p1", "Ana", 3_000, 1));
        }
    }

    @Test
    void anErasureThatCannotBeCompletedAtTheStartIsCompletedLater() throws IOException {
        try (SimulatedStore store = spoken()) {
            store.disk.failingText = "transcript.erased";
            var unused = store.log().erase("p1");
            store.run();
            store.kill();
            store.disk.failingText = "transcript.erased";
            store.openLog();
            store.tick();
            assertThat(store.content()).contains("secret");
            assertThat(store.stored()).noneMatch(entry -> entry.json().contains("secret"));
            store.disk.failingText = "";
            for (int second = 0; second < 10; second++) {
                store.tick();
                store.run();
            }
            assertErased(store);
        }
    }

    /** A crash at any call of erasing the whole room does not show what was to be erased of a peer before. */
    @Test
    void erasingTheRoomForgetsNoErasureBeforeTheFilesAreDeleted() throws IOException {
        boolean completed = false;
        for (int calls = 0; !completed; calls++) {
            try (SimulatedStore store = spoken()) {
                store.append(TestEvents.ended());
                store.disk.failingText = "transcript.erased";
                var unused = store.log().erase("p1");
                store.run();
                store.disk.killAfter(calls, 0);
                var erased = store.log().erase().toCompletableFuture();
                store.run();
                completed = erased.isDone() && !erased.isCompletedExceptionally();
                store.kill();
                store.openLog();
                assertThat(store.content()).doesNotContain("secret");
            }
        }
    }
}
