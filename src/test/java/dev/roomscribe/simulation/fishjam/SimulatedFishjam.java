package dev.roomscribe.simulation.fishjam;

import com.fasterxml.jackson.databind.node.NullNode;
import dev.roomscribe.fishjam.Peer;
import dev.roomscribe.fishjam.PeerType;
import dev.roomscribe.fishjam.Room;
import dev.roomscribe.fishjam.RoomConfig;
import dev.roomscribe.fishjam.SocketClosed;
import dev.roomscribe.fishjam.notification.RoomNotification;
import dev.roomscribe.simulation.clock.Lifetime;
import dev.roomscribe.simulation.clock.VirtualTime;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.BiConsumer;
import java.util.function.Consumer;
import java.util.function.Predicate;

/** One Fishjam with one room: its people, its agents and the network to the service. */
public final class SimulatedFishjam {
    public static final String ROOM = "room";
    /** An agent of another client, which must not be deleted. */
    private static final String FOREIGN_AGENT = "agent-foreign";

    private static final long NEVER = Long.MIN_VALUE;

    private final VirtualTime time;
    private final NetworkDelay delay;
    private final RestFaults rest;
    private final NotificationFaults notifications;
    private final Map<Integer, SimulatedPerson> people = new LinkedHashMap<>();
    /** The agents that exist, with the process that created each. */
    private final Map<String, Lifetime> agents = new LinkedHashMap<>(Map.of(FOREIGN_AGENT, new Lifetime()));

    private final Set<String> everConnected = new HashSet<>();
    private final Set<String> unanswered = new HashSet<>();
    private final Map<String, SimulatedSocket> sockets = new LinkedHashMap<>();
    private final Map<SimulatedPerson, Long> lossUntil = new LinkedHashMap<>();
    private final Map<Lifetime, Consumer<RoomNotification>> notified = new LinkedHashMap<>();
    private Predicate<Lifetime> inCharge = process -> true;
    private BiConsumer<Lifetime, String> onDeletion = (by, agent) -> {};
    private long unreachableUntil = NEVER;
    private int agentsCreated;
    private int wordsSaid;

    /** @param constantDelay the shortest time that audio takes to the service */
    public SimulatedFishjam(VirtualTime time, Duration constantDelay, Duration jitter) {
        this.time = time;
        delay = new NetworkDelay(time, constantDelay, jitter);
        rest = new RestFaults(time);
        notifications = new NotificationFaults(time);
    }

    public RestFaults rest() {
        return rest;
    }

    public NotificationFaults notifications() {
        return notifications;
    }

    private SimulatedPerson person(int number) {
        return people.computeIfAbsent(number, n -> new SimulatedPerson(time, "p" + n, this::fromPerson));
    }

    /** A person enters the room; has no effect if it is there. */
    public void join(int number) {
        SimulatedPerson person = person(number);
        if (!person.isConnected()) {
            person.join();
            notify(new RoomNotification.PeerAdded(ROOM, person.peerId(), PeerType.WEBRTC));
            notify(new RoomNotification.PeerConnected(ROOM, person.peerId(), PeerType.WEBRTC));
            notify(new RoomNotification.TrackAdded(ROOM, person.peerId(), person.track()));
        }
    }

    public void leave(int number) {
        SimulatedPerson person = person(number);
        if (person.isConnected()) {
            person.leave();
            notify(new RoomNotification.PeerDisconnected(ROOM, person.peerId(), PeerType.WEBRTC));
            notify(new RoomNotification.PeerDeleted(ROOM, person.peerId(), PeerType.WEBRTC));
        }
    }

    public void mute(int number, boolean muted) {
        SimulatedPerson person = person(number);
        if (person.isConnected() && person.isMuted() != muted) {
            person.setMuted(muted);
            notify(new RoomNotification.TrackMetadataUpdated(ROOM, person.peerId(), person.track()));
        }
    }

    /** A person says the next words with pauses between them. */
    public void say(int number, int count, Duration pause) {
        for (int i = 0; i < count; i++) {
            person(number).say(wordsSaid++, pause);
        }
    }

    /** What a person sends does not reach Fishjam until a time. */
    public void loseUntil(int number, long nanos) {
        lossUntil.put(person(number), nanos);
    }

    /** Delays what is sent from now on, as {@link NetworkDelay#stall}. */
    public void stall(Duration length, double rate) {
        delay.stall(length, rate);
    }

    /** Breaks all connections and accepts no new ones until a time. */
    public void disconnect(long unreachableUntilNanos, Duration noticedAfter) {
        unreachableUntil = unreachableUntilNanos;
        List.copyOf(sockets.values())
                .forEach(socket -> socket.drop(SocketClosed.lost("the network is down"), noticedAfter));
    }

    private void fromPerson(SentChunk chunk) {
        if (time.nanos() < lossUntil.getOrDefault(chunk.person(), NEVER)) {
            chunk.words().forEach(SpokenWord::lostBeforeFishjam);
            return;
        }
        boolean sent = false;
        for (SimulatedSocket socket : List.copyOf(sockets.values())) {
            sent |= socket.send(chunk) && isInCharge(socket.process());
        }
        if (!sent) {
            chunk.lostByConnection(time.nanos());
        }
    }

    private void notify(RoomNotification notification) {
        notifications.deliver(notification, () -> this::broadcast);
    }

    private void broadcast(RoomNotification notification) {
        notified.keySet().removeIf(Lifetime::isEnded);
        List.copyOf(notified.values()).forEach(receiver -> receiver.accept(notification));
    }

    /** Sets the receiver of the notifications of a process. */
    void subscribe(Lifetime process, Consumer<RoomNotification> receiver) {
        notified.put(process, receiver);
    }

    /** Sets which process is in charge of the room: only what that one receives counts as received by the service. */
    public void setInCharge(Predicate<Lifetime> condition) {
        inCharge = condition;
    }

    boolean isInCharge(Lifetime process) {
        return inCharge.test(process);
    }

    /** Sets what is called with a process that deletes an agent that another one has created, and the agent. */
    public void onDeletion(BiConsumer<Lifetime, String> listener) {
        onDeletion = listener;
    }

    Room room() {
        List<Peer> peers = new ArrayList<>();
        people.values().stream().filter(SimulatedPerson::isConnected).forEach(person -> peers.add(person.peer()));
        agents.keySet().forEach(agent -> peers.add(agentPeer(agent)));
        return new Room(ROOM, RoomConfig.audioOnly(), peers);
    }

    private Peer agentPeer(String agent) {
        return new Peer(agent, PeerType.AGENT, sockets.containsKey(agent), List.of(), NullNode.getInstance());
    }

    /** @param answerIsLost whether the service is never told of the agent */
    Peer createAgent(Lifetime creator, boolean answerIsLost) {
        String agent = "agent-" + ++agentsCreated;
        agents.put(agent, creator);
        if (answerIsLost) {
            unanswered.add(agent);
        }
        notify(new RoomNotification.PeerAdded(ROOM, agent, PeerType.AGENT));
        return agentPeer(agent);
    }

    boolean hasAgent(String agent) {
        return agents.containsKey(agent);
    }

    void delete(Lifetime by, String peerId) {
        Lifetime creator = agents.remove(peerId);
        if (creator != null) {
            if (creator != by) {
                onDeletion.accept(by, peerId);
            }
            notify(new RoomNotification.PeerDeleted(ROOM, peerId, PeerType.AGENT));
            SimulatedSocket socket = sockets.get(peerId);
            if (socket != null) {
                socket.drop(SocketClosed.byFishjam(1000, "peer removed"), Duration.ofMillis(20));
            }
        } else {
            people.values().stream()
                    .filter(person -> person.peerId().equals(peerId))
                    .forEach(person -> peopleDeleted.add(peerId));
        }
    }

    private final List<String> peopleDeleted = new ArrayList<>();

    /** Returns whether a connection of the service has received nothing for longer than usual. */
    public boolean isStalled() {
        return sockets.values().stream()
                .anyMatch(socket -> !socket.process().isEnded()
                        && socket.stalledSinceNanos().isPresent());
    }

    boolean isReachable() {
        return time.nanos() >= unreachableUntil;
    }

    NetworkDelay delay() {
        return delay;
    }

    void connected(String agent, SimulatedSocket socket) {
        sockets.put(agent, socket);
        everConnected.add(agent);
        notify(new RoomNotification.PeerConnected(ROOM, agent, PeerType.AGENT));
    }

    void disconnected(String agent, SimulatedSocket socket) {
        if (!sockets.remove(agent, socket)) {
            return;
        }
        notify(new RoomNotification.PeerDisconnected(ROOM, agent, PeerType.AGENT));
    }

    /**
     * Returns the agents of the service that exist, except those that it cannot know: the answer to their creation was lost,
     * or their process ended before it had recorded them; they never connected.
     */
    public List<String> agents() {
        return agents.keySet().stream()
                .filter(agent -> !agent.equals(FOREIGN_AGENT))
                .filter(agent -> everConnected.contains(agent)
                        || !(unanswered.contains(agent) || agents.get(agent).isEnded()))
                .toList();
    }

    /** The operating system closes the connections of a process that has ended. */
    public void processEnded(Lifetime process) {
        sockets.entrySet().stream()
                .filter(agent -> agent.getValue().process() == process)
                .toList()
                .forEach(agent -> disconnected(agent.getKey(), agent.getValue()));
    }

    /** Returns how many agents of the service receive audio. */
    public long connectedAgents() {
        return sockets.keySet().stream().filter(agents::containsKey).count();
    }

    /** Returns the peers of others that the service deleted. */
    public List<String> foreignPeersDeleted() {
        List<String> deleted = new ArrayList<>(peopleDeleted);
        if (!agents.containsKey(FOREIGN_AGENT)) {
            deleted.add(FOREIGN_AGENT);
        }
        return deleted;
    }

    /** Returns everything that was said, by person and in order. */
    public List<SpokenWord> words() {
        return people.values().stream()
                .flatMap(person -> person.words().stream())
                .toList();
    }

    /** Returns the arrival times of everything that a peer sent. */
    public Arrivals arrivals(String peerId) {
        SimulatedPerson found = people.values().stream()
                .filter(person -> person.peerId().equals(peerId))
                .findFirst()
                .orElseThrow();
        return arrivalsOf(found, delay);
    }

    static Arrivals arrivalsOf(SimulatedPerson person, NetworkDelay delay) {
        return new Arrivals(person.arrivals(), delay);
    }
}
