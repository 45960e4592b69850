package dev.roomscribe.cluster.redis;

import dev.roomscribe.cluster.Lease;
import dev.roomscribe.cluster.LeaseLostException;
import dev.roomscribe.cluster.SessionRecord;
import dev.roomscribe.cluster.SessionRecordJson;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * A lease that this process has taken.
 *
 * <pre>
 *   HELD ──end──────▶ ENDING ─────Redis has removed the record──▶ GONE
 *    ├────release──▶ RELEASING ──answered, or not connected─────▶ GONE
 *    └────Redis has refused the fence───────────────────────────▶ GONE, and lost
 * </pre>
 *
 * <p>While it is held or ending, it is renewed. An end that Redis has not answered is repeated with each renewal: if the
 * record stayed, another node would continue a session that has ended. Thread-safe.
 */
final class RedisLease implements Lease {
    private enum State {
        HELD,
        ENDING,
        RELEASING,
        GONE
    }

    private final String roomId;
    private final long fence;
    private final Optional<SessionRecord> found;
    private final LeaseStore store;
    private final BooleanSupplier confirmed;
    private final Consumer<RedisLease> onGone;
    private final CompletableFuture<Void> lost = new CompletableFuture<>();
    private final Promise<Void> ended = Promise.promise();
    private State state = State.HELD;
    private long recordNumber;
    private @Nullable String record;

    /**
     * @param confirmed returns whether the leases of this process were confirmed within the lease time
     * @param onGone called once, when this lease is neither renewed nor used any more; on any thread
     */
    RedisLease(
            String roomId,
            long fence,
            Optional<SessionRecord> found,
            LeaseStore store,
            BooleanSupplier confirmed,
            Consumer<RedisLease> onGone) {
        this.roomId = roomId;
        this.fence = fence;
        this.found = found;
        this.store = store;
        this.confirmed = confirmed;
        this.onGone = onGone;
    }

    String roomId() {
        return roomId;
    }

    @Override
    public long fence() {
        return fence;
    }

    @Override
    public Optional<SessionRecord> found() {
        return found;
    }

    @Override
    public CompletionStage<Void> lost() {
        return lost.minimalCompletionStage();
    }

    @Override
    public boolean isConfirmed() {
        return !lost.isDone() && confirmed.getAsBoolean();
    }

    @Override
    public synchronized CompletionStage<Void> save(SessionRecord changed) {
        if (state != State.HELD) {
            return CompletableFuture.failedStage(
                    lost.isDone()
                            ? new LeaseLostException(roomId)
                            : new IllegalStateException("the lease was released"));
        }
        record = SessionRecordJson.write(changed);
        recordNumber++;
        return sendRecord(record).toCompletionStage();
    }

    private Future<Void> sendRecord(String json) {
        return store.save(held(), json).compose(this::failIfLost);
    }

    private Future<Void> failIfLost(boolean isHeld) {
        if (isHeld) {
            return Future.succeededFuture();
        }
        refused();
        return Future.failedFuture(new LeaseLostException(roomId));
    }

    private LeaseStore.Held held() {
        return new LeaseStore.Held(roomId, fence, recordNumber);
    }

    /** Returns whether the session has ended and Redis may still have its record. */
    synchronized boolean isEnding() {
        return state == State.ENDING;
    }

    /** Returns what to renew; null if there is nothing to renew. Repeats an end that was not answered. */
    synchronized LeaseStore.@Nullable Held renewal() {
        if (state == State.ENDING) {
            sendEnd();
        }
        return state == State.HELD ? held() : null;
    }

    void renewed(LeaseStore.Renewal result) {
        if (result == LeaseStore.Renewal.LOST) {
            refused();
        } else if (result == LeaseStore.Renewal.WITHOUT_RECORD) {
            synchronized (this) {
                if (state == State.HELD && record != null) {
                    // Redis has lost it, or did not receive it. If it does not receive this one, the next renewal
                    // tells.
                    var unused = sendRecord(record);
                }
            }
        }
    }

    @Override
    public CompletionStage<Void> end() {
        synchronized (this) {
            if (state == State.HELD) {
                state = State.ENDING;
                recordNumber++;
                sendEnd();
            } else if (state == State.RELEASING
                    || (state == State.GONE && !ended.future().isComplete())) {
                return CompletableFuture.failedStage(new IllegalStateException("the lease was released"));
            }
        }
        return ended.future().toCompletionStage();
    }

    private void sendEnd() {
        store.finish(held(), false).onSuccess(wasHeld -> {
            if (wasHeld) {
                ended.tryComplete();
                leave(State.ENDING);
            } else {
                refused();
            }
        });
    }

    @Override
    public CompletionStage<Void> release() {
        Future<Boolean> answer;
        synchronized (this) {
            if (state != State.HELD) {
                return CompletableFuture.completedStage(null);
            }
            state = State.RELEASING;
            recordNumber++;
            answer = store.finish(held(), true);
        }
        return answer.onComplete(done -> leave(State.RELEASING))
                .<Void>mapEmpty()
                .toCompletionStage();
    }

    /** Returns whether this has changed the state. */
    private boolean leave(State... from) {
        synchronized (this) {
            if (!List.of(from).contains(state)) {
                return false;
            }
            state = State.GONE;
        }
        onGone.accept(this);
        return true;
    }

    /** Redis has refused the fence. */
    void refused() {
        if (leave(State.HELD, State.ENDING)) {
            lost.complete(null);
            ended.tryFail(new LeaseLostException(roomId));
        }
    }
}
