package dev.roomscribe.session.agent;

import dev.roomscribe.runtime.EventLoop;
import dev.roomscribe.session.agent.JournalContent.Agent;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import java.io.IOException;
import java.time.Duration;
import java.util.concurrent.Executor;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/**
 * Reads and writes the agent journal on a thread that may block, and knows what has yet to be done again because it failed.
 * May be used from any thread.
 */
final class JournalThread {
    private static final System.Logger LOG = System.getLogger(JournalThread.class.getName());
    /** How long a session waits for the journal: a disk that does not respond must not prevent it. */
    private static final Duration TIMEOUT = Duration.ofSeconds(1);

    private static final long NO_TIMER = -1;

    @FunctionalInterface
    private interface Task {
        void run() throws IOException;
    }

    private final @Nullable AgentJournal journal;
    private final Executor executor;
    private final EventLoop timers;
    private final Supplier<JournalContent> content;
    private final Runnable onFailure;
    private volatile boolean adopted;
    /** Whether the newest content is not written. */
    private volatile boolean unwritten;

    private volatile boolean adoptionFailureLogged;

    /** Null if no write waits for the executor. */
    private @Nullable Future<Void> waitingWrite;
    /** The last {@link #catchUp}, which may wait for a disk that does not respond. Confined to the event loop. */
    private Future<Void> catchingUp = Future.succeededFuture();

    private long adoptionTimer = NO_TIMER;

    /**
     * @param journal null for none: then everything is done at once
     * @param executor runs one task at a time, which may block
     * @param content returns what has to be written; called on the executor's thread
     * @param onFailure called when a write has failed that has to be repeated
     */
    JournalThread(
            @Nullable AgentJournal journal,
            Executor executor,
            EventLoop timers,
            Supplier<JournalContent> content,
            Runnable onFailure) {
        this.journal = journal;
        this.executor = executor;
        this.timers = timers;
        this.content = content;
        this.onFailure = onFailure;
        adopted = journal == null;
    }

    /** Returns whether the journals of earlier runs are adopted and the newest content is written. */
    boolean isUpToDate() {
        return adopted && !unwritten;
    }

    /**
     * Does again what has failed; completes when that is done, has failed or takes too long. Never fails. Must be called on
     * the event loop.
     */
    Future<Void> catchUp(UnaryOperator<JournalContent> merge) {
        if (catchingUp.isComplete()) {
            catchingUp = adopt(merge).transform(done -> unwritten ? write() : Future.succeededFuture());
        }
        return timers.limit(catchingUp, TIMEOUT).otherwiseEmpty();
    }

    /**
     * From now on adopts what processes leave behind that end while this one runs, if they share the journal.
     *
     * @param merge as for {@link #catchUp}; must cause a run of what is left to do
     */
    void repeatAdoption(UnaryOperator<JournalContent> merge) {
        if (journal != null) {
            journal.adoptionInterval()
                    .ifPresent(interval -> timers.execute(() -> adoptionTimer = timers.repeat(interval, () -> {
                        adopted = false;
                        var unused = catchUp(merge);
                    })));
        }
    }

    private Future<Void> adopt(UnaryOperator<JournalContent> merge) {
        AgentJournal file = journal;
        if (file == null || adopted) {
            return Future.succeededFuture();
        }
        return run(() -> {
                    file.adopt(merge);
                    adopted = true;
                })
                .onFailure(failure -> {
                    if (!adoptionFailureLogged) {
                        adoptionFailureLogged = true;
                        LOG.log(
                                System.Logger.Level.WARNING,
                                "The agent journals of processes that have ended cannot be adopted, which is retried; until"
                                        + " then their agents may remain in their rooms: {0}",
                                failure.toString());
                    }
                });
    }

    /** Returns whether an adopted agent may be deleted; fails if that is unknown now. */
    Future<AgentJournal.Claim> claim(Agent adoptedAgent) {
        AgentJournal file = journal;
        if (file == null || file.adoptionInterval().isEmpty()) {
            return Future.succeededFuture(AgentJournal.Claim.NONE);
        }
        Promise<AgentJournal.Claim> claim = Promise.promise();
        run(() -> claim.complete(file.claim(adoptedAgent))).onFailure(claim::tryFail);
        return timers.call(() -> timers.limit(claim.future(), TIMEOUT));
    }

    /** An agent that another process has created is deleted; if that cannot be told, it is deleted again, without effect. */
    void deleted(Agent agent) {
        AgentJournal file = journal;
        if (file != null) {
            var unused = run(() -> file.deleted(agent));
        }
    }

    /** Writes the newest content; completes when that is done, has failed or takes too long. Never fails. */
    Future<Void> recorded() {
        return journal == null
                ? Future.succeededFuture()
                : timers.call(() -> timers.limit(write(), TIMEOUT)).otherwiseEmpty();
    }

    /**
     * A failure is logged and retried: a session does not depend on the journal. Never fails. At most one write waits for
     * the executor, and further calls wait for the same one, because it writes the newest content.
     */
    synchronized Future<Void> write() {
        AgentJournal file = journal;
        if (file == null) {
            return Future.succeededFuture();
        }
        Future<Void> waiting = waitingWrite;
        if (waiting != null) {
            return waiting;
        }
        Future<Void> added = run(() -> write(file)).recover(this::onWriteFailed);
        if (!added.isComplete()) {
            waitingWrite = added;
        }
        return added;
    }

    private void write(AgentJournal file) throws IOException {
        synchronized (this) {
            waitingWrite = null;
        }
        file.write(content.get());
        unwritten = false;
    }

    private Future<Void> onWriteFailed(Throwable failure) {
        if (!unwritten) {
            unwritten = true;
            LOG.log(
                    System.Logger.Level.WARNING,
                    "The agent journal cannot be written, which is retried; until then a later run may not find the agents"
                            + " of this one: {0}",
                    failure.toString());
            onFailure.run();
        }
        return Future.succeededFuture();
    }

    private Future<Void> run(Task task) {
        Promise<Void> done = Promise.promise();
        try {
            executor.execute(() -> {
                try {
                    task.run();
                    done.complete();
                } catch (Throwable e) {
                    done.fail(e);
                }
            });
        } catch (RejectedExecutionException e) {
            done.fail(e);
        }
        return done.future();
    }

    /** Closes the journal after its pending writes; blocks for at most 1 s. */
    void close() {
        AgentJournal file = journal;
        if (file != null) {
            timers.execute(() -> timers.cancelTimer(adoptionTimer));
            run(file::close)
                    .otherwiseEmpty()
                    .toCompletionStage()
                    .toCompletableFuture()
                    .orTimeout(TIMEOUT.toMillis(), TimeUnit.MILLISECONDS)
                    .exceptionally(late -> null)
                    .join();
        }
        if (executor instanceof ExecutorService thread) {
            thread.shutdown();
        }
    }
}
