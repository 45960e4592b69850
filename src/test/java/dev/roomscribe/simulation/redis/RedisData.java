package dev.roomscribe.simulation.redis;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.function.LongSupplier;
import java.util.function.ToIntBiFunction;

/**
 * The keys of Redis and the commands that the service uses. An answer is a {@link Status}, a text, a {@link Long}, a list, a
 * map, or null. Keys do not expire.
 */
final class RedisData {
    /** An answer that is no text, such as OK. */
    record Status(String text) {}

    static final Status OK = new Status("OK");

    private final Map<String, Object> keys = new HashMap<>();
    private final LongSupplier micros;
    private final ToIntBiFunction<String, String> publisher;
    private boolean full;
    /** What replicas have in common with their primary. */
    private int history = 1;

    /**
     * @param micros the clock, in microseconds
     * @param publisher delivers the message of a channel and returns the number of receivers
     */
    RedisData(LongSupplier micros, ToIntBiFunction<String, String> publisher) {
        this.micros = micros;
        this.publisher = publisher;
    }

    /** Another server is the primary, which has an earlier state of this one. */
    void failOver(RedisData earlier) {
        keys.clear();
        keys.putAll(earlier.copy().keys);
        history++;
    }

    RedisData copy() {
        RedisData copied = new RedisData(micros, publisher);
        keys.forEach((key, value) -> copied.keys.put(key, copy(value)));
        return copied;
    }

    @SuppressWarnings("unchecked")
    private static Object copy(Object value) {
        if (value instanceof StreamData stream) {
            return stream.copy();
        } else if (value instanceof Map<?, ?> map) {
            return new LinkedHashMap<>(map);
        } else if (value instanceof Set<?> set) {
            return new LinkedHashSet<>(set);
        }
        return value;
    }

    /** While it is full, commands that need memory fail. */
    void setFull(boolean isFull) {
        full = isFull;
    }

    Object execute(List<String> command) {
        String name = command.get(0).toUpperCase(Locale.ROOT);
        String key = command.size() > 1 ? command.get(1) : "";
        List<String> rest = command.subList(Math.min(2, command.size()), command.size());
        return switch (name) {
            case "PING" -> new Status("PONG");
            case "INFO" -> "role:master\r\nmaster_replid:" + Integer.toHexString(history) + "\r\n";
            case "TIME" ->
                List.of(Long.toString(micros.getAsLong() / 1_000_000), Long.toString(micros.getAsLong() % 1_000_000));
            case "PUBLISH" -> (long) publisher.applyAsInt(key, rest.get(0));
            case "EXISTS" -> keys.containsKey(key) ? 1L : 0L;
            case "DEL", "UNLINK" ->
                command.subList(1, command.size()).stream()
                        .filter(each -> keys.remove(each) != null)
                        .count();
            case "RENAME" -> rename(key, rest.get(0));
            case "EXPIRE", "PEXPIRE", "PERSIST" -> 1L;
            case "GET" -> keys.get(key);
            case "SET" -> set(key, rest);
            case "INCR" -> increment(key);
            default ->
                name.startsWith("H")
                        ? hash(name, key, rest)
                        : name.startsWith("X") ? stream(name, key, rest) : sets(name, key, rest);
        };
    }

    private Object rename(String from, String to) {
        if (!keys.containsKey(from)) {
            throw new RedisError("ERR no such key");
        }
        keys.put(to, keys.remove(from));
        return OK;
    }

    private Object set(String key, List<String> rest) {
        requireMemory();
        if (rest.stream().anyMatch("NX"::equalsIgnoreCase) && keys.containsKey(key)) {
            return null;
        }
        keys.put(key, rest.get(0));
        return OK;
    }

    private Object increment(String key) {
        requireMemory();
        long next = Long.parseLong(String.valueOf(keys.getOrDefault(key, "0"))) + 1;
        keys.put(key, Long.toString(next));
        return next;
    }

    private Object hash(String name, String key, List<String> rest) {
        Map<String, String> hash = get(key, new LinkedHashMap<>());
        return switch (name) {
            case "HGET" -> hash.get(rest.get(0));
            case "HMGET" -> new ArrayList<Object>(rest.stream().map(hash::get).toList());
            case "HGETALL" -> new LinkedHashMap<>(hash);
            case "HKEYS" -> new ArrayList<Object>(hash.keySet());
            case "HVALS" -> new ArrayList<Object>(hash.values());
            case "HLEN" -> (long) hash.size();
            case "HEXISTS" -> hash.containsKey(rest.get(0)) ? 1L : 0L;
            case "HSETNX" -> hash.containsKey(rest.get(0)) ? 0L : put(key, rest);
            case "HSET", "HMSET" -> put(key, rest);
            case "HINCRBY" -> {
                long next = Long.parseLong(hash.getOrDefault(rest.get(0), "0")) + Long.parseLong(rest.get(1));
                put(key, List.of(rest.get(0), Long.toString(next)));
                yield next;
            }
            case "HDEL" -> {
                long removed = 0;
                for (String field : rest) {
                    removed += hash.containsKey(field) ? 1 : 0;
                    hash.remove(field);
                }
                removeIfEmpty(key, removed > 0 && hash.isEmpty());
                yield removed;
            }
            default -> throw unknown(name);
        };
    }

    private long put(String key, List<String> fields) {
        requireMemory();
        Map<String, String> hash = create(key, new LinkedHashMap<>());
        long added = 0;
        for (int i = 0; i < fields.size(); i += 2) {
            added += hash.put(fields.get(i), fields.get(i + 1)) == null ? 1 : 0;
        }
        return added;
    }

    private Object stream(String name, String key, List<String> rest) {
        StreamData stream = get(key, new StreamData());
        return switch (name) {
            case "XADD" -> {
                requireMemory();
                int id = 0;
                long length = Long.MAX_VALUE;
                if (rest.get(0).equalsIgnoreCase("MAXLEN")) {
                    id = rest.get(1).equals("~") || rest.get(1).equals("=") ? 3 : 2;
                    length = Long.parseLong(rest.get(id - 1));
                }
                String added = create(key, stream).add(rest.get(id), rest.subList(id + 1, rest.size()));
                // An approximate limit keeps some more.
                stream.trimToLength(length == Long.MAX_VALUE ? length : length + 100);
                yield added;
            }
            case "XLEN" -> (long) stream.size();
            case "XDEL" -> stream.delete(rest);
            case "XTRIM" -> {
                String limit = rest.get(rest.get(1).equals("~") || rest.get(1).equals("=") ? 2 : 1);
                yield rest.get(0).equalsIgnoreCase("MINID")
                        ? stream.trimTo(limit)
                        : stream.trimToLength(Long.parseLong(limit));
            }
            case "XRANGE", "XREVRANGE" ->
                stream.range(
                        rest.get(0),
                        rest.get(1),
                        rest.size() > 3 ? Long.parseLong(rest.get(3)) : Long.MAX_VALUE,
                        name.equals("XREVRANGE"));
            default -> throw unknown(name);
        };
    }

    private Object sets(String name, String key, List<String> rest) {
        Set<String> set = name.startsWith("S") ? get(key, new LinkedHashSet<>()) : Set.of();
        Map<String, Double> scores = name.startsWith("Z") ? get(key, new LinkedHashMap<>()) : Map.of();
        return switch (name) {
            case "SADD" -> {
                requireMemory();
                Set<String> members = create(key, new LinkedHashSet<>());
                yield rest.stream().filter(members::add).count();
            }
            case "SREM" -> {
                long removed = rest.stream().filter(set::contains).count();
                rest.stream().filter(set::contains).toList().forEach(set::remove);
                removeIfEmpty(key, removed > 0 && set.isEmpty());
                yield removed;
            }
            case "SMEMBERS" -> new ArrayList<Object>(set);
            case "SISMEMBER" -> set.contains(rest.get(0)) ? 1L : 0L;
            case "SCARD" -> (long) set.size();
            case "ZADD" -> {
                requireMemory();
                if (rest.get(0).equals("XX")) {
                    scores.computeIfPresent(rest.get(2), (member, score) -> Double.valueOf(rest.get(1)));
                    yield 0L;
                }
                Map<String, Double> members = create(key, new LinkedHashMap<>());
                yield members.put(rest.get(1), Double.parseDouble(rest.get(0))) == null ? 1L : 0L;
            }
            case "ZREM" -> {
                long removed = rest.stream().filter(scores::containsKey).count();
                rest.stream().filter(scores::containsKey).toList().forEach(scores::remove);
                removeIfEmpty(key, removed > 0 && scores.isEmpty());
                yield removed;
            }
            case "ZREMRANGEBYSCORE" -> {
                List<String> removed = scores.entrySet().stream()
                        .filter(member ->
                                member.getValue() >= bound(rest.get(0)) && member.getValue() <= bound(rest.get(1)))
                        .map(Map.Entry::getKey)
                        .toList();
                removed.forEach(scores::remove);
                removeIfEmpty(key, !removed.isEmpty() && scores.isEmpty());
                yield (long) removed.size();
            }
            // Only used to keep a set small.
            case "ZREMRANGEBYRANK" -> 0L;
            case "ZSCORE" -> scores.containsKey(rest.get(0)) ? text(scores.get(rest.get(0))) : null;
            case "ZCARD" -> (long) scores.size();
            case "ZRANGE", "ZRANGEBYSCORE" -> range(name, scores, rest);
            default -> throw unknown(name);
        };
    }

    private static List<Object> range(String name, Map<String, Double> scores, List<String> rest) {
        boolean byScore = name.equals("ZRANGEBYSCORE") || rest.stream().anyMatch("BYSCORE"::equalsIgnoreCase);
        int limit = rest.indexOf("LIMIT");
        long count = limit < 0 ? Long.MAX_VALUE : Long.parseLong(rest.get(limit + 2));
        return scores.entrySet().stream()
                .filter(member -> !byScore
                        || (member.getValue() >= bound(rest.get(0)) && member.getValue() <= bound(rest.get(1))))
                .sorted(Map.Entry.<String, Double>comparingByValue()
                        .thenComparing(Map.Entry.comparingByKey(Comparator.naturalOrder())))
                .limit(count)
                .<Object>map(Map.Entry::getKey)
                .toList();
    }

    private static double bound(String text) {
        return switch (text) {
            case "-inf" -> Double.NEGATIVE_INFINITY;
            case "+inf", "inf" -> Double.POSITIVE_INFINITY;
            default ->
                text.startsWith("(") ? Math.nextDown(Double.parseDouble(text.substring(1))) : Double.parseDouble(text);
        };
    }

    private static String text(double score) {
        return score == Math.rint(score) ? Long.toString((long) score) : Double.toString(score);
    }

    private void requireMemory() {
        if (full) {
            throw new RedisError("OOM command not allowed when used memory > 'maxmemory'.");
        }
    }

    @SuppressWarnings("unchecked")
    private <T> T get(String key, T absent) {
        return (T) keys.getOrDefault(key, absent);
    }

    @SuppressWarnings("unchecked")
    private <T> T create(String key, T empty) {
        return (T) keys.computeIfAbsent(key, unused -> empty);
    }

    private void removeIfEmpty(String key, boolean isEmpty) {
        if (isEmpty) {
            keys.remove(key);
        }
    }

    private static RedisError unknown(String name) {
        return new RedisError("ERR the model does not know the command " + name);
    }
}
