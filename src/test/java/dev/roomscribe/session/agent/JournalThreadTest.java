package dev.roomscribe.session.agent;

import static org.assertj.core.api.Assertions.assertThat;

import dev.roomscribe.session.agent.JournalContent.Agent;
import dev.roomscribe.simulation.clock.Lifetime;
import dev.roomscribe.simulation.clock.VirtualEventLoop;
import dev.roomscribe.simulation.clock.VirtualTime;
import dev.roomscribe.simulation.disk.SimulatedDisk;
import io.vertx.core.Future;
import java.io.IOException;
import java.time.Duration;
import java.util.concurrent.TimeoutException;
import org.junit.jupiter.api.Test;

/** A journal on a disk, or in a Redis, that does not respond. */
class JournalThreadTest {
    private static final Agent ADOPTED = new Agent("r1", "a1");

    private final VirtualTime time = new VirtualTime(1);

    private JournalThread hanging(AgentJournal journal) {
        return new JournalThread(
                journal, task -> {}, new VirtualEventLoop(time, new Lifetime()), () -> JournalContent.EMPTY, () -> {});
    }

    @Test
    void withoutOtherProcessesTheJournalIsNotAskedWhetherAnAgentMayBeDeleted() throws IOException {
        assertThat(hanging(AgentJournal.open(new SimulatedDisk().path("/data/agents"), "http://fishjam.test"))
                        .claim(ADOPTED)
                        .result())
                .isEqualTo(AgentJournal.Claim.NONE);
    }

    @Test
    void aSharedJournalIsNotWaitedForWithoutAnEnd() {
        Future<AgentJournal.Claim> claim =
                hanging(new PairedAgentJournalTest.SharedJournal()).claim(ADOPTED);
        time.runUntil(time.nanos() + Duration.ofMillis(900).toNanos());
        assertThat(claim.isComplete()).isFalse();
        time.runUntil(time.nanos() + Duration.ofMillis(200).toNanos());
        assertThat(claim.cause()).isInstanceOf(TimeoutException.class);
    }
}
