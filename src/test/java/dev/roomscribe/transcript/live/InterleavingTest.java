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

/** For any order of publishing, reading, joining and leaving, every subscriber receives each event once, or a gap. */
class InterleavingTest {
    private enum Kind {
        PARTIAL,
        FINAL,
        JOIN_PEER,
        LATE_PARTIAL,
        OLD_PARTIAL,
        SUBSCRIBE,
        SUBSCRIBE_TO_ONE,
        RESUME,
        RESUME_ONE,
        RECEIVE_ONE,
        RECEIVE_ALL,
        CLOSE,
        AGE,
        HEARTBEAT
    }

    private record Action(Kind kind, int number) {}

    @Property(tries = 600)
    void everySubscriberReceivesEachFinalOnceInOrderOrAGap(@ForAll("actionLists") List<Action> actions) {
        Simulation simulation = new Simulation();
        actions.forEach(simulation::perform);
        simulation.finish();
    }

    @Provide
    Arbitrary<List<Action>> actionLists() {
        Arbitrary<Kind> kinds = Arbitraries.frequency(
                Tuple.of(12, Kind.PARTIAL),
                Tuple.of(8, Kind.FINAL),
                Tuple.of(1, Kind.JOIN_PEER),
                Tuple.of(2, Kind.LATE_PARTIAL),
                Tuple.of(2, Kind.OLD_PARTIAL),
                Tuple.of(2, Kind.SUBSCRIBE),
                Tuple.of(1, Kind.SUBSCRIBE_TO_ONE),
                Tuple.of(4, Kind.RESUME),
                Tuple.of(2, Kind.RESUME_ONE),
                Tuple.of(12, Kind.RECEIVE_ONE),
                Tuple.of(4, Kind.RECEIVE_ALL),
                Tuple.of(1, Kind.CLOSE),
                Tuple.of(1, Kind.AGE),
                Tuple.of(1, Kind.HEARTBEAT));
        return Combinators.combine(kinds, Arbitraries.integers().between(0, 30))
                .as(Action::new)
                .list()
                .ofMaxSize(150);
    }

    /** One room, its subscribers, and the events that they should have received. */
    private static final class Simulation {
        private static final int SPEAKERS = 3;

        private final MutableClock clock = new MutableClock();
        private final Transcripts transcripts = new Transcripts(
                new MemoryStore(new Retention(12, Duration.ofHours(1)), clock),
                new SubscriberLimits(8, 1_000, Duration.ofSeconds(2)),
                clock,
                new RecordingObserver());
        private final RoomTranscript room = transcripts.open("r1");
        /** All appended events; the first has sequence 1. */
        private final List<DurableEvent> appended = new ArrayList<>();
        /** The newest partial of each open utterance. */
        private final Map<String, PartialTranscript> openPartials = new HashMap<>();

        private final int[] utteranceCounts = new int[SPEAKERS];
        private final List<CheckedSubscriber> subscribers = new ArrayList<>();
        private int revision;

        Simulation() {
            // A room with a running session is not closed, however old its events are.
            append(TestEvents.started());
        }

        void perform(Action action) {
            int number = action.number();
            int speaker = number % SPEAKERS;
            String peer = "p" + speaker;
            String utterance = peer + "-" + utteranceCounts[speaker];
            switch (action.kind()) {
                case PARTIAL -> {
                    PartialTranscript partial =
                            TestEvents.partial(peer, utterance, ++revision, number > 25 ? "" : "r" + revision);
                    openPartials.put(utterance, partial);
                    room.publish(partial);
                }
                case FINAL -> {
                    utteranceCounts[speaker]++;
                    openPartials.remove(utterance);
                    append(TestEvents.utterance(peer, utterance, utterance));
                }
                case JOIN_PEER -> append(TestEvents.joined(peer));
                case LATE_PARTIAL -> {
                    if (utteranceCounts[speaker] > 0) {
                        String finalized = peer + "-" + (utteranceCounts[speaker] - 1);
                        room.publish(TestEvents.partial(peer, finalized, ++revision, "late"));
                    }
                }
                case OLD_PARTIAL -> {
                    if (openPartials.containsKey(utterance)) {
                        room.publish(TestEvents.partial(peer, utterance, 0, "old"));
                    }
                }
                case SUBSCRIBE -> subscribe(null, Set.of());
                case SUBSCRIBE_TO_ONE -> subscribe(null, Set.of(peer));
                case RESUME -> subscribe(after(number), Set.of());
                case RESUME_ONE -> subscribe(after(number), Set.of(peer));
                case RECEIVE_ONE -> subscriber(number).ifPresent(CheckedSubscriber::receiveOne);
                case RECEIVE_ALL -> subscriber(number).ifPresent(CheckedSubscriber::receiveAll);
                case CLOSE -> subscriber(number).ifPresent(CheckedSubscriber::close);
                case AGE -> {
                    clock.advance(Duration.ofMinutes(25));
                    transcripts.sweep();
                }
                case HEARTBEAT -> transcripts.heartbeat();
            }
        }

        void finish() {
            subscribers.forEach(CheckedSubscriber::receiveAll);
            subscribers.forEach(CheckedSubscriber::assertReceivedEverything);
            transcripts.close();
            subscribers.forEach(CheckedSubscriber::receiveAll);
            subscribers.forEach(CheckedSubscriber::assertEnded);
        }

        private void append(DurableEvent event) {
            appended.add(event);
            assertThat(room.append(event).toCompletableFuture().join().sequence())
                    .isEqualTo(appended.size());
        }

        private void subscribe(@Nullable String after, Set<String> peers) {
            subscribers.add(new CheckedSubscriber(new SubscriptionRequest(after, true, peers)));
        }

        /** Returns an id that a client may resume with: stored, expired, not yet assigned, or invalid. */
        private String after(int number) {
            return switch (number) {
                case 28 -> "0";
                case 29 -> "nonsense";
                case 30 -> "1-1";
                default -> id(Math.max(0, appended.size() + 2 - number));
            };
        }

        private Optional<CheckedSubscriber> subscriber(int number) {
            return subscribers.isEmpty() ? Optional.empty() : Optional.of(subscribers.get(number % subscribers.size()));
        }

        private static String id(long sequence) {
            return new EventId(MutableClock.START.toEpochMilli(), sequence).toString();
        }

        private static long sequence(String id) {
            return EventId.parse(id).orElseThrow().sequence();
        }

        /** A subscriber that checks every delivery. */
        private final class CheckedSubscriber {
            private final SubscriptionRequest request;
            private final TestSubscriber subscriber;
            /** The sequence up to which it received every event or a gap. */
            private long position;
            /** The newest revision that it received of each utterance. */
            private final Map<String, Integer> revisions = new HashMap<>();

            private boolean snapshotReceived;
            private boolean evicted;
            private boolean closingReceived;
            private boolean closed;

            CheckedSubscriber(SubscriptionRequest request) {
                this.request = request;
                subscriber = new TestSubscriber(room.subscribe(request));
                String after = request.after();
                if (after == null) {
                    position = appended.size();
                    // Withdrawn partials are not in the snapshot and are not delivered either.
                    openPartials.forEach((utterance, partial) -> revisions.put(utterance, partial.revision()));
                } else {
                    position = EventId.parse(after)
                            .filter(id -> id.epoch() == MutableClock.START.toEpochMilli())
                            .map(EventId::sequence)
                            .filter(sequence -> sequence <= appended.size())
                            .orElse(0L);
                    snapshotReceived = true;
                }
            }

            void receiveOne() {
                subscriber.poll().ifPresent(this::check);
            }

            void receiveAll() {
                subscriber.drain().forEach(this::check);
            }

            void close() {
                closed = true;
                subscriber.close();
            }

            private void check(Delivery delivery) {
                assertThat(closingReceived).as("nothing follows stream.closing").isFalse();
                if (!(delivery instanceof Delivery.Event event)) {
                    return;
                }
                if (evicted) {
                    assertThat(event.type()).isEqualTo("stream.closing");
                }
                JsonNode json = TestSubscriber.json(event);
                switch (event.type()) {
                    case "session.snapshot" -> {
                        assertThat(snapshotReceived).isFalse();
                        snapshotReceived = true;
                        assertThat(sequence(json.get("last_id").textValue())).isEqualTo(position);
                    }
                    case "stream.gap" -> {
                        evicted = json.get("reason").textValue().equals("slow_subscriber");
                        if (!evicted) {
                            position = json.has("resumes_at")
                                    ? sequence(json.get("resumes_at").textValue()) - 1
                                    : appended.size();
                        } else if (json.has("resumes_at")) {
                            assertThat(sequence(json.get("resumes_at").textValue()))
                                    .isGreaterThan(position);
                        }
                    }
                    case "stream.closing" -> closingReceived = true;
                    case "transcript.partial" -> {
                        String utterance = json.get("utterance_id").textValue();
                        int newRevision = json.get("revision").intValue();
                        Integer previous = revisions.put(utterance, newRevision);
                        assertThat(previous == null || previous < newRevision)
                                .as("only newer revisions")
                                .isTrue();
                        assertThat(appended.subList(0, (int) position))
                                .as("no partial after its final")
                                .noneMatch(old -> old instanceof FinalTranscript utteranceFinal
                                        && utteranceFinal.utteranceId().equals(utterance));
                        assertThat(isSelected(json.get("peer_id").textValue())).isTrue();
                    }
                    default -> {
                        assertThat(snapshotReceived).isTrue();
                        assertThat(event.id()).isEqualTo(json.get("id").textValue());
                        long sequence = sequence(json.get("id").textValue());
                        assertThat(nextSelected())
                                .as("each event once, in order")
                                .contains(sequence);
                        position = sequence;
                    }
                }
            }

            private boolean isSelected(String peer) {
                return request.peers().isEmpty() || request.peers().contains(peer);
            }

            private Optional<Long> nextSelected() {
                for (int i = (int) position; i < appended.size(); i++) {
                    if (request.peers().isEmpty() || appended.get(i).concerns(request.peers())) {
                        return Optional.of(i + 1L);
                    }
                }
                return Optional.empty();
            }

            void assertReceivedEverything() {
                if (evicted || closed) {
                    return;
                }
                assertThat(nextSelected()).as("no final is missing at the end").isEmpty();
                openPartials.forEach((utterance, partial) -> {
                    if (isSelected(partial.peerId())) {
                        assertThat(revisions).containsEntry(utterance, partial.revision());
                    }
                });
            }

            void assertEnded() {
                assertThat(subscriber.ended()).isTrue();
                assertThat(closingReceived || closed).isTrue();
            }
        }
    }
}
