package dev.roomscribe.transcript.log.file;

import static org.assertj.core.api.Assertions.assertThat;

import dev.roomscribe.transcript.event.DurableEvent;
import dev.roomscribe.transcript.event.EventId;
import dev.roomscribe.transcript.event.FinalTranscript;
import dev.roomscribe.transcript.event.GapReason;
import dev.roomscribe.transcript.event.SessionEndReason;
import dev.roomscribe.transcript.event.SessionEnded;
import dev.roomscribe.transcript.event.SessionStarted;
import dev.roomscribe.transcript.event.StreamGap;
import dev.roomscribe.transcript.event.TestEvents;
import dev.roomscribe.transcript.log.LogEntry;
import dev.roomscribe.transcript.log.SessionProgress;
import dev.roomscribe.transcript.log.SessionProgress.TrackProgress;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.logging.Level;
import java.util.logging.Logger;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.Tuple;

/**
 * Whenever the process is killed, also in the middle of a write, and however the clock is changed: every word that was
 * said is in a stored final or in a gap, and nothing that a subscriber received is missing.
 */
class KilledAtAnyPointTest {
    private static final Logger WRITER = Logger.getLogger(LogWriter.class.getName());
    private static final List<String> PEERS = List.of("ana", "finn", "bob");

    private sealed interface Step {}

    /** A peer says a word; others may do the same at the same time. */
    private record Say(String peer, int millis) implements Step {}

    /** The words of a peer become final. */
    private record Finalize(String peer) implements Step {}

    /** The session reports its progress. */
    private record Report() implements Step {}

    /** All submitted tasks are executed. */
    private record Run() implements Step {}

    private record ChangeClock(int minutes) implements Step {}

    /** Kills the process at a later write, of which a part is written, and starts another one after some time. */
    private record Kill(int calls, int bytes, int secondsDown) implements Step {}

    private record EndSession(int secondsUntilNext) implements Step {}

    @Provide
    Arbitrary<List<Step>> steps() {
        Arbitrary<String> peers = Arbitraries.of(PEERS);
        Arbitrary<Integer> seconds = Arbitraries.integers().between(0, 1_000);
        Arbitrary<Step> say = Combinators.combine(peers, Arbitraries.integers().between(50, 900))
                .as(Say::new);
        Arbitrary<Step> kill = Combinators.combine(
                        Arbitraries.integers().between(0, 8),
                        Arbitraries.integers().between(0, 400),
                        seconds)
                .as(Kill::new);
        Arbitrary<Step> finalize = peers.map(Finalize::new);
        Arbitrary<Step> report = Arbitraries.just(new Report());
        Arbitrary<Step> run = Arbitraries.just(new Run());
        Arbitrary<Step> change = Arbitraries.integers().between(-90, 90).map(ChangeClock::new);
        Arbitrary<Step> end = seconds.map(EndSession::new);
        return Arbitraries.frequencyOf(
                        Tuple.of(8, say),
                        Tuple.of(5, finalize),
                        Tuple.of(5, report),
                        Tuple.of(5, run),
                        Tuple.of(1, change),
                        Tuple.of(2, kill),
                        Tuple.of(1, end))
                .list()
                .ofMinSize(10)
                .ofMaxSize(60);
    }

    @Property(tries = 150)
    void everyWordIsInAFinalOrInAGap(@ForAll("steps") List<Step> steps) throws IOException {
        WRITER.setLevel(Level.OFF);
        Room room = new Room();
        try {
            for (Step step : steps) {
                room.perform(step);
            }
            room.perform(new Kill(0, 0, 5));
        } finally {
            WRITER.setLevel(null);
            room.store.close();
        }
    }

    private record Word(String session, String peer, double from, double to) {}

    /** A room in which people talk, and what the transcript has to account for. */
    private static final class Room {
        final SimulatedStore store = SimulatedStore.started();
        private final List<Word> words = new ArrayList<>();
        /** By peer: where its words begin that are not final. */
        private final Map<String, Double> open = new HashMap<>();

        private int sessions;
        private int utterances;
        private String session = "";
        /** Seconds of the session, which no change of the clock affects. */
        private double time;

        Room() {
            start();
        }

        private void start() {
            session = "session " + ++sessions;
            time = 0;
            open.clear();
            submit(new SessionStarted(session, store.clock.instant(), "agent", "model", null));
            perform(new Report());
        }

        void perform(Step step) {
            if (step instanceof Say say) {
                words.add(new Word(session, say.peer, time, time + say.millis / 1000.0));
                open.putIfAbsent(say.peer, time);
                advance(say.millis);
            } else if (step instanceof Finalize ending) {
                Double from = open.remove(ending.peer);
                if (from != null) {
                    submit(utterance(ending.peer, from));
                }
            } else if (step instanceof Report) {
                store.log()
                        .saveProgress(new SessionProgress(
                                session,
                                time,
                                PEERS.stream()
                                        .map(peer -> new TrackProgress(
                                                peer, "track of " + peer, open.getOrDefault(peer, time)))
                                        .toList()));
            } else if (step instanceof Run) {
                store.run();
            } else if (step instanceof ChangeClock change) {
                store.clock.advance(Duration.ofMinutes(change.minutes));
            } else if (step instanceof Kill kill) {
                kill(kill);
            } else if (step instanceof EndSession end) {
                PEERS.forEach(peer -> perform(new Finalize(peer)));
                submit(new SessionEnded(session, time, store.clock.instant(), SessionEndReason.IDLE, null));
                store.clock.advance(Duration.ofSeconds(end.secondsUntilNext));
                start();
            }
        }

        private FinalTranscript utterance(String peer, double from) {
            String id = "u" + ++utterances;
            FinalTranscript of = TestEvents.utterance(peer, null, id, "text", from, time);
            return new FinalTranscript(
                    session,
                    of.peerId(),
                    of.trackId(),
                    null,
                    id,
                    1,
                    of.transcript(),
                    of.text(),
                    null,
                    List.of(),
                    from,
                    time,
                    of.startedAt(),
                    null,
                    of.model(),
                    of.endReason(),
                    false);
        }

        private void submit(DurableEvent event) {
            var unused = store.submit(event);
        }

        private void advance(int millis) {
            time += millis / 1000.0;
            store.clock.advance(Duration.ofMillis(millis));
        }

        private void kill(Kill kill) {
            store.disk.killAfter(kill.calls, kill.bytes);
            store.run();
            int delivered = store.delivered.size();
            store.killAndOpen(Duration.ofSeconds(kill.secondsDown));
            List<LogEntry> stored = store.stored();
            assertThat(stored.stream().map(LogEntry::id).toList())
                    .as("ids")
                    .isSortedAccordingTo(EventId::compareTo)
                    .doesNotHaveDuplicates()
                    .containsAll(store.delivered.stream()
                            .limit(delivered)
                            .map(LogEntry::id)
                            .toList());
            List<DurableEvent> events =
                    stored.stream().map(entry -> entry.event().orElseThrow()).toList();
            boolean isKnown =
                    events.stream().anyMatch(event -> event.sessionId().equals(session));
            if (isKnown) {
                assertThat(events.get(events.size() - 1)).isInstanceOf(SessionEnded.class);
            }
            for (Word word : words) {
                assertThat(isAccountedFor(word, events))
                        .as("%s in %s", word, events)
                        .isTrue();
            }
            words.clear();
            start();
            store.run();
        }

        /** A session whose start was not written does not exist for anybody. */
        private static boolean isAccountedFor(Word word, List<DurableEvent> events) {
            List<DurableEvent> ofSession = events.stream()
                    .filter(event -> event.sessionId().equals(word.session))
                    .toList();
            return ofSession.isEmpty()
                    || ofSession.stream()
                            .anyMatch(event -> event instanceof FinalTranscript utterance
                                    && utterance.peerId().equals(word.peer)
                                    && utterance.start() <= word.from + 0.002
                                    && utterance.end() >= word.to - 0.002)
                    || ofSession.stream()
                            .filter(event -> event instanceof StreamGap)
                            .map(StreamGap.class::cast)
                            .filter(gap -> gap.reason() == GapReason.SERVICE_CRASHED)
                            .filter(gap -> gap.peerId() == null || gap.peerId().equals(word.peer))
                            .anyMatch(gap -> gap.from() <= word.from + 0.002);
        }
    }
}
