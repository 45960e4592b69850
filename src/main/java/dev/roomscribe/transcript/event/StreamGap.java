package dev.roomscribe.transcript.event;

import java.time.Instant;
import java.util.Locale;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Audio without text, for ever.
 *
 * @param peerId whose; null for the whole session's
 * @param trackId of which track; null for the whole session's
 * @param from where the hole begins
 * @param to where it ends; absent while nobody knows
 * @param startedAt wall clock of {@code from}
 * @param detail a sentence
 */
public record StreamGap(
        String sessionId,
        @Nullable String peerId,
        @Nullable String trackId,
        double from,
        @Nullable Double to,
        GapReason reason,
        Instant startedAt,
        String detail)
        implements DurableEvent {
    @Override
    public String type() {
        return "stream.gap";
    }

    @Override
    public boolean concerns(Set<String> peers) {
        return peerId == null || peers.contains(peerId);
    }

    /** Returns words for who reads: {@code 1.5 s missing: overload}. */
    public String missing() {
        String length = to == null ? "from here on" : String.format(Locale.ROOT, "%.1f s", to - from);
        return length + " missing: " + reason.json().replace('_', ' ');
    }

    /** Returns the same as it stands on a clock that began so many seconds earlier. */
    public StreamGap later(double seconds) {
        return new StreamGap(
                sessionId,
                peerId,
                trackId,
                from + seconds,
                to == null ? null : to + seconds,
                reason,
                startedAt,
                detail);
    }
}
