package dev.roomscribe.session.agent;

import static org.assertj.core.api.Assertions.assertThat;

import dev.roomscribe.fishjam.agent.AudioChunk;
import dev.roomscribe.runtime.TimeSource;
import dev.roomscribe.simulation.clock.Lifetime;
import dev.roomscribe.simulation.clock.VirtualClock;
import dev.roomscribe.simulation.clock.VirtualEventLoop;
import dev.roomscribe.simulation.clock.VirtualTime;
import dev.roomscribe.simulation.fishjam.SimulatedClient;
import dev.roomscribe.simulation.fishjam.SimulatedFishjam;
import dev.roomscribe.transcript.event.SessionEndReason;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.function.BooleanSupplier;
import org.junit.jupiter.api.Test;

/** While another process may have the room, a lost agent is not replaced. */
class UnconfirmedRoomTest implements RoomAgentListener {
    private static final Duration RECONNECT_TIMEOUT = Duration.ofSeconds(30);

    private final VirtualTime time = new VirtualTime(1);
    private final SimulatedFishjam fishjam = new SimulatedFishjam(time, Duration.ofMillis(5), Duration.ofMillis(1));
    private final VirtualEventLoop eventLoop = new VirtualEventLoop(time, new Lifetime());
    private final SimulatedClient client = new SimulatedClient(fishjam, time, new Lifetime());
    private final TimeSource clocks = new TimeSource(new VirtualClock(time), time::nanos);
    private final AgentRegistry registry =
            new AgentRegistry(new VirtualEventLoop(time, new Lifetime()), client, clocks, null, Runnable::run);
    private final List<String> seen = new ArrayList<>();
    private BooleanSupplier confirmed = () -> true;

    private void run(Duration duration) {
        time.runUntil(time.nanos() + duration.toNanos());
        assertThat(time.failures()).isEmpty();
    }

    private RoomAgent newAgent() {
        return new RoomAgent(
                SimulatedFishjam.ROOM,
                Set.of(),
                client,
                registry,
                RECONNECT_TIMEOUT,
                () -> confirmed.getAsBoolean(),
                eventLoop,
                clocks,
                this);
    }

    private void join() {
        RoomAgent agent = newAgent();
        eventLoop.execute(() -> client.room(SimulatedFishjam.ROOM)
                .compose(room -> agent.join(room, () -> client.room("").mapEmpty()))
                .onFailure(failure -> seen.add(failure.toString())));
        run(Duration.ofSeconds(1));
        assertThat(fishjam.connectedAgents()).isEqualTo(1);
    }

    /** Its socket is lost, and as it connects again, Fishjam does not have it any more: another process has deleted it. */
    private void loseAgent() {
        String lost = fishjam.agents().get(0);
        fishjam.disconnect(time.nanos() + Duration.ofSeconds(1).toNanos(), Duration.ZERO);
        client.deletePeer(SimulatedFishjam.ROOM, lost);
    }

    @Test
    void noOtherAgentIsCreatedHoweverLongThatTakesAndOneOnceTheRoomIsConfirmed() {
        join();
        confirmed = () -> false;
        loseAgent();
        run(RECONNECT_TIMEOUT.multipliedBy(10));
        assertThat(fishjam.agents()).isEmpty();
        assertThat(seen).containsExactly("lost");

        confirmed = () -> true;
        run(Duration.ofSeconds(1));
        assertThat(fishjam.connectedAgents()).isEqualTo(1);
        assertThat(seen).containsExactly("lost", "reconnected");
    }

    @Test
    void theRoomMayBecomeUncertainWhileFishjamAnswers() {
        join();
        boolean[] asked = {false};
        confirmed = () -> {
            boolean first = !asked[0];
            asked[0] = true;
            return first;
        };
        loseAgent();
        run(RECONNECT_TIMEOUT);
        assertThat(asked[0]).isTrue();
        assertThat(fishjam.agents()).isEmpty();
    }

    @Test
    void anAgentIsNotTakenOverEither() {
        join();
        confirmed = () -> false;
        String earlier = fishjam.agents().get(0);
        List<Object> results = new ArrayList<>();
        RoomAgent successor = newAgent();
        eventLoop.execute(() -> {
            successor.adopt(earlier);
            successor.takeOver().onComplete(results::add);
        });
        run(RECONNECT_TIMEOUT);
        assertThat(results).singleElement().asString().contains("RetryLater");
        assertThat(fishjam.agents()).containsExactly(earlier);
    }

    @Override
    public void onAudio(AudioChunk chunk) {}

    @Override
    public void onMalformedMessage() {}

    @Override
    public void onConnectionLost(long lastReceivedNanos) {
        seen.add("lost");
    }

    @Override
    public void onReconnected() {
        seen.add("reconnected");
    }

    @Override
    public void onTerminated(SessionEndReason reason, String detail) {
        seen.add("terminated: " + detail);
    }
}
