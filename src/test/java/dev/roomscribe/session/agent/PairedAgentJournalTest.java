package dev.roomscribe.session.agent;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.roomscribe.session.agent.JournalContent.Agent;
import dev.roomscribe.simulation.disk.SimulatedDisk;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.Test;

/** A shared journal with a file for what it has not received. */
class PairedAgentJournalTest {
    private static final JournalContent CREATED = new JournalContent(List.of(new Agent("r1", "a1")), List.of());

    private final SimulatedDisk disk = new SimulatedDisk();
    private final SharedJournal shared = new SharedJournal();

    /** What all nodes share, which may be away. */
    static final class SharedJournal implements AgentJournal {
        final List<String> calls = new ArrayList<>();
        boolean away;

        private void call(String what) throws IOException {
            if (away) {
                throw new IOException("away");
            }
            calls.add(what);
        }

        @Override
        public void adopt(UnaryOperator<JournalContent> merge) throws IOException {
            call("adopt");
        }

        @Override
        public Optional<Duration> adoptionInterval() {
            return Optional.of(Duration.ofSeconds(3));
        }

        @Override
        public Claim claim(Agent adopted) throws IOException {
            call("claim");
            return Claim.SESSION;
        }

        @Override
        public void deleted(Agent agent) throws IOException {
            call("deleted");
        }

        @Override
        public void write(JournalContent content) throws IOException {
            call("write " + content.agents().size());
        }

        @Override
        public void close() throws IOException {
            call("close");
        }
    }

    private AgentJournal journal() throws IOException {
        return AgentJournal.paired(AgentJournal.open(disk.path("/data/agents"), "http://fishjam.test"), shared);
    }

    @Test
    void theNextProcessOfTheNodeFindsWhatWasCreatedWhileTheSharedJournalWasAway() throws IOException {
        AgentJournal died = journal();
        shared.away = true;
        assertThatThrownBy(() -> died.write(CREATED)).hasMessage("away");
        assertThatThrownBy(died::close).hasMessage("away");

        List<Agent> adopted = new ArrayList<>();
        AgentJournal next = journal();
        assertThatThrownBy(() -> next.adopt(left -> {
                    adopted.addAll(left.agents());
                    return left;
                }))
                .hasMessage("away");
        assertThat(adopted).containsExactly(new Agent("r1", "a1"));
    }

    @Test
    void theSharedJournalHasEverythingAlsoWhileTheDiskIsFull() throws IOException {
        AgentJournal journal = journal();
        journal.adopt(left -> left);
        disk.setFull(true);
        assertThatThrownBy(() -> journal.write(CREATED)).isInstanceOf(IOException.class);
        disk.setFull(false);
        assertThat(journal.claim(new Agent("r1", "a1"))).isEqualTo(AgentJournal.Claim.SESSION);
        journal.deleted(new Agent("r1", "a1"));
        assertThat(journal.adoptionInterval()).contains(Duration.ofSeconds(3));
        journal.close();
        assertThat(shared.calls).containsExactly("adopt", "write 1", "claim", "deleted", "close");
    }
}
