package dev.roomscribe.transcript.live;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.roomscribe.transcript.MutableClock;
import dev.roomscribe.transcript.event.DurableEvent;
import dev.roomscribe.transcript.event.EventId;
import dev.roomscribe.transcript.event.FinalTranscript;
import dev.roomscribe.transcript.event.PartialTranscript;
import dev.roomscribe.transcript.event.TestEvents;
import dev.roomscribe.transcript.log.memory.MemoryStore;
import dev.roomscribe.transcript.log.memory.Retention;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.Tuple;
import org.jspecify.annotations.Nullable;

/** Whatever is published, read, joined and left in whatever order: nobody misses anything unsaid or has it twice. */
class InterleavingTest {
    private enum Kind {
        SAY,
        SETTLE,
        JOIN_PEER,
        LATE_PARTIAL,
        OLD_PARTIAL,
        SUBSCRIBE,
        SUBSCRIBE_TO_ONE,
        RESUME,
        RESUME_ONE,
        READ_ONE,
        READ_ALL,
        CLOSE,
        AGE,
        HEARTBEAT
    }

    private record Action(Kind kind, int which) {}

    @Property(tries = 600)
    void everySubscriberGetsEachFinalOnceInOrderOrAGap(@ForAll("meetings") List<Action> actions) {
        Simulation simulation = new Simulation();
        actions.forEach(simulation::act);
        simulation.finish();
    }

    @Provide
    Arbitrary<List<Action>> meetings() {
        Arbitrary<Kind> kinds = Arbitraries.frequency(
                Tuple.of(12, Kind.SAY),
                Tuple.of(8, Kind.SETTLE),
                Tuple.of(1, Kind.JOIN_PEER),
                Tuple.of(2, Kind.LATE_PARTIAL),
                Tuple.of(2, Kind.OLD_PARTIAL),
                Tuple.of(2, Kind.SUBSCRIBE),
                Tuple.of(1, Kind.SUBSCRIBE_TO_ONE),
                Tuple.of(4, Kind.RESUME),
                Tuple.of(2, Kind.RESUME_ONE),
                Tuple.of(12, Kind.READ_ONE),
                Tuple.of(4, Kind.READ_ALL),
                Tuple.of(1, Kind.CLOSE),
                Tuple.of(1, Kind.AGE),
                Tuple.of(1, Kind.HEARTBEAT));
        return Combinators.combine(kinds, Arbitraries.integers().between(0, 30))
                .as(Action::new)
                .list()
                .ofMaxSize(150);
    }

    /** One room, its readers, and what it ought to have told them. */
    private static final class Simulation {
        private static final int SPEAKERS = 3;

        private final MutableClock clock = new MutableClock();
        private final Transcripts transcripts = new Transcripts(
                new MemoryStore(new Retention(12, Duration.ofHours(1)), clock),
                new SubscriberLimits(8, 1_000, Duration.ofSeconds(2)),
                clock,
                new RecordingObserver());
        private final RoomTranscript room = transcripts.open("r1");
        /** All that was ever appended; the first has sequence 1. */
        private final List<DurableEvent> appended = new ArrayList<>();
        /** The newest partial of each utterance that is not over. */
        private final Map<String, PartialTranscript> open = new HashMap<>();

        private final int[] utterances = new int[SPEAKERS];
        private final List<Checked> readers = new ArrayList<>();
        private int revision;

        Simulation() {
            // A room in session is kept, however old what is in it.
            append(TestEvents.started());
        }

        void act(Action action) {
            int which = action.which();
            int speaker = which % SPEAKERS;
            String peer = "p" + speaker;
            String utterance = peer + "-" + utterances[speaker];
            switch (action.kind()) {
                case SAY -> {
                    PartialTranscript partial =
                            TestEvents.partial(peer, utterance, ++revision, which > 25 ? "" : "r" + revision);
                    open.put(utterance, partial);
                    room.publish(partial);
                }
                case SETTLE -> {
                    utterances[speaker]++;
                    open.remove(utterance);
                    append(TestEvents.utterance(peer, utterance, utterance));
                }
                case JOIN_PEER -> append(TestEvents.joined(peer));
                case LATE_PARTIAL -> {
                    if (utterances[speaker] > 0) {
                        String over = peer + "-" + (utterances[speaker] - 1);
                        room.publish(TestEvents.partial(peer, over, ++revision, "late"));
                    }
                }
                case OLD_PARTIAL -> {
                    if (open.containsKey(utterance)) {
                        room.publish(TestEvents.partial(peer, utterance, 0, "old"));
                    }
                }
                case SUBSCRIBE -> subscribe(null, Set.of());
                case SUBSCRIBE_TO_ONE -> subscribe(null, Set.of(peer));
                case RESUME -> subscribe(after(which), Set.of());
                case RESUME_ONE -> subscribe(after(which), Set.of(peer));
                case READ_ONE -> reader(which).ifPresent(Checked::readOne);
                case READ_ALL -> reader(which).ifPresent(Checked::readAll);
                case CLOSE -> reader(which).ifPresent(Checked::close);
                case AGE -> {
                    clock.advance(Duration.ofMinutes(25));
                    transcripts.sweep();
                }
                case HEARTBEAT -> transcripts.heartbeat();
            }
        }

        void finish() {
            readers.forEach(Checked::readAll);
            readers.forEach(Checked::mustHaveEverything);
            transcripts.close();
            readers.forEach(Checked::readAll);
            readers.forEach(Checked::mustHaveEnded);
        }

        private void append(DurableEvent event) {
            appended.add(event);
            assertThat(room.append(event).toCompletableFuture().join().sequence())
                    .isEqualTo(appended.size());
        }

        private void subscribe(@Nullable String after, Set<String> peers) {
            readers.add(new Checked(new SubscriptionRequest(after, true, peers)));
        }

        /** Returns an id that somebody might come back with: kept, dropped, still to come, or none at all. */
        private String after(int which) {
            return switch (which) {
                case 28 -> "0";
                case 29 -> "nonsense";
                case 30 -> "1-1";
                default -> id(Math.max(0, appended.size() + 2 - which));
            };
        }

        private Optional<Checked> reader(int which) {
            return readers.isEmpty() ? Optional.empty() : Optional.of(readers.get(which % readers.size()));
        }

        private static String id(long sequence) {
            return new EventId(MutableClock.START.toEpochMilli(), sequence).toString();
        }

        private static long sequence(String id) {
            return EventId.parse(id).orElseThrow().sequence();
        }

        /** A reader that checks whatever it is given. */
        private final class Checked {
            private final SubscriptionRequest request;
            private final TestSubscriber reader;
            /** The sequence up to which it has had everything, or was told that it misses it. */
            private long had;
            /** The newest revision it has had of each utterance. */
            private final Map<String, Integer> revisions = new HashMap<>();

            private boolean greeted;
            private boolean cut;
            private boolean farewell;
            private boolean closed;

            Checked(SubscriptionRequest request) {
                this.request = request;
                reader = new TestSubscriber(room.subscribe(request));
                String after = request.after();
                if (after == null) {
                    had = appended.size();
                    // Those without a text are in no snapshot, but do not come either.
                    open.forEach((utterance, partial) -> revisions.put(utterance, partial.revision()));
                } else {
                    had = EventId.parse(after)
                            .filter(id -> id.epoch() == MutableClock.START.toEpochMilli())
                            .map(EventId::sequence)
                            .filter(sequence -> sequence <= appended.size())
                            .orElse(0L);
                    greeted = true;
                }
            }

            void readOne() {
                reader.poll().ifPresent(this::check);
            }

            void readAll() {
                reader.drain().forEach(this::check);
            }

            void close() {
                closed = true;
                reader.close();
            }

            private void check(Delivery delivery) {
                assertThat(farewell).as("nothing follows a farewell").isFalse();
                if (!(delivery instanceof Delivery.Event event)) {
                    return;
                }
                if (cut) {
                    assertThat(event.type()).isEqualTo("stream.closing");
                }
                JsonNode json = TestSubscriber.json(event);
                switch (event.type()) {
                    case "session.snapshot" -> {
                        assertThat(greeted).isFalse();
                        greeted = true;
                        assertThat(sequence(json.get("last_id").textValue())).isEqualTo(had);
                    }
                    case "stream.gap" -> {
                        cut = json.get("reason").textValue().equals("slow_subscriber");
                        if (!cut) {
                            had = json.has("resumes_at")
                                    ? sequence(json.get("resumes_at").textValue()) - 1
                                    : appended.size();
                        } else if (json.has("resumes_at")) {
                            assertThat(sequence(json.get("resumes_at").textValue()))
                                    .isGreaterThan(had);
                        }
                    }
                    case "stream.closing" -> farewell = true;
                    case "transcript.partial" -> {
                        String utterance = json.get("utterance_id").textValue();
                        int newRevision = json.get("revision").intValue();
                        Integer before = revisions.put(utterance, newRevision);
                        assertThat(before == null || before < newRevision)
                                .as("only newer revisions")
                                .isTrue();
                        assertThat(appended.subList(0, (int) had))
                                .as("no partial after its final")
                                .noneMatch(old -> old instanceof FinalTranscript settled
                                        && settled.utteranceId().equals(utterance));
                        assertThat(wanted(json.get("peer_id").textValue())).isTrue();
                    }
                    default -> {
                        assertThat(greeted).isTrue();
                        assertThat(event.id()).isEqualTo(json.get("id").textValue());
                        long sequence = sequence(json.get("id").textValue());
                        assertThat(nextWanted()).as("no hole, no double").contains(sequence);
                        had = sequence;
                    }
                }
            }

            private boolean wanted(String peer) {
                return request.peers().isEmpty() || request.peers().contains(peer);
            }

            private Optional<Long> nextWanted() {
                for (int i = (int) had; i < appended.size(); i++) {
                    if (request.peers().isEmpty() || appended.get(i).concerns(request.peers())) {
                        return Optional.of(i + 1L);
                    }
                }
                return Optional.empty();
            }

            void mustHaveEverything() {
                if (cut || closed) {
                    return;
                }
                assertThat(nextWanted()).as("no final is missing at the end").isEmpty();
                open.forEach((utterance, partial) -> {
                    if (wanted(partial.peerId())) {
                        assertThat(revisions).containsEntry(utterance, partial.revision());
                    }
                });
            }

            void mustHaveEnded() {
                assertThat(reader.ended()).isTrue();
                assertThat(farewell || closed).isTrue();
            }
        }
    }
}
