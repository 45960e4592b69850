package dev.roomscribe.transcript.live;

import static java.util.Objects.requireNonNull;

import dev.roomscribe.transcript.log.Erasure;
import dev.roomscribe.transcript.log.RoomOnOtherNodeException;
import dev.roomscribe.transcript.log.SessionSpan;
import dev.roomscribe.transcript.log.StoredRoom;
import dev.roomscribe.transcript.log.TranscriptStore;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.Executor;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/** The transcripts of all rooms in this process. Thread-safe. */
public final class Transcripts {
    private static final System.Logger LOG = System.getLogger(Transcripts.class.getName());
    /** A room without a session may be about to start one, or was just requested, and must not be closed meanwhile. */
    private static final Duration MAX_UNUSED = Duration.ofMinutes(5);

    private final TranscriptStore store;
    private final SubscriberLimits limits;
    private final InstantSource clock;
    private final TranscriptObserver observer;
    private final Executor deliveries;
    private final Map<String, RoomTranscript> rooms = new ConcurrentHashMap<>();
    private final List<ErasureListener> erasureListeners = new CopyOnWriteArrayList<>();
    /** Whether {@link #eraseExpiredSessions} has not completed. */
    private final AtomicBoolean erasing = new AtomicBoolean();

    private boolean abandonedReported;

    /** Delivers events on the thread that publishes them. */
    public Transcripts(
            TranscriptStore store, SubscriberLimits limits, InstantSource clock, TranscriptObserver observer) {
        this(store, limits, clock, observer, Runnable::run);
    }

    /**
     * @param store stores the logs; the caller closes it after closing this
     * @param deliveries delivers events to subscribers, so that many subscribers do not delay the thread that publishes; at
     *     most one task per room waits in its queue
     */
    public Transcripts(
            TranscriptStore store,
            SubscriberLimits limits,
            InstantSource clock,
            TranscriptObserver observer,
            Executor deliveries) {
        this.store = requireNonNull(store, "store is null");
        this.limits = requireNonNull(limits, "limits is null");
        this.clock = requireNonNull(clock, "clock is null");
        this.observer = requireNonNull(observer, "observer is null");
        this.deliveries = requireNonNull(deliveries, "deliveries is null");
    }

    /** Adds a listener for erasures; it must be added before events are erased. */
    public void addErasureListener(ErasureListener listener) {
        erasureListeners.add(requireNonNull(listener, "listener is null"));
    }

    private void erased(String roomId, @Nullable Erasure erasure) {
        erasureListeners.forEach(listener -> listener.erased(roomId, erasure));
    }

    /** Returns the transcript of a room for writing; opens it if necessary. */
    public RoomTranscript open(String roomId) {
        return rooms.compute(roomId, (id, found) -> {
            if (found == null) {
                return new RoomTranscript(id, store, limits, clock, observer, this::erased, deliveries);
            }
            found.touch();
            return found;
        });
    }

    /**
     * Returns the transcript of a room for reading; empty if the room was never transcribed or its events have expired.
     * Fails if the transcript cannot be read.
     */
    public CompletionStage<Optional<RoomTranscript>> find(String roomId) {
        RoomTranscript open = rooms.computeIfPresent(roomId, (id, found) -> {
            found.touch();
            return found;
        });
        CompletionStage<Optional<RoomTranscript>> transcript = open != null
                ? open.opened().thenApply(Optional::of)
                : store.has(roomId)
                        .thenCompose(has -> has
                                ? open(roomId).opened().thenApply(Optional::of)
                                : CompletableFuture.completedStage(Optional.empty()));
        return transcript.thenApply(found -> found.filter(RoomTranscript::isKnown));
    }

    /**
     * Erases what is stored of a room, or of it what one peer has said; see {@link RoomTranscript#erase()}.
     *
     * @param peerId null for everything
     * @return completes with whether that was done
     */
    public CompletionStage<Boolean> erase(String roomId, @Nullable String peerId) {
        return find(roomId).thenCompose(found -> {
            if (found.isEmpty()) {
                return CompletableFuture.completedStage(true);
            }
            return peerId == null
                    ? found.get().erase()
                    : found.get().erase(peerId).thenApply(erased -> true);
        });
    }

    /**
     * Returns the rooms that have stored events, in no particular order. Blocks.
     *
     * @throws UncheckedIOException if it is unknown which rooms have stored events
     */
    public List<StoredRoom> stored() {
        try {
            return store.rooms();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Returns what is stored of one room; empty if it has no stored events, or they cannot be read. Blocks. */
    public Optional<StoredRoom> stored(String roomId) {
        try {
            return store.room(roomId);
        } catch (IOException e) {
            LOG.log(System.Logger.Level.DEBUG, "The transcript of room {0} cannot be read: {1}", roomId, e.toString());
            return Optional.empty();
        }
    }

    /**
     * Returns the stored sessions of one room, oldest first, from its index; none if it has none, or they cannot be read.
     * Blocks.
     */
    public List<SessionSpan> sessions(String roomId) {
        try {
            return store.sessions(roomId);
        } catch (IOException e) {
            LOG.log(System.Logger.Level.DEBUG, "The transcript of room {0} cannot be read: {1}", roomId, e.toString());
            return List.of();
        }
    }

    /** Shows readers which rooms have a session that no process runs; what others last reported is shown again. */
    public void setInterrupted(Collection<String> roomIds) {
        rooms.forEach((roomId, room) -> {
            boolean changed;
            synchronized (room) {
                changed = room.state().setLeft(roomIds.contains(roomId));
            }
            if (changed) {
                room.requestDelivery();
            }
        });
    }

    /** Drops events that are too old and closes unused rooms. Must be called periodically. */
    public void sweep() {
        Instant unusedSince = clock.instant().minus(MAX_UNUSED);
        rooms.keySet()
                .forEach(roomId -> rooms.computeIfPresent(roomId, (id, room) -> {
                    if (!room.sweep(unusedSince)) {
                        return room;
                    }
                    room.log().close();
                    return null;
                }));
        store.sweep();
    }

    /**
     * Erases the sessions whose own retention has passed, one after the other, and logs what fails, which a later call tries
     * again. Must be called periodically; does nothing while the erasures of an earlier call are not complete. Blocks while
     * it looks for the sessions.
     *
     * @param rooms selects the rooms whose sessions this process erases; it may block
     */
    public void eraseExpiredSessions(Predicate<String> rooms) {
        if (!erasing.compareAndSet(false, true)) {
            return;
        }
        // Live captions wait for the same writer, so it must not get all erasures at once.
        CompletionStage<Void> last = CompletableFuture.completedStage(null);
        try {
            Instant now = clock.instant();
            for (StoredRoom room : store.rooms()) {
                List<String> expired = room.expired(now);
                for (String session : expired.isEmpty() || rooms.test(room.roomId()) ? expired : List.<String>of()) {
                    last = last.thenCompose(erased -> eraseSession(room.roomId(), session));
                }
            }
        } catch (IOException e) {
            LOG.log(
                    System.Logger.Level.WARNING,
                    "Sessions whose retention has passed are not erased yet: {0}",
                    e.toString());
        } finally {
            var unused = last.whenComplete((erased, failure) -> erasing.set(false));
        }
    }

    /** Erases a session and logs how that went; never fails. */
    private CompletionStage<Void> eraseSession(String roomId, String sessionId) {
        return open(roomId)
                .opened()
                .thenCompose(room -> room.eraseSession(sessionId))
                .handle((erased, failure) -> {
                    if (failure == null) {
                        LOG.log(
                                System.Logger.Level.INFO,
                                "Room {0}: session {1} is erased, because its retention has passed",
                                roomId,
                                sessionId);
                    } else if (failure instanceof RoomOnOtherNodeException
                            || failure.getCause() instanceof RoomOnOtherNodeException) {
                        LOG.log(System.Logger.Level.DEBUG, "Session {0} is erased by another node", sessionId);
                    } else {
                        LOG.log(
                                System.Logger.Level.WARNING,
                                "Room {0}: session {1}, whose retention has passed, is not erased completely yet: {2}",
                                roomId,
                                sessionId,
                                failure.toString());
                    }
                    return null;
                });
    }

    /** Sends a heartbeat to every waiting subscriber, so that proxies do not close its connection as idle. */
    public void heartbeat() {
        rooms.values().forEach(RoomTranscript::heartbeat);
    }

    /**
     * Closes every subscription whose connection was already closed at the previous call, and logs the first time. Must be
     * called periodically, by one thread.
     */
    public void releaseAbandoned() {
        int released = rooms.values().stream()
                .mapToInt(RoomTranscript::releaseAbandoned)
                .sum();
        if (released == 0) {
            return;
        }
        observer.abandoned(released);
        if (!abandonedReported) {
            abandonedReported = true;
            LOG.log(
                    System.Logger.Level.WARNING,
                    "{0} subscriptions were still open after their connection had closed; they are closed now. Further"
                            + " ones are only counted by roomscribe_transcript_subscriptions_abandoned_total",
                    released);
        }
    }

    /** Ends every stream after the events that its subscriber has not yet received. */
    public void close() {
        rooms.values().forEach(RoomTranscript::close);
    }
}
