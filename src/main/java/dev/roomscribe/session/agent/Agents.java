package dev.roomscribe.session.agent;

import dev.roomscribe.fishjam.AgentOptions;
import dev.roomscribe.fishjam.CreatedPeer;
import dev.roomscribe.fishjam.client.FishjamClient;
import dev.roomscribe.session.agent.AgentJournal.Entry;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.WorkerExecutor;
import java.io.IOException;
import java.time.Duration;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * The agents of this service: every one is created, remembered and deleted here. One that could not be deleted, or that an
 * earlier run left behind, is tried again until it is gone. Every method may be called from any thread.
 */
public final class Agents implements AutoCloseable {
    private static final System.Logger LOG = System.getLogger(Agents.class.getName());
    private static final Duration SWEEP_INTERVAL = Duration.ofSeconds(10);
    private static final Duration LONGEST_WRITE = Duration.ofSeconds(30);

    private final Vertx vertx;
    private final FishjamClient fishjam;
    private final @Nullable AgentJournal journal;
    private final WorkerExecutor disk;
    private final long timer;
    private final Set<Entry> known = new LinkedHashSet<>();
    private final Set<Entry> overdue = new LinkedHashSet<>();
    private boolean sweeping;

    /**
     * Begins, with the agents that were left behind.
     *
     * @param journal null to remember nothing beyond this run
     */
    public Agents(Vertx vertx, FishjamClient fishjam, @Nullable AgentJournal journal) {
        this.vertx = vertx;
        this.fishjam = fishjam;
        this.journal = journal;
        disk = vertx.createSharedWorkerExecutor("agent-journal", 1, LONGEST_WRITE.toSeconds(), TimeUnit.SECONDS);
        timer = vertx.setPeriodic(SWEEP_INTERVAL.toMillis(), tick -> sweep());
        if (journal != null) {
            adopt(journal);
        }
    }

    private void adopt(AgentJournal from) {
        disk.executeBlocking(from::adopt)
                .onSuccess(this::take)
                .onFailure(e -> LOG.log(
                        System.Logger.Level.WARNING, "The agents of earlier runs cannot be read: {0}", e.toString()));
    }

    private void take(List<Entry> left) {
        if (!left.isEmpty()) {
            LOG.log(System.Logger.Level.INFO, "{0} agents of an earlier run are being deleted", left.size());
        }
        synchronized (known) {
            known.addAll(left);
            overdue.addAll(left);
        }
        sweep();
    }

    /** Creates an agent. It is remembered before anybody can connect it. */
    Future<CreatedPeer> create(String roomId, AgentOptions options) {
        return fishjam.createAgent(roomId, options).compose(created -> {
            synchronized (known) {
                known.add(new Entry(roomId, created.peer().id()));
            }
            return write().map(created);
        });
    }

    /** Deletes an agent; if that fails, it goes on being tried. */
    Future<Void> delete(String roomId, String agentId) {
        Entry agent = new Entry(roomId, agentId);
        return fishjam.deletePeer(roomId, agentId)
                .compose(deleted -> forget(agent))
                .onFailure(e -> {
                    synchronized (known) {
                        overdue.add(agent);
                    }
                });
    }

    private Future<Void> forget(Entry agent) {
        synchronized (known) {
            overdue.remove(agent);
            known.remove(agent);
        }
        return write();
    }

    private Future<Void> write() {
        return journal == null
                ? Future.succeededFuture()
                : disk.executeBlocking(() -> writeTo(journal)).otherwise(e -> {
                    LOG.log(
                            System.Logger.Level.WARNING,
                            "The agents of this run cannot be written down: {0}",
                            e.toString());
                    return null;
                });
    }

    private @Nullable Void writeTo(AgentJournal file) throws IOException {
        List<Entry> now;
        synchronized (known) {
            now = List.copyOf(known);
        }
        file.write(now);
        return null;
    }

    private void sweep() {
        List<Entry> due;
        synchronized (known) {
            if (sweeping || overdue.isEmpty()) {
                return;
            }
            sweeping = true;
            due = List.copyOf(overdue);
        }
        Future<Void> swept = Future.succeededFuture();
        for (Entry agent : due) {
            swept = swept.transform(done -> delete(agent.roomId(), agent.agentId()));
        }
        swept.onComplete(done -> {
            synchronized (known) {
                sweeping = false;
            }
        });
    }

    /** Lets go of the journal, once it has been written; waits for that. */
    @Override
    public void close() {
        vertx.cancelTimer(timer);
        if (journal != null) {
            disk.executeBlocking(() -> {
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
        disk.close();
    }
}
