package dev.roomscribe.cluster.redis.state;

import static java.util.Objects.requireNonNull;

import dev.roomscribe.cluster.redis.RedisLink;
import dev.roomscribe.cluster.redis.RedisScript;
import dev.roomscribe.session.auto.SuppressedRooms;
import io.vertx.core.AsyncResult;
import io.vertx.redis.client.Response;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * The suppressed rooms of all nodes. Redis has them in a sorted set, by the number of each suppression. Every node has a copy,
 * which a channel keeps current, and which is read again after each interruption. Changes of this node apply to its copy at
 * once, and are sent in their order; those that wait while Redis is away are at most {@link #MAX_ROOMS}, one for each room.
 *
 * <p>{@link #version} counts what this node has learned, not what Redis has: so an answer of Fishjam lifts no suppression
 * of another node that this one did not know when it sent the request. It lifts only the suppression that it knew then: Redis
 * compares the number.
 */
public final class RedisSuppressedRooms implements SuppressedRooms {
    private static final System.Logger LOG = System.getLogger(RedisSuppressedRooms.class.getName());
    /** The number of a suppression that Redis has not taken yet. */
    private static final long UNNUMBERED = 0;

    private static final RedisScript ADD = new RedisScript("""
            local number = redis.call('INCR', KEYS[2])
            redis.call('ZADD', KEYS[1], number, ARGV[1])
            redis.call('ZREMRANGEBYRANK', KEYS[1], 0, -1 - tonumber(ARGV[2]))
            redis.call('PUBLISH', ARGV[3], '+ ' .. ARGV[4] .. ' ' .. number .. ' ' .. ARGV[1])
            return number
            """);
    /** Removes a suppression unless its number is greater than the second argument. */
    private static final RedisScript REMOVE = new RedisScript("""
            local number = redis.call('ZSCORE', KEYS[1], ARGV[1])
            if number and tonumber(number) <= tonumber(ARGV[2]) then
              redis.call('ZREM', KEYS[1], ARGV[1])
              redis.call('PUBLISH', ARGV[3], '- ' .. ARGV[4] .. ' ' .. number .. ' ' .. ARGV[1])
            end
            return 0
            """);
    /** Returns the last number, then each room and its number. */
    private static final RedisScript READ = new RedisScript("""
            local all = redis.call('ZRANGE', KEYS[1], 0, -1, 'WITHSCORES')
            table.insert(all, 1, redis.call('GET', KEYS[2]) or '0')
            return all
            """);

    /** A suppression, as this node knows it. */
    private static final class Suppression {
        /** The version of this node's copy when it learned of the suppression. */
        final long version;

        long number;
        /** Whether Redis has yet to take it. */
        boolean pending;

        Suppression(long version, long number, boolean pending) {
            this.version = version;
            this.number = number;
            this.pending = pending;
        }
    }

    /** @param lifted what is removed; null for every suppression of the room, and unused if {@code added} is not null */
    private record Change(
            @Nullable Suppression added, @Nullable Suppression lifted) {}

    private final RedisLink link;
    private final List<String> keys;
    private final String channel;
    private final String self = UUID.randomUUID().toString();
    /** In the order of the versions. Guarded by this, as the fields below are. */
    private final Map<String, Suppression> rooms = new LinkedHashMap<>();

    private final Map<String, Change> unsent = new LinkedHashMap<>();
    private long lastVersion;
    private boolean sending;
    private boolean reading;
    /** Whether the answer that is awaited is too old. */
    private boolean readAgain;
    /** Whether the copy was read since Redis was connected. */
    private boolean current;
    /** The messages that arrived while the copy was being read. */
    private final List<String> unread = new ArrayList<>();

    private boolean failureLogged;

    public RedisSuppressedRooms(RedisLink link) {
        this.link = requireNonNull(link, "link is null");
        channel = link.keys().shared("suppressed:changes");
        keys = List.of(link.keys().shared("suppressed"), link.keys().shared("suppressed:number"));
        link.onConnectionChange(this::onConnectionChange);
        link.subscribe(channel, this::onMessage).onSuccess(subscribed -> onConnectionChange(link.isConnected()));
    }

    private synchronized void onConnectionChange(boolean connected) {
        current = false;
        readAgain = reading;
        if (connected) {
            work();
        }
    }

    @Override
    public synchronized void add(String roomId) {
        Suppression before = rooms.remove(roomId);
        Suppression added = new Suppression(++lastVersion, before == null ? UNNUMBERED : before.number, true);
        put(roomId, added);
        change(roomId, new Change(added, null));
    }

    @Override
    public synchronized void remove(String roomId) {
        rooms.remove(roomId);
        change(roomId, new Change(null, null));
    }

    @Override
    public synchronized boolean contains(String roomId) {
        return rooms.containsKey(roomId);
    }

    @Override
    public synchronized long version() {
        work();
        return lastVersion;
    }

    @Override
    public synchronized void removeEmpty(String roomId, long version) {
        Suppression known = rooms.get(roomId);
        if (known != null && known.version <= version) {
            rooms.remove(roomId);
            change(roomId, new Change(null, known));
        }
    }

    @Override
    public synchronized void retainExisting(Set<String> existing, long version) {
        List<String> empty = rooms.keySet().stream()
                .filter(roomId -> !existing.contains(roomId))
                .toList();
        empty.forEach(roomId -> removeEmpty(roomId, version));
    }

    private void put(String roomId, Suppression suppression) {
        rooms.remove(roomId);
        rooms.put(roomId, suppression);
        dropEldest(rooms);
    }

    private void change(String roomId, Change change) {
        unsent.remove(roomId);
        unsent.put(roomId, change);
        dropEldest(unsent);
        work();
    }

    private static void dropEldest(Map<String, ?> map) {
        if (map.size() > MAX_ROOMS) {
            Iterator<String> eldest = map.keySet().iterator();
            eldest.next();
            eldest.remove();
        }
    }

    /** Reads the copy if that is due, then sends what is unsent, one change at a time. */
    private void work() {
        if (reading || sending || !link.isConnected()) {
            return;
        }
        if (!current) {
            reading = true;
            unread.clear();
            link.run(READ, keys, List.of()).onComplete(this::onRead);
        } else if (!unsent.isEmpty()) {
            Map.Entry<String, Change> next = unsent.entrySet().iterator().next();
            send(next.getKey(), next.getValue());
        }
    }

    private void send(String roomId, Change change) {
        sending = true;
        unsent.remove(roomId);
        Suppression added = change.added();
        Suppression lifted = change.lifted();
        (added != null
                        ? link.run(ADD, keys, List.of(roomId, Integer.toString(MAX_ROOMS), channel, self))
                        : link.run(
                                REMOVE,
                                keys,
                                List.of(roomId, lifted == null ? "inf" : Long.toString(lifted.number), channel, self)))
                .onComplete(answer -> onSent(roomId, change, answer));
    }

    private synchronized void onSent(String roomId, Change change, AsyncResult<Response> answer) {
        sending = false;
        if (answer.failed()) {
            unsent.putIfAbsent(roomId, change);
            logFailure(answer.cause());
            return;
        }
        failureLogged = false;
        if (change.added() != null) {
            // A later change may refer to it, too.
            change.added().number = Long.parseLong(answer.result().toString());
            change.added().pending = false;
        }
        work();
    }

    private synchronized void onRead(AsyncResult<Response> answer) {
        reading = false;
        if (readAgain) {
            readAgain = false;
            work();
            return;
        }
        if (answer.failed()) {
            logFailure(answer.cause());
            return;
        }
        Response all = answer.result();
        long lastNumber = Long.parseLong(all.get(0).toString());
        Map<String, Long> shared = new LinkedHashMap<>();
        for (int i = 1; i + 1 < all.size(); i += 2) {
            shared.put(all.get(i).toString(), all.get(i + 1).toLong());
        }
        dropMissing(shared.keySet(), lastNumber);
        shared.forEach(this::learn);
        current = true;
        unread.forEach(this::apply);
        unread.clear();
        work();
    }

    /** Removes what other nodes have removed, and sends again what Redis has lost. */
    private void dropMissing(Set<String> shared, long lastNumber) {
        Map<String, Suppression> missing = new HashMap<>(rooms);
        missing.keySet().removeAll(shared);
        missing.forEach((roomId, suppression) -> {
            if (suppression.number > lastNumber && !suppression.pending) {
                suppression.pending = true;
                unsent.putIfAbsent(roomId, new Change(suppression, null));
            } else if (!suppression.pending) {
                rooms.remove(roomId);
            }
        });
    }

    /** A change of this node that Redis has yet to take comes after the suppression. */
    private void learn(String roomId, long number) {
        Suppression known = rooms.get(roomId);
        if (known == null ? !unsent.containsKey(roomId) : known.number < number && !known.pending) {
            put(roomId, new Suppression(++lastVersion, number, false));
        }
    }

    private synchronized void onMessage(String message) {
        if (reading) {
            unread.add(message);
        } else {
            apply(message);
        }
    }

    /** @param message {@code +} or {@code -}, the node, the number and the room */
    private void apply(String message) {
        String[] parts = message.split(" ", 4);
        if (parts[1].equals(self)) {
            return;
        }
        long number = Long.parseLong(parts[2]);
        String roomId = parts[3];
        if (parts[0].equals("+")) {
            learn(roomId, number);
        } else {
            Suppression known = rooms.get(roomId);
            if (known != null && !known.pending && known.number <= number) {
                rooms.remove(roomId);
            }
        }
    }

    private void logFailure(Throwable failure) {
        if (!failureLogged) {
            failureLogged = true;
            LOG.log(
                    System.Logger.Level.WARNING,
                    "Suppressed rooms are not exchanged with the other nodes, which is retried: {0}",
                    failure.toString());
        }
    }
}
