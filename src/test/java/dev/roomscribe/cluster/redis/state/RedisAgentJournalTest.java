package dev.roomscribe.cluster.redis.state;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.roomscribe.cluster.redis.RedisLink;
import dev.roomscribe.session.agent.AgentJournal;
import dev.roomscribe.session.agent.AgentJournal.Claim;
import dev.roomscribe.session.agent.JournalContent;
import dev.roomscribe.session.agent.JournalContent.Agent;
import io.vertx.redis.client.Command;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The journals of nodes on a real Redis. */
class RedisAgentJournalTest {
    private static final Agent AGENT = new Agent("room", "a1");

    @TempDir
    Path directory;

    private RedisNodes nodes;
    private AgentJournal one;
    private AgentJournal two;

    @BeforeEach
    void start() {
        nodes = new RedisNodes(directory);
        one = journal("one", Duration.ofMillis(100));
        two = journal("two", Duration.ofMillis(100));
    }

    @AfterEach
    void close() {
        nodes.close();
    }

    private AgentJournal journal(String nodeId, Duration timeout) {
        return journal(nodes.link(), nodeId, timeout);
    }

    private static AgentJournal journal(RedisLink link, String nodeId, Duration timeout) {
        return new RedisAgentJournal(link, nodeId, "http://fishjam", timeout);
    }

    private static JournalContent content(Agent... agents) {
        return new JournalContent(List.of(agents), List.of());
    }

    /** Moves what others have left into a journal that has nothing of its own. */
    private static List<Agent> adopt(AgentJournal journal) throws IOException {
        List<Agent> agents = new ArrayList<>();
        journal.adopt(left -> {
            agents.addAll(left.agents());
            return content(agents.toArray(Agent[]::new));
        });
        return agents;
    }

    private static void awaitAdoption(AgentJournal journal) {
        Awaitility.await().until(() -> adopt(journal).equals(List.of(AGENT)));
    }

    @Test
    void oneNodeAdoptsWhatADeadNodeHasLeft() throws IOException {
        one.adopt(left -> left);
        one.write(content(AGENT));
        awaitAdoption(two);
        assertThat(adopt(two)).isEmpty();
        AgentJournal three = journal("three", Duration.ofHours(1));
        assertThat(adopt(three)).isEmpty();
        // Its successor has it, too, until it is deleted.
        awaitAdoption(journal("four", Duration.ofMillis(100)));
    }

    @Test
    void aProcessAdoptsWhatAnEarlierOneOfItsNodeHasLeftAtOnce() throws IOException {
        one.write(content(AGENT));
        AgentJournal next = journal("one", Duration.ofHours(1));
        next.write(content(new Agent("room", "a2")));
        assertThat(adopt(next)).containsExactly(AGENT);
    }

    @Test
    void aNodeThatIsSeenKeepsItsAgentsAndOneThatReturnsHasThemAgain() throws IOException {
        AgentJournal late = journal("late", Duration.ofHours(1));
        one.adopt(left -> left);
        one.write(content(AGENT));
        assertThat(adopt(late)).isEmpty();
        awaitAdoption(two);
        two.write(JournalContent.EMPTY);
        one.adopt(left -> left);
        assertThat(adopt(journal("one", Duration.ofHours(1)))).containsExactly(AGENT);
    }

    @Test
    void anAgentOfASessionOrADeletedOneIsLeftAlone() throws IOException {
        assertThat(two.claim(AGENT)).isEqualTo(Claim.NONE);
        nodes.command(Command.HSET, "test:{room}:owner", "record", "{\"agent\":\"a1\"}");
        assertThat(two.claim(AGENT)).isEqualTo(Claim.SESSION);
        nodes.command(Command.HDEL, "test:{room}:owner", "record");
        one.deleted(AGENT);
        assertThat(two.claim(AGENT)).isEqualTo(Claim.DELETED);
    }

    @Test
    void afterAnInterruptionANodeWaitsUntilItMayAdopt() throws IOException {
        one.adopt(left -> left);
        one.write(content(AGENT));
        nodes.killRedis();
        assertThatThrownBy(() -> two.write(content())).isInstanceOf(IOException.class);
        nodes.restartRedis();
        assertThat(adopt(journal("three", Duration.ofHours(1)))).isEmpty();
        awaitAdoption(two);
    }

    @Test
    void aNodeThatLeavesNothingIsForgotten() throws IOException {
        one.adopt(left -> left);
        one.close();
        assertThat(nodes.command(Command.KEYS, "*").size()).isZero();
        two.adopt(left -> left);
        two.write(content(AGENT));
        two.close();
        awaitAdoption(journal("three", Duration.ofMillis(100)));
    }
}
