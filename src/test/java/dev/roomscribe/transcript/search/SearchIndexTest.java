package dev.roomscribe.transcript.search;

import static dev.roomscribe.transcript.event.TestEvents.ended;
import static dev.roomscribe.transcript.event.TestEvents.said;
import static dev.roomscribe.transcript.event.TestEvents.started;
import static dev.roomscribe.transcript.event.TestEvents.utterance;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import dev.roomscribe.transcript.MutableClock;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.stream.Stream;
import org.apache.lucene.store.ByteBuffersDirectory;
import org.apache.lucene.store.Directory;
import org.apache.lucene.store.FilterDirectory;
import org.apache.lucene.store.IOContext;
import org.apache.lucene.store.IndexOutput;
import org.junit.jupiter.api.Test;

/** The index finds what the logs contain, and nothing else, whatever happens to them and to it. */
class SearchIndexTest extends SearchFixture {
    @Test
    void hitsSayWhereTheyAreAndWhatMatched() throws IOException {
        openStore();
        openIndex();
        append("r1", started(), utterance("p1", "Ana López", "u1", "the budget, and the Budget again", 3, 4));
        awaitPassages("budget", "the budget, and the Budget again");
        SearchHit hit = index.search(request("BUDGET")).hits().get(0);
        assertThat(hit)
                .returns("r1", SearchHit::roomId)
                .returns("s1", SearchHit::sessionId)
                .returns("u1", SearchHit::utteranceId)
                .returns("p1", SearchHit::peerId)
                .returns("Ana López", SearchHit::speaker)
                .returns(MutableClock.START.plusSeconds(3), SearchHit::startedAt)
                .returns(MutableClock.START.toEpochMilli() + "-2", SearchHit::id)
                .returns(3.0, SearchHit::start)
                .returns(List.of(new SearchHit.Match(4, 10), new SearchHit.Match(20, 26)), SearchHit::matches);
    }

    @Test
    void filtersAreAppliedBeforePaging() throws IOException {
        openStore();
        openIndex();
        append(
                "team-a",
                utterance("p1", "Ana", "u1", "plan one", 1, 2),
                utterance("p2", "Bob", "u2", "plan two", 5, 6));
        append("team-b", utterance("p1", "Ana Maria", "u3", "plan three", 3, 4));
        append("secret", utterance("p9", "Eve", "u4", "plan four", 4, 5));
        awaitPassages("plan", "plan two", "plan four", "plan three", "plan one");

        SearchPage first = search(List.of("team-*"), null, null, 2, null);
        assertThat(first.hits()).extracting(SearchHit::passage).containsExactly("plan two", "plan three");
        SearchPage second = search(List.of("team-*"), null, null, 2, first.next());
        assertThat(second.hits()).extracting(SearchHit::passage).containsExactly("plan one");
        assertThat(second.next()).isNull();
        assertThat(search(List.of("team-a"), "secret", null, 2, null).hits()).isEmpty();
        assertThat(search(List.of(), null, null, 2, null).hits()).isEmpty();
        assertThat(search(List.of("*"), null, "ana m", 2, null).hits())
                .extracting(SearchHit::passage)
                .containsExactly("plan three");
        assertThatThrownBy(() -> search(List.of("*"), null, null, 2, "?")).isInstanceOf(SearchInputException.class);
    }

    private SearchPage search(List<String> readable, String room, String speaker, int limit, String after) {
        return index.search(
                new SearchRequest(SearchTerms.parse("plan"), readable, room, null, speaker, null, null, limit, after));
    }

    @Test
    void aRestartAddsOnlyWhatIsMissing() throws IOException {
        openStore();
        openIndex();
        append("r1", started(), utterance("first plan"));
        awaitPassages("plan", "first plan");
        index.close();
        append("r1", utterance("second plan"));
        openIndex();
        awaitPassages("second", "second plan");
        assertThat(passages("first")).containsExactly("first plan");
        assertThat(passages("plan")).hasSize(2);
    }

    @Test
    void whatIsErasedIsNotFoundFromThenOn() throws IOException {
        openStore();
        openIndex();
        append("r1", started(), utterance("erased words"), ended());
        append("r2", utterance("p1", "u1", "other words"), utterance("p2", "u2", "kept words"));
        await().untilAsserted(() -> assertThat(passages("words")).hasSize(3));
        log("r1").erase().toCompletableFuture().join();
        assertThat(passages("erased")).isEmpty();
        log("r2").erase("p1").toCompletableFuture().join();
        assertThat(passages("erased")).isEmpty();
        await().untilAsserted(() -> assertThat(passages("words")).containsExactly("kept words"));
        clock.advance(Duration.ofMinutes(11));
        await().untilAsserted(() -> assertThat(filesContaining("erased")).isEmpty());
        assertThat(filesContaining("other")).isEmpty();
        assertThat(filesContaining("kept")).isNotEmpty();
        try (Stream<Path> files = Files.list(indexDirectory())) {
            assertThat(files)
                    .isNotEmpty()
                    .allSatisfy(file -> assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file)))
                            .isEqualTo("rw-------"));
        }
    }

    private List<Path> filesContaining(String word) throws IOException {
        try (Stream<Path> files = Files.list(indexDirectory())) {
            return files.filter(file -> contains(file, word)).toList();
        }
    }

    private static boolean contains(Path file, String word) {
        try {
            return new String(Files.readAllBytes(file), StandardCharsets.ISO_8859_1).contains(word);
        } catch (IOException e) {
            // A merge deleted it.
            return false;
        }
    }

    @Test
    void whatRetentionDeletesIsNotFound() throws IOException {
        openStore();
        openIndex();
        append("r1", utterance("old words"));
        awaitPassages("words", "old words");
        clock.advance(MAX_AGE.dividedBy(4));
        log("r1").trim();
        append("r1", utterance("new words"));
        clock.advance(MAX_AGE.minusHours(1));
        store.sweep();
        awaitPassages("words", "new words");
    }

    @Test
    void aDamagedIndexIsBuiltAgain() throws IOException {
        openStore();
        openIndex();
        append("r1", utterance("stored words"));
        awaitPassages("words", "stored words");
        index.close();
        try (Stream<Path> files = Files.list(indexDirectory())) {
            for (Path file : files.filter(path -> path.getFileName().toString().startsWith("segments_"))
                    .toList()) {
                Files.write(file, new byte[10]);
            }
        }
        openIndex();
        awaitPassages("words", "stored words");
    }

    @Test
    void aFullDiskMakesSearchUnavailableUntilThereIsSpace() throws IOException {
        AtomicBoolean full = new AtomicBoolean();
        openStore();
        openIndex(new IndexLocation() {
            @Override
            public Directory open() {
                return new FilterDirectory(new ByteBuffersDirectory()) {
                    @Override
                    public IndexOutput createOutput(String name, IOContext context) throws IOException {
                        if (full.get()) {
                            throw new IOException("No space left on device");
                        }
                        return super.createOutput(name, context);
                    }
                };
            }

            @Override
            public void delete() {}
        });
        append("r1", utterance("first words"));
        awaitPassages("words", "first words");
        full.set(true);
        append("r1", utterance("second words"));
        awaitPassages("words", "unavailable");
        full.set(false);
        assertThat(passages("words")).containsExactly("unavailable");
        clock.advance(Duration.ofMinutes(10));
        await().untilAsserted(() -> assertThat(passages("words")).hasSize(2));
    }

    @Test
    void whatWasErasedIsRemovedFromTheFilesAfterARestart() throws IOException {
        openStore();
        append("r1", utterance("p1", "u1", "first words"), utterance("p2", "u2", "kept words"));
        append("r2", utterance("p1", "u3", "second words"), utterance("p2", "u4", "kept words"));
        // So much that the index does not merge its files by itself.
        for (int n = 0; n < 60; n++) {
            append("r3", utterance("more"));
        }
        openIndex();
        await().untilAsserted(() -> assertThat(passages("words")).hasSize(4));
        for (String room : List.of("r1", "r2")) {
            log(room).erase("p1").toCompletableFuture().join();
            await().untilAsserted(() -> assertThat(passages("kept")).hasSize(2));
        }
        index.close();
        assertThat(filesContaining("second")).as("not yet removed").isNotEmpty();
        openIndex();
        await().untilAsserted(() -> assertThat(filesContaining("second")).isEmpty());
        await().untilAsserted(() -> assertThat(passages("words")).hasSize(2));
    }

    @Test
    void aRoomThatCannotBeReadStaysInTheIndexAndConcernsNoOther() throws IOException {
        openStore();
        PartlyUnreadable partly = new PartlyUnreadable(store);
        store = partly;
        openIndex();
        append("r1", utterance("first words"));
        append("r2", utterance("second words"));
        await().untilAsserted(() -> assertThat(passages("words")).hasSize(2));
        partly.unreadable = "r1";
        append("r1", utterance("third words"));
        append("r2", utterance("fourth words"));
        await().untilAsserted(() -> assertThat(passages("fourth")).containsExactly("fourth words"));
        assertThat(passages("first")).containsExactly("first words");
        partly.unlisted = "r1";
        append("r2", utterance("fifth words"));
        await().untilAsserted(() -> assertThat(passages("fifth")).containsExactly("fifth words"));
        partly.listingFails = true;
        int failures = partly.failures.get();
        await().until(() -> partly.failures.get() > failures + 1);
        assertThat(passages("second")).containsExactly("second words");
        assertThat(filesContaining("first")).isNotEmpty();
        partly.listingFails = false;
        partly.unlisted = "";
        partly.unreadable = "";
        await().untilAsserted(() -> assertThat(passages("words")).hasSize(5));
    }

    @Test
    void aFinalThatIsAppendedWhileTheIndexIsBuiltIsFoundOnce() throws IOException {
        openStore();
        append("r1", started(), utterance("first words"));
        PartlyUnreadable partly = new PartlyUnreadable(store);
        store = partly;
        AtomicBoolean appended = new AtomicBoolean();
        partly.onListed = () -> {
            if (appended.compareAndSet(false, true)) {
                append("r1", utterance("second words"));
            }
        };
        openIndex();
        awaitPassages("second", "second words");
        append("r1", utterance("third words"));
        awaitPassages("third", "third words");
        assertThat(passages("words")).containsExactlyInAnyOrder("first words", "second words", "third words");
    }

    @Test
    void aSessionThatIsErasedIsNotFoundFromThenOn() throws IOException {
        openStore();
        openIndex();
        append("r1", started(), utterance("erased words"), ended());
        append("r2", started(), utterance("more erased words"), ended());
        append("r2", said("s2", "kept words"));
        await().untilAsserted(() -> assertThat(passages("words")).hasSize(3));
        log("r1").eraseSession("s1").toCompletableFuture().join();
        log("r2").eraseSession("s1").toCompletableFuture().join();
        assertThat(passages("erased")).isEmpty();
        awaitPassages("words", "kept words");
        clock.advance(Duration.ofMinutes(11));
        await().untilAsserted(() -> assertThat(filesContaining("erased")).isEmpty());
        assertThat(filesContaining("kept")).isNotEmpty();
    }
}
