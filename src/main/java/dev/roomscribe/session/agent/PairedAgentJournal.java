package dev.roomscribe.session.agent;

import dev.roomscribe.session.agent.JournalContent.Agent;
import java.io.IOException;
import java.time.Duration;
import java.util.Optional;
import java.util.function.UnaryOperator;

/**
 * A journal that all nodes share, and a file for what they have not received: it tells the next process of this node what was
 * created while the shared journal was away.
 */
final class PairedAgentJournal implements AgentJournal {
    private final AgentJournal file;
    private final AgentJournal shared;

    PairedAgentJournal(AgentJournal file, AgentJournal shared) {
        this.file = file;
        this.shared = shared;
    }

    @FunctionalInterface
    private interface Step {
        void run() throws IOException;
    }

    /** Does both, also if the first one fails. */
    private static void both(Step first, Step second) throws IOException {
        try {
            first.run();
        } catch (IOException e) {
            second.run();
            throw e;
        }
        second.run();
    }

    @Override
    public void adopt(UnaryOperator<JournalContent> merge) throws IOException {
        both(() -> file.adopt(merge), () -> shared.adopt(merge));
    }

    @Override
    public Optional<Duration> adoptionInterval() {
        return shared.adoptionInterval();
    }

    @Override
    public Claim claim(Agent adopted) throws IOException {
        return shared.claim(adopted);
    }

    @Override
    public void deleted(Agent agent) throws IOException {
        shared.deleted(agent);
    }

    @Override
    public void write(JournalContent content) throws IOException {
        both(() -> file.write(content), () -> shared.write(content));
    }

    @Override
    public void close() throws IOException {
        both(file::close, shared::close);
    }
}
