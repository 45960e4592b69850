package dev.roomscribe.session.agent;

import dev.roomscribe.session.agent.JournalContent.Agent;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import java.util.function.UnaryOperator;

/**
 * Lists the agents of this process that may be in a room, and the creations whose answer has not been received. Fishjam does
 * not say which client created an agent, so only the journal tells another process what this one has left behind. Every method
 * blocks; not thread-safe.
 */
public interface AgentJournal extends AutoCloseable {
    /** What may keep an adopted agent from being deleted. */
    enum Claim {
        NONE,
        /** A session that another process runs or continues has the agent, and deletes it itself. */
        SESSION,
        /** Another process has deleted the agent. */
        DELETED
    }

    /**
     * Opens a journal in a file.
     *
     * @param directory created if it does not exist
     * @param fishjamUrl the URL of the Fishjam that the agents connect to; agents of other URLs are never adopted
     * @throws IOException if the directory cannot be written to
     */
    static AgentJournal open(Path directory, String fishjamUrl) throws IOException {
        return FileAgentJournal.open(directory, fishjamUrl);
    }

    /**
     * Returns a shared journal that also survives that it cannot be written, for the next process of this node.
     *
     * @param file see {@link #open}
     */
    static AgentJournal paired(AgentJournal file, AgentJournal shared) {
        return new PairedAgentJournal(file, shared);
    }

    /**
     * Moves what processes that have ended left behind into this journal. If that fails, call it again: what was moved is not
     * passed again, unless it could not be removed where it was.
     *
     * @param merge adds what a process left behind to what this one has, and returns both
     * @throws IOException if something could not be read, written or removed; all else is moved
     */
    void adopt(UnaryOperator<JournalContent> merge) throws IOException;

    /**
     * Returns how often to call {@link #adopt} while this process runs; empty if only at its start, because processes that
     * run at the same time have other journals.
     */
    default Optional<Duration> adoptionInterval() {
        return Optional.empty();
    }

    /** Returns whether an adopted agent may be deleted. */
    default Claim claim(Agent adopted) throws IOException {
        return Claim.NONE;
    }

    /** Tells the other processes that an agent that one of them has created is deleted. */
    default void deleted(Agent agent) throws IOException {}

    /** Replaces the content atomically: after a crash there is either the previous content or this one. */
    void write(JournalContent content) throws IOException;

    /** Releases the journal. What is still listed is left for another process to adopt. */
    @Override
    void close() throws IOException;
}
