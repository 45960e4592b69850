package dev.roomscribe.cluster.redis.log;

import dev.roomscribe.transcript.log.Erasure;
import dev.roomscribe.transcript.log.LogEntry;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;

/**
 * The erasures that a node has learned while it had a log open; Redis may lose some of them. Confined to the thread of the
 * logs, except {@link #removeFrom}.
 */
final class KnownErasures {
    /** As many as Redis keeps. */
    private static final int MAX_KNOWN = 20;

    /** The newest last. */
    private volatile List<Known> known = List.of();
    /** Those that Redis has lost. */
    private final Set<Erasure> lost = new LinkedHashSet<>();

    private record Known(long number, Erasure erasure) {}

    void add(long number, Erasure erasure) {
        lost.remove(erasure);
        known = Stream.concat(
                        known.stream().skip(Math.max(0, known.size() - MAX_KNOWN + 1)),
                        Stream.of(new Known(number, erasure)))
                .toList();
    }

    /** Redis has only the first erasures, up to a number. */
    void lostAfter(long number) {
        known.stream()
                .filter(erased -> erased.number() > number)
                .map(Known::erasure)
                .forEach(lost::add);
    }

    /** Returns those that Redis has lost and that were not repeated yet. */
    List<Erasure> lost() {
        return List.copyOf(lost);
    }

    void clear() {
        known = List.of();
        lost.clear();
    }

    /** Returns what is left of events that were read, also if Redis has lost an erasure. Thread-safe. */
    List<LogEntry> removeFrom(List<LogEntry> entries) {
        return known.isEmpty()
                ? entries
                : entries.stream().map(this::removeFrom).toList();
    }

    LogEntry removeFrom(LogEntry entry) {
        LogEntry left = entry;
        for (Known erased : known) {
            left = erased.erasure().apply(left);
        }
        return left;
    }
}
