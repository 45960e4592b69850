package dev.roomscribe.session.agent;

import static java.util.Objects.requireNonNull;

import dev.roomscribe.fishjam.AgentOptions;
import dev.roomscribe.fishjam.CreatedPeer;
import dev.roomscribe.fishjam.client.RoomClient;
import dev.roomscribe.runtime.EventLoop;
import dev.roomscribe.runtime.VertxEventLoop;
import dev.roomscribe.session.agent.AgentJournal.Entry;
import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import java.io.IOException;
import java.time.Duration;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.Executor;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * The agents of this service: each one is created, recorded and deleted here. The deletion of an agent that could not be
 * deleted, or that an earlier run left behind, is retried every 10 s until it succeeds. Every method may be called from
 * any thread.
 */
public final class AgentRegistry implements AutoCloseable {
    private static final System.Logger LOG = System.getLogger(AgentRegistry.class.getName());
    private static final Duration RETRY_INTERVAL = Duration.ofSeconds(10);

    private final EventLoop timers;
    private final RoomClient fishjam;
    private final @Nullable AgentJournal journal;
    private final Executor journalExecutor;
    private volatile long retryTimer;
    /** Agents that may be in a room; guards itself, {@link #undeleted} and {@link #retrying}. */
    private final Set<Entry> agents = new LinkedHashSet<>();

    private final Set<Entry> undeleted = new LinkedHashSet<>();
    private boolean retrying;

    /**
     * Creates the registry and starts to delete the agents that earlier runs left behind.
     *
     * @param journal where agents are recorded for later runs; null to record none
     * @param journalExecutor runs one task at a time, which may block
     */
    public AgentRegistry(
            EventLoop timers, RoomClient fishjam, @Nullable AgentJournal journal, Executor journalExecutor) {
        this.timers = requireNonNull(timers, "timers is null");
        this.fishjam = requireNonNull(fishjam, "fishjam is null");
        this.journal = journal;
        this.journalExecutor = requireNonNull(journalExecutor, "journalExecutor is null");
        timers.execute(() -> retryTimer = timers.repeat(RETRY_INTERVAL, this::retryDeletions));
        if (journal != null) {
            onJournalThread(journal::adopt)
                    .onSuccess(this::deleteAdopted)
                    .onFailure(e -> LOG.log(
                            System.Logger.Level.WARNING,
                            "Agents of earlier runs may remain in their rooms, because the agent journal cannot be"
                                    + " read: {0}",
                            e.toString()));
        }
    }

    /** Returns a registry with timers and a journal thread of its own. Parameters as for the constructor. */
    public static AgentRegistry start(Vertx vertx, RoomClient fishjam, @Nullable AgentJournal journal) {
        Context context = vertx.getOrCreateContext();
        ExecutorService thread = Executors.newSingleThreadExecutor(task -> {
            Thread created = new Thread(task, "agent-journal");
            created.setDaemon(true);
            return created;
        });
        return new AgentRegistry(VertxEventLoop.of(context), fishjam, journal, thread);
    }

    private <T> Future<T> onJournalThread(Callable<T> task) {
        Promise<T> done = Promise.promise();
        journalExecutor.execute(() -> {
            try {
                done.complete(task.call());
            } catch (Throwable e) {
                done.fail(e);
            }
        });
        return done.future();
    }

    private void deleteAdopted(List<Entry> adopted) {
        if (!adopted.isEmpty()) {
            LOG.log(System.Logger.Level.INFO, "Agents of an earlier run to delete: {0}", adopted.size());
        }
        synchronized (agents) {
            agents.addAll(adopted);
            undeleted.addAll(adopted);
        }
        retryDeletions();
    }

    /** Creates an agent. The returned future completes after the agent is recorded, so before it can connect. */
    Future<CreatedPeer> create(String roomId, AgentOptions options) {
        return fishjam.createAgent(roomId, options).compose(created -> {
            synchronized (agents) {
                agents.add(new Entry(roomId, created.peer().id()));
            }
            return writeJournal().map(created);
        });
    }

    /** Deletes an agent. If that fails, the returned future fails and the deletion is retried later. */
    Future<Void> delete(String roomId, String agentId) {
        Entry agent = new Entry(roomId, agentId);
        return fishjam.deletePeer(roomId, agentId)
                .compose(deleted -> remove(agent))
                .onFailure(e -> {
                    synchronized (agents) {
                        undeleted.add(agent);
                    }
                });
    }

    private Future<Void> remove(Entry agent) {
        synchronized (agents) {
            undeleted.remove(agent);
            agents.remove(agent);
        }
        return writeJournal();
    }

    /** A failure is logged and ignored: a session does not depend on the journal. */
    private Future<Void> writeJournal() {
        return journal == null
                ? Future.succeededFuture()
                : onJournalThread(() -> writeTo(journal)).otherwise(e -> {
                    LOG.log(
                            System.Logger.Level.WARNING,
                            "The agent journal cannot be written, so a later run may not find the agents of this one:"
                                    + " {0}",
                            e.toString());
                    return null;
                });
    }

    private @Nullable Void writeTo(AgentJournal file) throws IOException {
        List<Entry> current;
        synchronized (agents) {
            current = List.copyOf(agents);
        }
        file.write(current);
        return null;
    }

    private void retryDeletions() {
        List<Entry> due;
        synchronized (agents) {
            if (retrying || undeleted.isEmpty()) {
                return;
            }
            retrying = true;
            due = List.copyOf(undeleted);
        }
        Future<Void> retried = Future.succeededFuture();
        for (Entry agent : due) {
            retried = retried.transform(previous -> delete(agent.roomId(), agent.agentId()));
        }
        retried.onComplete(last -> {
            synchronized (agents) {
                retrying = false;
            }
        });
    }

    /** Stops the retries and closes the journal after its pending writes; blocks for at most 1 s. */
    @Override
    public void close() {
        timers.execute(() -> timers.cancelTimer(retryTimer));
        if (journal != null) {
            onJournalThread(() -> {
                        journal.close();
                        return null;
                    })
                    .otherwiseEmpty()
                    .toCompletionStage()
                    .toCompletableFuture()
                    .orTimeout(1, TimeUnit.SECONDS)
                    .exceptionally(late -> null)
                    .join();
        }
        if (journalExecutor instanceof ExecutorService thread) {
            thread.shutdown();
        }
    }
}
