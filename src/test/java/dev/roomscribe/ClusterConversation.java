package dev.roomscribe;

import static dev.roomscribe.support.SpokenWords.seconds;
import static org.assertj.core.api.Assertions.assertThat;

import dev.roomscribe.fishjam.PeerType;
import dev.roomscribe.fishjam.embedded.media.Playback;
import dev.roomscribe.fishjam.embedded.room.EmbeddedPeer;
import dev.roomscribe.fishjam.embedded.room.EmbeddedRoom;
import dev.roomscribe.recognition.Recordings;
import dev.roomscribe.support.CaptionClient.Event;
import dev.roomscribe.support.Cluster;
import dev.roomscribe.support.ClusterNode;
import dev.roomscribe.support.EventSourceClient;
import dev.roomscribe.support.HttpCalls;
import dev.roomscribe.support.Sounds;
import dev.roomscribe.support.SpokenWords;
import dev.roomscribe.support.Waiting;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.awaitility.core.ConditionTimeoutException;

/**
 * Two people who talk in a room of a cluster, and a subscriber on every node from the start of the session. {@link #stop}
 * judges what became of the session: the subscribers of all nodes have received the same events, every word is in one final
 * or in a gap, and the service has left the room to those who were there without it.
 */
public final class ClusterConversation implements AutoCloseable {
    /** Bob speaks this much earlier than in the demo room, so that there is speech of both and a pause in every 10 s. */
    private static final Duration BOB_EARLIER = Duration.ofMillis(3_200);

    private static final Duration POLL_INTERVAL = Duration.ofMillis(20);

    private final Cluster cluster;
    private final String roomId;
    private final EmbeddedRoom room;
    private final double joined;
    private final List<ResumedSession.Speaker> speakers = new ArrayList<>();
    private final Map<ClusterNode, EventSourceClient> subscribers = new LinkedHashMap<>();
    /** The peers that are not the service's: two people and the agent of another service. */
    private final List<EmbeddedPeer> others = new ArrayList<>();

    /** Starts the session by a request to a node, and lets the people speak. */
    public ClusterConversation(Cluster cluster, String roomId, ClusterNode entrance) {
        this.cluster = cluster;
        this.roomId = roomId;
        room = cluster.fishjam().openRoom(roomId);
        others.add(room.join(
                PeerType.AGENT,
                Playback.of(Sounds.recording(Recordings.demo("alice"))).looping()));
        assertThat(HttpCalls.post(entrance.path(control()), "{}")).isEqualTo(201);
        cluster.nodes().forEach(node -> subscribers.put(node, node.subscribe(roomId)));
        // The first use of that class takes seconds, in which nothing would be spoken yet.
        SpokenWords.gaps("", List.of());
        awaitOnAll(cluster.nodes(), events -> count(events, "session.started") == 1);
        Instant start = Instant.now().plusMillis(300);
        join("alice", start);
        join("bob", start.minus(BOB_EARLIER));
        // On a busy machine, they join later than that.
        joined = Math.max(seconds(start), seconds(Instant.now()));
    }

    private void join(String name, Instant start) {
        EmbeddedPeer peer = room.join(
                name,
                Playback.of(Sounds.recording(Recordings.demo(name))).looping().startingAt(start));
        others.add(peer);
        speakers.add(new ResumedSession.Speaker(name, peer.id(), start));
    }

    /** Lets a person join who says nothing, so that there is another event soon. */
    void joinGuest() {
        others.add(room.join("Guest " + others.size()));
    }

    /** Waits until the subscribers of some nodes know everybody who has joined. */
    void awaitPeers(List<ClusterNode> nodes) {
        long people = others.size() - 1L;
        awaitOnAll(
                nodes,
                events -> sinceResumption(events).stream()
                                .filter(event -> event.is("peer.joined"))
                                .map(event -> event.text("peer_id"))
                                .distinct()
                                .count()
                        == people);
    }

    private String control() {
        return "/rooms/" + roomId + "/transcribe";
    }

    String path(String file) {
        return "/rooms/" + roomId + "/" + file;
    }

    EventSourceClient subscriber(ClusterNode node) {
        return subscribers.get(node);
    }

    public ClusterNode owner() {
        return cluster.owner(roomId).orElseThrow();
    }

    /** Returns the id of the session's agent, which must be the only one of this service in the room. */
    String agent() {
        List<String> agents = agents();
        assertThat(agents).hasSize(1);
        return agents.get(0);
    }

    private List<String> agents() {
        return room.agents().stream()
                .filter(agent -> !others.contains(agent))
                .map(EmbeddedPeer::id)
                .toList();
    }

    interface Condition {
        boolean holds(List<Event> events);
    }

    /** Waits until a condition holds for what the subscribers of some nodes have received. */
    void awaitOnAll(List<ClusterNode> nodes, Condition condition) {
        nodes.forEach(node -> subscribers.get(node).await(Waiting.LIMIT, condition::holds));
    }

    /** Waits until there is a final since the last resumption, and an utterance is open, as a subscriber of a node sees it. */
    public void awaitSpeech(ClusterNode node) {
        subscribers.get(node).await(Waiting.LIMIT, events -> {
            List<Event> recent = sinceResumption(events);
            return count(recent, "transcript.final") > 0 && isTalking(recent);
        });
    }

    /** Waits for more finals on some nodes than any of them has now; one that was cut off may have fewer than others. */
    void awaitFurtherFinal(List<ClusterNode> nodes) {
        int finals = nodes.stream()
                .mapToInt(
                        node -> subscribers.get(node).events("transcript.final").size())
                .max()
                .orElseThrow();
        awaitOnAll(nodes, events -> count(events, "transcript.final") > finals);
    }

    /**
     * Waits until the session was resumed for the n-th time, as the subscribers of some nodes see it.
     *
     * @param failedAt when the owner failed, by {@link System#nanoTime}
     * @return how long after it the subscribers knew, at most
     */
    public Duration awaitResumption(int n, List<ClusterNode> nodes, long failedAt) {
        awaitOnAll(nodes, events -> count(events, "session.resumed") == n);
        Duration duration = Duration.ofNanos(System.nanoTime() - failedAt);
        System.out.println("Taken over after " + duration.toMillis() + " ms in room " + roomId);
        Waiting.await()
                .pollInterval(POLL_INTERVAL)
                .untilAsserted(() -> assertThat(agents())
                        .containsExactly(subscribers
                                .get(nodes.get(0))
                                .events("session.resumed")
                                .get(n - 1)
                                .text("agent_id")));
        return duration;
    }

    /** Returns how often the session was resumed, once the subscribers of all nodes know that. */
    public int resumptions() {
        int most = cluster.nodes().stream()
                .mapToInt(
                        node -> subscribers.get(node).events("session.resumed").size())
                .max()
                .orElse(0);
        awaitOnAll(cluster.nodes(), events -> count(events, "session.resumed") >= most);
        return most;
    }

    /**
     * Ends the session by a request to a node, and verifies all of it.
     *
     * @param reasons why audio is missing before each resumption
     */
    public void stop(ClusterNode exit, String... reasons) {
        try {
            assertThat(HttpCalls.delete(exit.path(control()))).isLessThan(300);
            awaitOnAll(cluster.nodes(), events -> count(events, "session.ended") == 1);
            List<Event> events = subscribers.get(exit).durable();
            verifySubscribers(events);
            ResumedSession session = new ResumedSession(events);
            session.verifyEvents(List.of(reasons));
            session.verifyWords(speakers, joined);
            Waiting.await()
                    .pollInterval(POLL_INTERVAL)
                    .untilAsserted(() -> assertThat(room.peers()).containsExactlyElementsOf(others));
        } catch (AssertionError | ConditionTimeoutException e) {
            print();
            throw e;
        }
    }

    /** Returns how much later the words of the finals are than they were spoken, in seconds. */
    public List<Double> timeErrors(ClusterNode node) {
        List<Event> events = subscribers.get(node).durable();
        return speakers.stream()
                .flatMap(speaker ->
                        SpokenWords.timeErrors(speaker.name(), speaker.recordingStart(), speaker.peerId(), events)
                                .stream())
                .toList();
    }

    private void verifySubscribers(List<Event> events) {
        subscribers.forEach((node, subscriber) -> {
            assertThat(subscriber.durable()).as("events on node %s", node).isEqualTo(events);
            assertThat(subscriber.events("stream.gap"))
                    .as("gaps of the subscriber of node %s alone", node)
                    .noneMatch(gap -> gap.id() == null);
        });
        cluster.nodes()
                .forEach(node -> assertThat(node.stored(roomId, "session.ended"))
                        .as("events stored, by node %s", node)
                        .isEqualTo(events));
        assertThat(cluster.storedEvents(roomId)).isEqualTo(events.size());
    }

    /** Prints what the subscribers have received, and what the nodes have logged. */
    public void print() {
        cluster.nodes().forEach(node -> {
            System.out.println("Room " + roomId + " on node " + node + ":");
            subscribers.get(node).events().stream()
                    .filter(event -> !event.is("transcript.partial"))
                    .forEach(event -> System.out.println(event.id() + " " + event.data()));
            System.out.println(node.log());
        });
    }

    @Override
    public void close() {
        subscribers.values().forEach(EventSourceClient::close);
        room.delete();
    }

    static long count(List<Event> events, String type) {
        return events.stream().filter(event -> event.is(type)).count();
    }

    private static List<Event> sinceResumption(List<Event> events) {
        int last = IntStream.range(0, events.size())
                .filter(i -> events.get(i).is("session.resumed"))
                .max()
                .orElse(0);
        return events.subList(last, events.size());
    }

    /** Returns whether an utterance is open. */
    static boolean isTalking(List<Event> events) {
        Set<String> ended = events.stream()
                .filter(event -> event.is("transcript.final")
                        || (event.is("transcript.partial")
                                && event.text("transcript").isEmpty()))
                .map(event -> event.text("utterance_id"))
                .collect(Collectors.toSet());
        return events.stream()
                .anyMatch(event -> event.is("transcript.partial") && !ended.contains(event.text("utterance_id")));
    }
}
