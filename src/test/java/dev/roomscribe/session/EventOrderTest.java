package dev.roomscribe.session;

import static dev.roomscribe.session.TestService.await;
import static org.assertj.core.api.Assertions.assertThat;

import dev.roomscribe.fishjam.FishjamOptions;
import dev.roomscribe.fishjam.PeerType;
import dev.roomscribe.fishjam.embedded.fault.Faults;
import dev.roomscribe.fishjam.embedded.media.Playback;
import dev.roomscribe.fishjam.embedded.room.EmbeddedPeer;
import dev.roomscribe.fishjam.embedded.room.EmbeddedRoom;
import dev.roomscribe.fishjam.embedded.room.EmbeddedTrack;
import dev.roomscribe.fishjam.notification.RoomNotification;
import dev.roomscribe.fishjam.notification.RoomNotification.PeerAdded;
import dev.roomscribe.fishjam.notification.RoomNotification.PeerConnected;
import dev.roomscribe.fishjam.notification.RoomNotification.PeerDeleted;
import dev.roomscribe.fishjam.notification.RoomNotification.PeerDisconnected;
import dev.roomscribe.recognition.vosk.ToneModel;
import dev.roomscribe.recognition.vosk.VoskModel;
import dev.roomscribe.transcript.event.CaptionEvent;
import dev.roomscribe.transcript.event.PeerJoined;
import dev.roomscribe.transcript.event.PeerLeft;
import dev.roomscribe.transcript.event.PeerRenamed;
import dev.roomscribe.transcript.event.SessionStarted;
import io.vertx.core.Future;
import java.io.IOException;
import java.nio.file.Files;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import java.util.stream.Stream;
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
import org.awaitility.Awaitility;

/**
 * Whatever happens in rooms, and however it is told: once it is still and the list of rooms has been read, the service
 * says of each what is so. All of it is real but the people. A hundred rooms go through their moves side by side, each
 * with its own, on one service; that makes a thousand orders in seconds.
 */
class EventOrderTest {
    private static final int ROOMS = 100;
    private static final int MOST_MOVES = 24;
    private static final Playback SILENT = null;
    private static final Faults.Answer DOWN = new Faults.Answer(503, "application/json", "{\"errors\":\"try later\"}");

    private static TestService service;
    private static int roomsSoFar;

    private enum Kind {
        JOIN,
        LEAVE,
        REJOIN,
        REMOVE,
        CRASH,
        RENAME,
        PUBLISH,
        MUTE,
        AGENT_JOINS,
        BOT_JOINS,
        DELETE_ROOM,
        CRASH_ROOM,
        START,
        STOP,
        REMOVE_AGENT,
        CRASH_AGENT,
        DROP_AGENT,
        LIST,
        HINT,
        REPLAY,
        LOSE,
        DOUBLE,
        FAIL,
        DROP_NOTIFIERS,
        REST
    }

    private record Move(Kind kind, int which) {}

    @BeforeContainer
    static void start() throws IOException {
        service = new TestService(
                VoskModel.load(ToneModel.write(Files.createTempDirectory("model")), null, null),
                new SessionLimits(
                        10_000,
                        TestService.FLUSH_AFTER,
                        Duration.ofMillis(100),
                        Duration.ofHours(1),
                        Duration.ofSeconds(30),
                        Duration.ofSeconds(5)),
                FishjamOptions.defaults(),
                null,
                // Nothing is read but for a reason.
                Duration.ofHours(5));
        service.transcribeAll();
    }

    @AfterContainer
    static void stop() {
        service.close();
    }

    @Property(tries = 10, shrinking = ShrinkingMode.OFF)
    void theServiceEndsSayingWhatIsSo(@ForAll("meetings") List<List<Move>> meetings) {
        List<Meeting> rooms = meetings.stream().map(Meeting::new).toList();
        // The first half meets rooms without a session for the most part, the second such as have one.
        for (int half = 0; half < 2; half++) {
            for (int i = half * MOST_MOVES / 2; i < (half + 1) * MOST_MOVES / 2; i++) {
                for (Meeting room : rooms) {
                    room.act(i);
                }
                // So that the service can keep up, more or less.
                await(service.client.validate().otherwiseEmpty());
            }
            settle(rooms);
        }
        rooms.forEach(Meeting::close);
    }

    /** Reads the list of rooms, as the service does by itself now and then, and waits for what follows from it. */
    private static void settle(List<Meeting> rooms) {
        service.fishjam.faults().heal();
        rooms.forEach(Meeting::await);
        service.rooms.allDue();
        List<Meeting> left = new ArrayList<>(rooms);
        Awaitility.await()
                .atMost(Duration.ofSeconds(20))
                .pollInterval(Duration.ofMillis(20))
                .untilAsserted(() -> {
                    left.removeIf(room -> room.wrong().isEmpty());
                    assertThat(left).extracting(Meeting::wrong).isEmpty();
                });
        // It stays so: a room that comes last in the list has its session when all others have been looked at.
        EmbeddedRoom last = service.fishjam.openRoom("last-" + ++roomsSoFar);
        last.join("Zoe");
        service.rooms.allDue();
        Awaitility.await()
                .atMost(Duration.ofSeconds(20))
                .pollInterval(Duration.ofMillis(10))
                .until(() ->
                        TestService.await(service.sessions.status(last.id())).isPresent());
        assertThat(rooms).extracting(Meeting::wrong).containsOnly("");
        last.delete();
        rooms.forEach(Meeting::learn);
    }

    @Provide
    Arbitrary<List<List<Move>>> meetings() {
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
                Tuple.of(1, Kind.LIST),
                Tuple.of(4, Kind.HINT),
                Tuple.of(4, Kind.REPLAY),
                Tuple.of(4, Kind.LOSE),
                Tuple.of(3, Kind.DOUBLE),
                Tuple.of(1, Kind.FAIL),
                Tuple.of(30, Kind.REST));
        // One in some hundred moves: it is everybody's.
        Arbitrary<Kind> rare = Arbitraries.frequency(Tuple.of(1, Kind.DROP_NOTIFIERS), Tuple.of(400, Kind.REST));
        return Combinators.combine(
                        Arbitraries.frequencyOf(Tuple.of(5, kinds), Tuple.of(1, rare)),
                        Arbitraries.integers().between(0, 30))
                .as(Move::new)
                .list()
                .ofSize(MOST_MOVES)
                .list()
                .ofSize(ROOMS);
    }

    /** One room: what happens in it, and what therefore ought to be said of it. */
    private static final class Meeting {
        /** Whether whoever is there is to be left alone. */
        private enum Dismissed {
            NO,
            YES,
            /** It depends on what was seen first. */
            MAYBE
        }

        private final List<Move> moves;
        private final String roomId = "room-" + ++roomsSoFar;
        /** Everybody in the room who is not our agent. */
        private final Map<String, EmbeddedPeer> others = new LinkedHashMap<>();

        private final Map<String, String> names = new HashMap<>();
        private final List<RoomNotification> told = new ArrayList<>();
        private final List<Future<?>> calls = new ArrayList<>();
        private final List<String> done = new ArrayList<>();
        private EmbeddedRoom room = service.fishjam.openRoom(roomId);
        private Dismissed dismissed = Dismissed.NO;
        private boolean startPending;

        Meeting(List<Move> moves) {
            this.moves = moves;
        }

        void act(int i) {
            Move move = moves.get(i);
            done.add(move.kind().name());
            switch (move.kind()) {
                case JOIN -> join(PeerType.WEBRTC);
                case AGENT_JOINS -> join(PeerType.AGENT);
                case BOT_JOINS -> join(PeerType.VAPI);
                case DELETE_ROOM -> reopen(room::delete);
                case CRASH_ROOM -> reopen(() -> room.crash("on demand"));
                case START -> {
                    calls.add(service.sessions.start(roomId, StartOptions.DEFAULT));
                    dismissed = Dismissed.NO;
                    startPending = true;
                }
                case STOP -> {
                    calls.add(service.sessions.stop(roomId));
                    // A start before it may have to wait for the end of a session, and then comes after it.
                    dismissed = isOccupied() && !startPending ? Dismissed.YES : Dismissed.MAYBE;
                }
                case REMOVE_AGENT -> agent(EmbeddedPeer::remove);
                case CRASH_AGENT -> agent(agent -> agent.crash("on demand"));
                case DROP_AGENT -> agent(EmbeddedPeer::drop);
                case LIST -> service.rooms.allDue();
                case HINT -> past(move.which(), service.rooms::hint);
                case REPLAY -> past(move.which(), service.rooms::onNotification);
                case LOSE -> service.fishjam.faults().loseNotifications(1);
                case DOUBLE -> service.fishjam.faults().doubleNotifications(2);
                case FAIL -> service.fishjam.faults().answer(DOWN, 1);
                case DROP_NOTIFIERS -> service.fishjam.dropNotifiers();
                case REST -> done.remove(done.size() - 1);
                default -> {
                    if (!others.isEmpty()) {
                        act(move.kind(), new ArrayList<>(others.values()).get(move.which() % others.size()));
                    }
                }
            }
            if (!isOccupied() && dismissed == Dismissed.YES) {
                dismissed = Dismissed.MAYBE;
            }
        }

        private void act(Kind kind, EmbeddedPeer peer) {
            switch (kind) {
                case LEAVE -> {
                    peer.leave();
                    told.add(new PeerDisconnected(roomId, peer.id(), peer.type()));
                }
                case REJOIN -> {
                    peer.rejoin();
                    told.add(new PeerConnected(roomId, peer.id(), peer.type()));
                }
                case REMOVE -> gone(peer, peer::remove);
                case CRASH -> gone(peer, () -> peer.crash("on demand"));
                case RENAME -> {
                    names.put(peer.id(), "name " + done.size());
                    peer.rename(names.get(peer.id()));
                }
                case PUBLISH -> {
                    if (peer.connected()) {
                        peer.publishLive();
                    }
                }
                case MUTE -> peer.tracks().forEach(EmbeddedTrack::mute);
                default -> throw new IllegalStateException("not a peer's move: " + kind);
            }
        }

        private void join(PeerType type) {
            EmbeddedPeer peer = room.join(type, SILENT);
            others.put(peer.id(), peer);
            told.add(new PeerAdded(roomId, peer.id(), type));
            told.add(new PeerConnected(roomId, peer.id(), type));
        }

        private void gone(EmbeddedPeer peer, Runnable how) {
            how.run();
            others.remove(peer.id());
            told.add(new PeerDeleted(roomId, peer.id(), peer.type()));
        }

        private void reopen(Runnable end) {
            end.run();
            others.clear();
            room = service.fishjam.openRoom(roomId);
        }

        private void agent(Consumer<EmbeddedPeer> act) {
            ours().stream().findFirst().ifPresent(agent -> {
                act.accept(agent);
                // Of an agent that is on its way in, nobody can tell what became of it.
                dismissed = Dismissed.MAYBE;
            });
        }

        private void past(int which, Consumer<RoomNotification> teller) {
            if (!told.isEmpty()) {
                teller.accept(told.get(which % told.size()));
            }
        }

        private boolean isOccupied() {
            return people().findAny().isPresent();
        }

        private Stream<EmbeddedPeer> people() {
            return others.values().stream().filter(peer -> peer.type() == PeerType.WEBRTC && peer.connected());
        }

        private List<EmbeddedPeer> ours() {
            return room.agents().stream()
                    .filter(agent -> !others.containsKey(agent.id()))
                    .toList();
        }

        void await() {
            calls.forEach(call -> TestService.await(call.otherwiseEmpty()));
            calls.clear();
        }

        /** Returns what is not as it should be; empty if all is well. */
        String wrong() {
            SessionStatus session =
                    TestService.await(service.sessions.status(roomId)).orElse(null);
            String what = session == null ? wrongWithout() : wrongWith(session);
            boolean allThere =
                    room.peers().stream().map(EmbeddedPeer::id).toList().containsAll(others.keySet());
            String all = allThere ? what : "somebody else's peer is gone; " + what;
            return all.isEmpty() ? "" : all + " in " + roomId + " after " + done;
        }

        private String wrongWithout() {
            if (isOccupied() && dismissed == Dismissed.NO) {
                return "no session, though somebody is there";
            }
            return ours().isEmpty() ? "" : "an agent without a session";
        }

        private String wrongWith(SessionStatus session) {
            if (!isOccupied()) {
                return "a session, though nobody is there";
            } else if (dismissed == Dismissed.YES) {
                return "a session, though it was stopped";
            } else if (session.state() != SessionState.LISTENING) {
                return "the session is " + session.state();
            } else if (ours().size() != 1) {
                return ours().size() + " agents";
            }
            Map<String, String> there = new HashMap<>();
            people().forEach(peer -> there.put(peer.id(), names.get(peer.id())));
            Map<String, String> said = new HashMap<>();
            session.peers().forEach(peer -> said.put(peer.peerId(), peer.name()));
            if (!said.equals(there)) {
                return "the status says " + said + ", not " + there;
            }
            return presentByEvents().equals(there) ? "" : "the events say " + presentByEvents() + ", not " + there;
        }

        /** Who is there, for somebody who reads along. */
        private Map<String, String> presentByEvents() {
            Map<String, String> present = new HashMap<>();
            for (CaptionEvent event : service.published(roomId)) {
                if (event instanceof SessionStarted) {
                    present.clear();
                } else if (event instanceof PeerJoined joined) {
                    present.put(joined.peerId(), joined.name());
                } else if (event instanceof PeerRenamed renamed) {
                    present.replace(renamed.peerId(), renamed.name());
                } else if (event instanceof PeerLeft left) {
                    present.remove(left.peerId());
                }
            }
            return present;
        }

        /** Takes what it depended on from what has become of it. */
        void learn() {
            boolean running = TestService.await(service.sessions.status(roomId)).isPresent();
            dismissed = isOccupied() && !running ? Dismissed.YES : Dismissed.NO;
            startPending = false;
        }

        void close() {
            room.delete();
        }
    }
}
