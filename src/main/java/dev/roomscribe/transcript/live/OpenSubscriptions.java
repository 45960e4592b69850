package dev.roomscribe.transcript.live;

import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.function.Consumer;

/** The subscriptions of one room, in the order in which they were opened. Guarded by the room's lock. */
final class OpenSubscriptions {
    private final Set<Subscription> open = new LinkedHashSet<>();

    int size() {
        return open.size();
    }

    void add(Subscription subscription) {
        open.add(subscription);
    }

    boolean remove(Subscription subscription) {
        return open.remove(subscription);
    }

    void forEach(Consumer<Subscription> action) {
        open.forEach(action);
    }

    List<Subscription> copy() {
        return List.copyOf(open);
    }

    /** Closes those whose connection was closed at this check and the one before; returns their number. Called without a lock. */
    static int closeAbandoned(List<Subscription> subscriptions) {
        List<Subscription> abandoned =
                subscriptions.stream().filter(Subscription::isAbandoned).toList();
        abandoned.forEach(Subscription::close);
        return abandoned.size();
    }

    /** Returns the tasks that deliver what subscribers are waiting for, after those that lag too far are evicted. */
    List<Runnable> wake(long appended, int maxLag) {
        List<Runnable> calls = new ArrayList<>();
        for (Subscription subscription : open) {
            if (subscription.isLagging(appended, maxLag)) {
                calls.addAll(subscription.evict());
            }
            subscription.wake().ifPresent(calls::add);
        }
        return calls;
    }

    /** Returns the tasks that send a heartbeat to the subscribers that are waiting. */
    List<Runnable> heartbeats() {
        List<Runnable> calls = new ArrayList<>();
        open.forEach(subscription -> subscription.heartbeat().ifPresent(calls::add));
        return calls;
    }
}
