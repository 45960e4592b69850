package dev.roomscribe.cluster.redis;

import dev.roomscribe.runtime.EventLoop;
import dev.roomscribe.runtime.TimeSource;
import io.vertx.core.Future;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Renews all leases of this process every third of the lease time, and at once when Redis is connected again. Redis is asked
 * without leases, too: the answer shows that it is reachable, and its clock, which is asked for several times in a row before
 * it is known well. Confined to its event loop, except {@link #isOverdue}.
 */
final class LeaseRenewal {
    private static final System.Logger LOG = System.getLogger(LeaseRenewal.class.getName());
    /** Redis executes nothing else in the meantime: about 1 ms. */
    private static final int MAX_PER_SCRIPT = 100;

    private final LeaseStore store;
    private final Collection<RedisLease> leases;
    private final Duration leaseTime;
    private final EventLoop eventLoop;
    private final TimeSource time;
    private final ClockOffset clockOffset;
    private volatile long renewedAt;
    private volatile @Nullable Long refusedAt;
    private boolean waiting;
    private boolean failing;
    private long timer;
    private boolean closed;

    /**
     * @param leases may change at any time
     * @param clockOffset receives what each answer shows
     */
    LeaseRenewal(
            LeaseStore store,
            Collection<RedisLease> leases,
            Duration leaseTime,
            EventLoop eventLoop,
            TimeSource time,
            ClockOffset clockOffset) {
        this.store = store;
        this.leases = leases;
        this.leaseTime = leaseTime;
        this.eventLoop = eventLoop;
        this.time = time;
        this.clockOffset = clockOffset;
        renewedAt = time.nanos();
    }

    void start() {
        if (!closed) {
            timer = eventLoop.repeat(leaseTime.dividedBy(3), this::renew);
            renew();
        }
    }

    /** Returns whether the last renewal that Redis has answered was sent longer ago than the lease time. */
    boolean isOverdue() {
        return time.nanos() - renewedAt > leaseTime.toNanos();
    }

    /** Returns when Redis has last answered that it does not write, by {@link TimeSource#nanos}; null if never. */
    @Nullable
    Long refusedAt() {
        return refusedAt;
    }

    void renew() {
        if (waiting || closed) {
            return;
        }
        List<Future<?>> answers = new ArrayList<>();
        List<RedisLease> batch = new ArrayList<>();
        List<LeaseStore.Held> held = new ArrayList<>();
        long sentAt = time.nanos();
        for (RedisLease lease : leases) {
            LeaseStore.Held renewal = lease.renewal();
            if (renewal != null) {
                batch.add(lease);
                held.add(renewal);
            }
            if (held.size() == MAX_PER_SCRIPT) {
                answers.add(send(batch, held));
                batch = new ArrayList<>();
                held = new ArrayList<>();
            }
        }
        if (!held.isEmpty() || answers.isEmpty()) {
            answers.add(send(batch, held));
        }
        waiting = true;
        eventLoop.await(Future.join(answers)).onComplete(all -> {
            waiting = false;
            if (all.succeeded()) {
                renewedAt = sentAt;
                failing = false;
                if (!clockOffset.isSettled()) {
                    renew();
                }
            } else if (!(all.cause() instanceof RedisUnavailableException)) {
                refusedAt = time.nanos();
                LOG.log(
                        failing ? System.Logger.Level.DEBUG : System.Logger.Level.WARNING,
                        "Redis refuses to renew the leases on rooms: {0}",
                        all.cause().getMessage());
                failing = true;
            }
        });
    }

    private Future<Void> send(List<RedisLease> batch, List<LeaseStore.Held> held) {
        long sentAt = time.nanos();
        long sentMicros = ChronoUnit.MICROS.between(Instant.EPOCH, time.instant());
        return store.renew(held).map(answer -> {
            clockOffset.measured(sentMicros, (time.nanos() - sentAt) / 1000, answer.micros());
            for (int i = 0; i < batch.size(); i++) {
                batch.get(i).renewed(answer.results().get(i));
            }
            return null;
        });
    }

    void close() {
        closed = true;
        eventLoop.cancelTimer(timer);
    }
}
