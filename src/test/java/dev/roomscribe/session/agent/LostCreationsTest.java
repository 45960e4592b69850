package dev.roomscribe.session.agent;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.node.NullNode;
import dev.roomscribe.fishjam.Peer;
import dev.roomscribe.fishjam.PeerType;
import dev.roomscribe.fishjam.Room;
import dev.roomscribe.fishjam.RoomConfig;
import dev.roomscribe.fishjam.SubscribeMode;
import dev.roomscribe.fishjam.Subscriptions;
import dev.roomscribe.session.agent.JournalContent.Creation;
import java.time.Duration;
import java.time.Instant;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** By which evidence an agent in a room counts as the one whose creation was not answered. */
class LostCreationsTest {
    private static final long UNCONNECTED = LostCreations.MIN_UNCONNECTED.toNanos();
    private static final long DOWNTIME = AgentRegistry.MAX_DOWNTIME.toNanos();
    private static final long LATE = LostCreations.MAX_DELAY.toNanos();

    private final LostCreations search = new LostCreations("weekly");
    private final Set<String> known = new HashSet<>();

    private static Peer peer(String id, PeerType type, boolean connected) {
        return new Peer(id, type, connected, List.of(), NullNode.getInstance());
    }

    private static Peer agent(String id) {
        return peer(id, PeerType.AGENT, false);
    }

    private static Room room(Peer... peers) {
        return new Room("weekly", RoomConfig.conference(), List.of(peers));
    }

    private void lose(Peer... present) {
        search.add(Creation.in(room(present), SubscribeMode.AUTO, Instant.EPOCH), 0);
    }

    private List<String> read(long nanos, Peer... peers) {
        return search.examine(room(peers), known::contains, nanos);
    }

    @Test
    void agentThatAppearedAndIsNeverConnectedIsFound() {
        lose(agent("before"));
        assertThat(read(1, agent("before"), agent("lost"), peer("ana", PeerType.WEBRTC, false)))
                .isEmpty();
        assertThat(search.isOver(1)).isFalse();
        assertThat(read(UNCONNECTED, agent("before"), agent("lost"))).isEmpty();
        assertThat(read(UNCONNECTED + 1, agent("before"), agent("lost"))).containsExactly("lost");
        assertThat(search.isOver(UNCONNECTED + 1)).isTrue();
    }

    @Test
    void agentOfAnotherServiceIsNeverFound() {
        lose();
        assertThat(read(1, agent("connects"), agent("manual"))).isEmpty();
        Peer manual = new Peer(
                "manual",
                PeerType.AGENT,
                false,
                List.of(),
                NullNode.getInstance(),
                SubscribeMode.MANUAL,
                Subscriptions.NONE);
        // It was connected once, so its owner knows its token.
        assertThat(read(2, peer("connects", PeerType.AGENT, true), manual)).isEmpty();
        assertThat(read(UNCONNECTED + 2, agent("connects"), manual)).isEmpty();
        assertThat(read(LATE + 1, agent("connects"), manual, agent("too late"))).isEmpty();
        assertThat(read(LATE + 2 * UNCONNECTED, agent("connects"), manual, agent("too late")))
                .isEmpty();
        assertThat(search.isOver(LATE + 2 * UNCONNECTED)).isTrue();
    }

    @Test
    void nothingIsFoundWhileThereAreMoreCandidatesThanLostAnswers() {
        lose();
        read(1, agent("one"), agent("two"));
        assertThat(read(UNCONNECTED + 1, agent("one"), agent("two"))).isEmpty();
        assertThat(read(UNCONNECTED + 2, agent("one"), peer("two", PeerType.AGENT, true)))
                .containsExactly("one");
    }

    @Test
    void agentsOfRepeatedAttemptsAreAllFoundAndTheServicesOwnAreKept() {
        lose();
        lose(agent("first"));
        known.add("own");
        read(1, agent("first"), agent("second"), agent("own"));
        assertThat(read(UNCONNECTED + 1, agent("first"), agent("second"), agent("own")))
                .containsExactlyInAnyOrder("first", "second");
    }

    @Test
    void agentIsFoundAfterAnOutageOfSomeMinutesAndSearchedForNoLonger() {
        lose();
        search.onReadFailed();
        assertThat(search.isOver(DOWNTIME)).isFalse();
        assertThat(read(DOWNTIME, agent("lost"))).isEmpty();
        assertThat(read(DOWNTIME + UNCONNECTED, agent("lost"), agent("too late")))
                .containsExactly("lost");

        lose();
        search.onReadFailed();
        assertThat(search.isOver(DOWNTIME + 1)).isTrue();
        assertThat(read(DOWNTIME + 1, agent("later"))).isEmpty();
        assertThat(read(DOWNTIME + 1 + UNCONNECTED, agent("later"))).isEmpty();
    }

    /** The owner of such an agent could not connect it. */
    @Test
    void timeInWhichTheRoomCouldNotBeReadProvesNothing() {
        lose();
        read(1, agent("of another"));
        search.onReadFailed();
        assertThat(read(UNCONNECTED + 1, agent("of another"))).isEmpty();
        assertThat(read(UNCONNECTED + 2, peer("of another", PeerType.AGENT, true)))
                .isEmpty();
        assertThat(read(2 * UNCONNECTED + 1, agent("of another"))).isEmpty();
    }

    @Test
    void searchThatStaysInDoubtEnds() {
        lose();
        read(1, agent("one"), agent("two"));
        assertThat(search.isOver(Duration.ofMinutes(9).toNanos())).isFalse();
        assertThat(search.isOver(Duration.ofMinutes(11).toNanos())).isTrue();
    }
}
