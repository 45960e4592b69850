package dev.roomscribe.session.agent;

import static java.util.Objects.requireNonNull;

import dev.roomscribe.fishjam.AgentOptions;
import dev.roomscribe.fishjam.CreatedPeer;
import dev.roomscribe.fishjam.FishjamException;
import dev.roomscribe.fishjam.FishjamException.Reason;
import dev.roomscribe.fishjam.Room;
import dev.roomscribe.fishjam.client.RoomClient;
import dev.roomscribe.retry.Backoff;
import dev.roomscribe.runtime.EventLoop;
import dev.roomscribe.runtime.TimeSource;
import dev.roomscribe.runtime.VertxEventLoop;
import dev.roomscribe.session.agent.JournalContent.Agent;
import dev.roomscribe.session.agent.JournalContent.Creation;
import io.vertx.core.AsyncResult;
import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.concurrent.Executor;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import org.jspecify.annotations.Nullable;

/**
 * The agents of this service: each one is created, recorded and deleted here. What fails is retried with a back-off until
 * it is done: the deletion of an agent, the adoption of the journals of processes that have ended, the writing of the journal, and the
 * search for an agent whose creation was not answered. Every method may be called from any thread.
 *
 * <h2>Which agents count as this service's</h2>
 *
 * <p>No other peer is ever deleted. Fishjam stores no mark with an agent: it has no name and no metadata, and nothing tells
 * which client created it. So the evidence is one of these:
 *
 * <ol>
 *   <li>Fishjam named the id in its answer to this service's request, in this run or, by the journal, in an earlier one.
 *   <li>A request to create an agent was sent, its answer was lost, and a peer of the room meets all of these conditions:
 *       <ul>
 *         <li>it is of type agent and has the subscribe mode that was requested;
 *         <li>it was not in the room when the room was read before the request, and was first seen at most
 *             {@link LostCreations#MAX_DELAY} after it; or, if the room could not be read at that time, in the first read
 *             at most {@link #MAX_DOWNTIME} after it;
 *         <li>in every read since, over at least {@link LostCreations#MIN_UNCONNECTED} in which no read failed, it was not
 *             connected, published no track and was subscribed to nothing. The token that an agent connects with was in the lost answer, so this
 *             service's agent can never connect, whereas the owner of any other agent connects it at once;
 *         <li>there are no more such agents in the room than answers were lost.
 *       </ul>
 *   <li>The same after a crash between the request and its answer: the request was recorded in the journal before it was
 *       sent. After more than {@link #MAX_DOWNTIME} the conditions prove too little, and nothing is deleted.
 * </ol>
 *
 * <p>In doubt an agent is left alone, which is logged once for each search.
 */
public final class AgentRegistry implements AutoCloseable {
    private static final System.Logger LOG = System.getLogger(AgentRegistry.class.getName());
    /** How long after a request an agent may be searched for if nothing was seen of its room in that time. */
    static final Duration MAX_DOWNTIME = Duration.ofMinutes(5);

    private static final Duration MIN_RETRY_DELAY = Duration.ofSeconds(1);
    private static final Duration MAX_RETRY_DELAY = Duration.ofSeconds(10);
    private final RoomClient fishjam;
    private final TimeSource time;
    private final JournalThread journal;
    private final RetryLoop retries;

    /** Agents that may be in a room; guards itself and the fields that follow. */
    private final Set<Agent> agents = new LinkedHashSet<>();

    private final Set<Agent> undeleted = new LinkedHashSet<>();
    /** Agents of other processes, some of which may belong to sessions that continue elsewhere. */
    private final Set<Agent> adopted = new LinkedHashSet<>();
    /** Creations whose answers are awaited. */
    private final List<Creation> creations = new ArrayList<>();
    /** Creations whose answers were lost, by room. */
    private final Map<String, LostCreations> searches = new LinkedHashMap<>();

    /**
     * Creates the registry and starts to delete the agents that earlier runs left behind.
     *
     * @param journal where agents are recorded for later runs; null to record none
     * @param journalExecutor runs one task at a time, which may block
     */
    public AgentRegistry(
            EventLoop timers,
            RoomClient fishjam,
            TimeSource time,
            @Nullable AgentJournal journal,
            Executor journalExecutor) {
        requireNonNull(timers, "timers is null");
        this.fishjam = requireNonNull(fishjam, "fishjam is null");
        this.time = requireNonNull(time, "time is null");
        requireNonNull(journalExecutor, "journalExecutor is null");
        SplittableRandom random = new SplittableRandom(time.nanos());
        retries = new RetryLoop(
                timers, new Backoff(MIN_RETRY_DELAY, MAX_RETRY_DELAY, random::nextDouble), this::completeWork);
        this.journal = new JournalThread(journal, journalExecutor, timers, this::content, retries::trigger);
        retries.start();
        this.journal.repeatAdoption(left -> {
            retries.trigger();
            return merge(left);
        });
    }

    /** Returns a registry with timers and a journal thread of its own. Parameters as for the constructor. */
    public static AgentRegistry start(Vertx vertx, RoomClient fishjam, @Nullable AgentJournal journal) {
        Context context = vertx.getOrCreateContext();
        ExecutorService thread = Executors.newSingleThreadExecutor(task -> {
            Thread created = new Thread(task, "agent-journal");
            created.setDaemon(true);
            return created;
        });
        return new AgentRegistry(VertxEventLoop.of(context), fishjam, TimeSource.system(), journal, thread);
    }

    /**
     * Creates an agent.
     *
     * @param room as it was read just before
     * @return completes after the agent is recorded, so before it can connect; does not wait for a disk that does not
     *     respond
     */
    Future<CreatedPeer> create(Room room, AgentOptions options) {
        Creation creation = Creation.in(room, options.subscribeMode(), time.instant());
        synchronized (agents) {
            creations.add(creation);
        }
        return journal.recorded()
                .compose(recorded -> fishjam.createAgent(room.id(), options))
                .transform(answer -> answer.succeeded()
                        ? onCreated(creation, answer.result())
                        : onNotCreated(creation, answer.cause()));
    }

    private Future<CreatedPeer> onCreated(Creation creation, CreatedPeer created) {
        synchronized (agents) {
            creations.remove(creation);
            agents.add(new Agent(creation.roomId(), created.peer().id()));
        }
        return journal.recorded().map(created);
    }

    private Future<CreatedPeer> onNotCreated(Creation creation, Throwable failure) {
        boolean lost = !(failure instanceof FishjamException known) || known.mayHaveTakenEffect();
        synchronized (agents) {
            creations.remove(creation);
            if (lost) {
                search(creation);
            }
        }
        if (lost) {
            retries.trigger();
        } else {
            var unused = journal.write();
        }
        return Future.failedFuture(failure);
    }

    private void search(Creation lost) {
        searches.computeIfAbsent(lost.roomId(), LostCreations::new).add(lost, time.nanos());
    }

    /** Deletes an agent. If that fails, the returned future fails and the deletion is retried later. */
    public Future<Void> delete(String roomId, String agentId) {
        return delete(new Agent(roomId, agentId)).onFailure(failure -> retries.trigger());
    }

    private Future<Void> delete(Agent agent) {
        return EventLoop.attempt(() -> fishjam.deletePeer(agent.roomId(), agent.agentId()))
                .compose(deleted -> {
                    if (!remove(agent)) {
                        journal.deleted(agent);
                    }
                    return journal.recorded();
                })
                .onFailure(failure -> {
                    synchronized (agents) {
                        undeleted.add(agent);
                    }
                });
    }

    /** Returns whether the agent was known. */
    private boolean remove(Agent agent) {
        synchronized (agents) {
            undeleted.remove(agent);
            adopted.remove(agent);
            return agents.remove(agent);
        }
    }

    /** Leaves an agent to another process, which deletes it. Completes when it is not recorded any more. */
    Future<Void> forget(String roomId, String agentId) {
        return remove(new Agent(roomId, agentId)) ? journal.recorded() : Future.succeededFuture();
    }

    /** Does once what is left to do; completes with whether nothing is left then. */
    private Future<Boolean> completeWork() {
        return journal.catchUp(this::merge)
                .transform(done -> checkAdopted())
                .transform(done -> deleteAll())
                .transform(done -> searchAll())
                .transform(done -> Future.succeededFuture(isComplete()));
    }

    private boolean isComplete() {
        synchronized (agents) {
            return journal.isUpToDate() && adopted.isEmpty() && undeleted.isEmpty() && searches.isEmpty();
        }
    }

    private JournalContent merge(JournalContent left) {
        synchronized (agents) {
            int known = agents.size();
            agents.addAll(left.agents());
            adopted.addAll(left.agents());
            if (agents.size() > known) {
                LOG.log(System.Logger.Level.INFO, "Agents that another process has left: {0}", agents.size() - known);
            }
            left.creations().forEach(this::mergeCreation);
            return content();
        }
    }

    private void mergeCreation(Creation left) {
        if (searches.values().stream().anyMatch(search -> search.creations().contains(left))) {
            return;
        }
        if (left.startedAt().plus(MAX_DOWNTIME).isAfter(time.instant())) {
            search(left);
        } else {
            LOG.log(
                    System.Logger.Level.WARNING,
                    "Room {0}: an earlier run may have left an agent, which cannot be told from those of other services"
                            + " after so long a time",
                    left.roomId());
        }
    }

    /** Decides which of the adopted agents are deleted here. */
    private Future<Void> checkAdopted() {
        List<Agent> due;
        synchronized (agents) {
            due = List.copyOf(adopted);
        }
        Future<Void> all = Future.succeededFuture();
        for (Agent agent : due) {
            all = all.transform(previous -> journal.claim(agent)).transform(claim -> {
                onClaim(agent, claim.result());
                return Future.succeededFuture();
            });
        }
        return due.isEmpty() ? all : all.compose(checked -> journal.recorded());
    }

    /** @param claim null if it is unknown now */
    private void onClaim(Agent agent, AgentJournal.@Nullable Claim claim) {
        synchronized (agents) {
            // It may have been deleted meanwhile, by a session that was taken over.
            if (claim == AgentJournal.Claim.DELETED) {
                remove(agent);
            } else if (claim == AgentJournal.Claim.NONE && adopted.remove(agent)) {
                undeleted.add(agent);
            }
        }
    }

    private Future<Void> deleteAll() {
        List<Agent> due;
        synchronized (agents) {
            due = List.copyOf(undeleted);
        }
        Future<Void> all = Future.succeededFuture();
        for (Agent agent : due) {
            all = all.transform(previous -> delete(agent));
        }
        return all;
    }

    private Future<Void> searchAll() {
        List<LostCreations> due;
        synchronized (agents) {
            due = List.copyOf(searches.values());
        }
        Future<Void> all = Future.succeededFuture();
        for (LostCreations search : due) {
            all = all.transform(previous ->
                    EventLoop.attempt(() -> fishjam.room(search.roomId())).transform(read -> examine(search, read)));
        }
        return all.transform(searched -> due.isEmpty() ? Future.succeededFuture() : deleteAll());
    }

    private Future<Void> examine(LostCreations search, AsyncResult<Room> read) {
        boolean roomGone = read.cause() instanceof FishjamException known && known.reason() == Reason.NOT_FOUND;
        boolean over;
        synchronized (agents) {
            if (read.succeeded()) {
                for (String id : search.examine(read.result(), id -> isKnown(search.roomId(), id), time.nanos())) {
                    LOG.log(
                            System.Logger.Level.INFO,
                            "Room {0}: agent {1} was created by a request whose answer was lost, and is deleted",
                            search.roomId(),
                            id);
                    Agent found = new Agent(search.roomId(), id);
                    agents.add(found);
                    undeleted.add(found);
                }
            } else {
                search.onReadFailed();
            }
            over = roomGone || search.isOver(time.nanos());
            if (over) {
                searches.remove(search.roomId(), search);
            }
        }
        return over ? journal.recorded() : Future.succeededFuture();
    }

    private boolean isKnown(String roomId, String agentId) {
        return agents.contains(new Agent(roomId, agentId));
    }

    /** Creations are listed in their order: what a later one found in the room may be the agent of an earlier one. */
    private JournalContent content() {
        synchronized (agents) {
            List<Creation> unanswered = new ArrayList<>();
            searches.values().forEach(search -> unanswered.addAll(search.creations()));
            unanswered.addAll(creations);
            return new JournalContent(List.copyOf(agents), unanswered);
        }
    }

    /** Stops the retries and closes the journal after its pending writes; blocks for at most 1 s. */
    @Override
    public void close() {
        retries.close();
        journal.close();
    }
}
