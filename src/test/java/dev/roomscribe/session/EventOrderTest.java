package dev.roomscribe.session;

import static dev.roomscribe.session.TestService.await;
import static org.assertj.core.api.Assertions.assertThat;

import dev.roomscribe.fishjam.embedded.room.EmbeddedRoom;
import dev.roomscribe.recognition.vosk.ToneModel;
import dev.roomscribe.recognition.vosk.VoskModel;
import dev.roomscribe.session.RoomMove.Kind;
import dev.roomscribe.support.Waiting;
import java.io.IOException;
import java.nio.file.Files;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.ShrinkingMode;
import net.jqwik.api.Tuple;
import net.jqwik.api.lifecycle.AfterContainer;
import net.jqwik.api.lifecycle.BeforeContainer;

/**
 * After a series of random moves, and a read of the list of rooms, the service reports the true state of every room,
 * even if notifications were lost, repeated or reordered. A hundred rooms of one service go through random moves at the
 * same time, so that a thousand orders take seconds.
 */
class EventOrderTest {
    private static final int ROOMS = 100;
    private static final int MOVES = 24;

    private static TestService service;
    private static int roomCount;

    @BeforeContainer
    static void start() throws IOException {
        service = TestService.with(VoskModel.load(ToneModel.write(Files.createTempDirectory("model")), null, null))
                .maxSessions(10_000)
                .lifetime(lifetime -> lifetime.withIdleTimeout(Duration.ofMillis(100)))
                .reconnectTimeout(Duration.ofSeconds(30))
                // No polling: every read must have another cause.
                .pollInterval(Duration.ofHours(5))
                .start();
        service.startAutoTranscription();
    }

    @AfterContainer
    static void stop() {
        service.close();
    }

    @Property(tries = 10, shrinking = ShrinkingMode.OFF)
    void reportedStateConvergesToTheTrueState(@ForAll("moves") List<List<RoomMove>> moves) {
        List<SimulatedRoom> rooms = moves.stream()
                .map(own -> new SimulatedRoom(service, "room-" + ++roomCount, own))
                .toList();
        // In the first half most rooms have no session yet, in the second most have one.
        for (int half = 0; half < 2; half++) {
            for (int i = half * MOVES / 2; i < (half + 1) * MOVES / 2; i++) {
                for (SimulatedRoom room : rooms) {
                    room.perform(i);
                }
                // Waits for one response, so that the service is not flooded.
                await(service.client.validate().otherwiseEmpty());
            }
            converge(rooms);
        }
        rooms.forEach(SimulatedRoom::close);
    }

    /** Lists the rooms, as the service does at its poll interval, and waits until the reported state is the true one. */
    private static void converge(List<SimulatedRoom> rooms) {
        service.fishjam.faults().heal();
        rooms.forEach(SimulatedRoom::awaitCalls);
        service.rooms.requestReads();
        List<SimulatedRoom> pending = new ArrayList<>(rooms);
        Waiting.await().pollInterval(Duration.ofMillis(20)).untilAsserted(() -> {
            pending.removeIf(room -> room.difference().isEmpty());
            assertThat(pending).extracting(SimulatedRoom::difference).isEmpty();
        });
        // The state is stable: when the last room in the list has its session, all others have been checked.
        EmbeddedRoom last = service.fishjam.openRoom("last-" + ++roomCount);
        last.join("Zoe");
        service.rooms.requestReads();
        Waiting.await()
                .pollInterval(Duration.ofMillis(10))
                .until(() ->
                        TestService.await(service.sessions.status(last.id())).isPresent());
        assertThat(rooms).extracting(SimulatedRoom::difference).containsOnly("");
        last.delete();
        rooms.forEach(SimulatedRoom::resolveSuppression);
    }

    @Provide
    Arbitrary<List<List<RoomMove>>> moves() {
        Arbitrary<Kind> kinds = Arbitraries.frequency(
                Tuple.of(8, Kind.JOIN),
                Tuple.of(8, Kind.LEAVE),
                Tuple.of(6, Kind.REJOIN),
                Tuple.of(4, Kind.REMOVE),
                Tuple.of(1, Kind.CRASH),
                Tuple.of(3, Kind.RENAME),
                Tuple.of(1, Kind.PUBLISH),
                Tuple.of(1, Kind.MUTE),
                Tuple.of(1, Kind.AGENT_JOINS),
                Tuple.of(1, Kind.BOT_JOINS),
                Tuple.of(1, Kind.DELETE_ROOM),
                Tuple.of(1, Kind.CRASH_ROOM),
                Tuple.of(2, Kind.START),
                Tuple.of(3, Kind.STOP),
                Tuple.of(1, Kind.REMOVE_AGENT),
                Tuple.of(1, Kind.CRASH_AGENT),
                Tuple.of(1, Kind.DROP_AGENT),
                Tuple.of(1, Kind.REQUEST_READS),
                Tuple.of(4, Kind.WEBHOOK_NOTIFICATION),
                Tuple.of(4, Kind.REPLAY_NOTIFICATION),
                Tuple.of(4, Kind.LOSE_NOTIFICATION),
                Tuple.of(3, Kind.DUPLICATE_NOTIFICATIONS),
                Tuple.of(1, Kind.FAIL_REQUEST),
                Tuple.of(30, Kind.NONE));
        // Rare, because it affects all rooms.
        Arbitrary<Kind> rare = Arbitraries.frequency(Tuple.of(1, Kind.DROP_NOTIFIERS), Tuple.of(400, Kind.NONE));
        return Combinators.combine(
                        Arbitraries.frequencyOf(Tuple.of(5, kinds), Tuple.of(1, rare)),
                        Arbitraries.integers().between(0, 30))
                .as(RoomMove::new)
                .list()
                .ofSize(MOVES)
                .list()
                .ofSize(ROOMS);
    }
}
