package dev.roomscribe.session;

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
import dev.roomscribe.transcript.event.CaptionEvent;
import dev.roomscribe.transcript.event.PeerJoined;
import dev.roomscribe.transcript.event.PeerLeft;
import dev.roomscribe.transcript.event.PeerRenamed;
import dev.roomscribe.transcript.event.SessionStarted;
import io.vertx.core.Future;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import java.util.stream.Stream;

/**
 * A room of a test service that goes through a list of random moves, and knows what the service has to report about it.
 */
final class SimulatedRoom {
    /** Whether automatic transcription is suppressed. */
    private enum Suppressed {
        NO,
        YES,
        /** It depends on the order in which the service saw the events. */
        MAYBE
    }

    private static final Playback SILENT = null;
    private static final Faults.Answer DOWN = new Faults.Answer(503, "application/json", "{\"errors\":\"try later\"}");

    private final TestService service;

    private final List<RoomMove> moves;
    private final String roomId;
    /** All peers except the service's agent, by id. */
    private final Map<String, EmbeddedPeer> others = new LinkedHashMap<>();

    private final Map<String, String> names = new HashMap<>();
    private final List<RoomNotification> notifications = new ArrayList<>();
    private final List<Future<?>> calls = new ArrayList<>();
    private final List<String> performed = new ArrayList<>();
    private EmbeddedRoom room;
    private Suppressed suppressed = Suppressed.NO;
    private boolean startPending;

    SimulatedRoom(TestService service, String roomId, List<RoomMove> moves) {
        this.service = service;
        this.roomId = roomId;
        this.moves = moves;
        room = service.fishjam.openRoom(roomId);
    }

    /** Performs a move. */
    void perform(int i) {
        RoomMove move = moves.get(i);
        performed.add(move.kind().name());
        switch (move.kind()) {
            case JOIN -> join(PeerType.WEBRTC);
            case AGENT_JOINS -> join(PeerType.AGENT);
            case BOT_JOINS -> join(PeerType.VAPI);
            case DELETE_ROOM -> reopen(room::delete);
            case CRASH_ROOM -> reopen(() -> room.crash("on demand"));
            case START -> {
                calls.add(service.sessions.start(roomId, StartOptions.DEFAULT));
                suppressed = Suppressed.NO;
                startPending = true;
            }
            case STOP -> {
                calls.add(service.sessions.stop(roomId));
                // A pending start may be waiting for the end of a session; it takes effect after this stop then.
                suppressed = isOccupied() && !startPending ? Suppressed.YES : Suppressed.MAYBE;
            }
            case REMOVE_AGENT -> withAgent(EmbeddedPeer::remove);
            case CRASH_AGENT -> withAgent(agent -> agent.crash("on demand"));
            case DROP_AGENT -> withAgent(EmbeddedPeer::drop);
            case REQUEST_READS -> service.rooms.requestReads();
            case WEBHOOK_NOTIFICATION -> replay(move.index(), service.rooms::onWebhookNotification);
            case REPLAY_NOTIFICATION -> replay(move.index(), service.rooms::onNotification);
            case LOSE_NOTIFICATION -> service.fishjam.faults().loseNotifications(1);
            case DUPLICATE_NOTIFICATIONS -> service.fishjam.faults().doubleNotifications(2);
            case FAIL_REQUEST -> service.fishjam.faults().answer(DOWN, 1);
            case DROP_NOTIFIERS -> service.fishjam.dropNotifiers();
            case NONE -> performed.remove(performed.size() - 1);
            default -> {
                if (!others.isEmpty()) {
                    perform(move.kind(), new ArrayList<>(others.values()).get(move.index() % others.size()));
                }
            }
        }
        if (!isOccupied() && suppressed == Suppressed.YES) {
            suppressed = Suppressed.MAYBE;
        }
    }

    private void perform(RoomMove.Kind kind, EmbeddedPeer peer) {
        switch (kind) {
            case LEAVE -> {
                peer.leave();
                notifications.add(new PeerDisconnected(roomId, peer.id(), peer.type()));
            }
            case REJOIN -> {
                peer.rejoin();
                notifications.add(new PeerConnected(roomId, peer.id(), peer.type()));
            }
            case REMOVE -> delete(peer, peer::remove);
            case CRASH -> delete(peer, () -> peer.crash("on demand"));
            case RENAME -> {
                names.put(peer.id(), "name " + performed.size());
                peer.rename(names.get(peer.id()));
            }
            case PUBLISH -> {
                if (peer.connected()) {
                    peer.publishLive();
                }
            }
            case MUTE -> peer.tracks().forEach(EmbeddedTrack::mute);
            default -> throw new IllegalStateException("not a move of a peer: " + kind);
        }
    }

    private void join(PeerType type) {
        EmbeddedPeer peer = room.join(type, SILENT);
        others.put(peer.id(), peer);
        notifications.add(new PeerAdded(roomId, peer.id(), type));
        notifications.add(new PeerConnected(roomId, peer.id(), type));
    }

    private void delete(EmbeddedPeer peer, Runnable action) {
        action.run();
        others.remove(peer.id());
        notifications.add(new PeerDeleted(roomId, peer.id(), peer.type()));
    }

    private void reopen(Runnable action) {
        action.run();
        others.clear();
        room = service.fishjam.openRoom(roomId);
    }

    private void withAgent(Consumer<EmbeddedPeer> action) {
        agents().stream().findFirst().ifPresent(agent -> {
            action.accept(agent);
            // If the agent is still joining, the service cannot see how it was removed.
            suppressed = Suppressed.MAYBE;
        });
    }

    private void replay(int index, Consumer<RoomNotification> receiver) {
        if (!notifications.isEmpty()) {
            receiver.accept(notifications.get(index % notifications.size()));
        }
    }

    private boolean isOccupied() {
        return transcribed().findAny().isPresent();
    }

    private Stream<EmbeddedPeer> transcribed() {
        return others.values().stream().filter(peer -> peer.type() == PeerType.WEBRTC && peer.connected());
    }

    private List<EmbeddedPeer> agents() {
        return room.agents().stream()
                .filter(agent -> !others.containsKey(agent.id()))
                .toList();
    }

    /** Waits for all calls. */
    void awaitCalls() {
        calls.forEach(call -> TestService.await(call.otherwiseEmpty()));
        calls.clear();
    }

    /** Returns how the service's state differs from the expected one; empty if it does not. */
    String difference() {
        SessionStatus session =
                TestService.await(service.sessions.status(roomId)).orElse(null);
        String difference = session == null ? differenceWithout() : differenceWith(session);
        boolean complete = room.peers().stream().map(EmbeddedPeer::id).toList().containsAll(others.keySet());
        String all = complete ? difference : "another client's peer was deleted; " + difference;
        return all.isEmpty() ? "" : all + " in " + roomId + " after " + performed;
    }

    private String differenceWithout() {
        if (isOccupied() && suppressed == Suppressed.NO) {
            return "no session, though the room is occupied";
        }
        return agents().isEmpty() ? "" : "an agent without a session";
    }

    private String differenceWith(SessionStatus session) {
        if (!isOccupied()) {
            return "a session, though the room is empty";
        } else if (suppressed == Suppressed.YES) {
            return "a session, though it was stopped";
        } else if (session.state() != SessionState.LISTENING) {
            return "the session is " + session.state();
        } else if (agents().size() != 1) {
            return agents().size() + " agents";
        }
        Map<String, String> expected = new HashMap<>();
        transcribed().forEach(peer -> expected.put(peer.id(), names.get(peer.id())));
        Map<String, String> reported = new HashMap<>();
        session.peers().forEach(peer -> reported.put(peer.peerId(), peer.name()));
        if (!reported.equals(expected)) {
            return "the status reports " + reported + ", not " + expected;
        }
        return presentByEvents().equals(expected) ? "" : "the events report " + presentByEvents() + ", not " + expected;
    }

    /** Returns the present peers as a subscriber knows them from the events. */
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

    /** Resolves {@link Suppressed#MAYBE} by what the service decided. */
    void resolveSuppression() {
        boolean running = TestService.await(service.sessions.status(roomId)).isPresent();
        suppressed = isOccupied() && !running ? Suppressed.YES : Suppressed.NO;
        startPending = false;
    }

    void close() {
        room.delete();
    }
}
