package dev.roomscribe.simulation.check;

import dev.roomscribe.transcript.event.DurableEvent;
import dev.roomscribe.transcript.event.EventId;
import dev.roomscribe.transcript.event.FinalTranscript;
import dev.roomscribe.transcript.event.GapReason;
import dev.roomscribe.transcript.event.PeerJoined;
import dev.roomscribe.transcript.event.PeerLeft;
import dev.roomscribe.transcript.event.PeerRenamed;
import dev.roomscribe.transcript.event.SessionEnded;
import dev.roomscribe.transcript.event.SessionResumed;
import dev.roomscribe.transcript.event.SessionStarted;
import dev.roomscribe.transcript.event.StreamGap;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Invariant 4, the log: ids ascend, without a hole if every event can be written, nothing of a session comes before its
 * start or after its end, utterances are unique, no gap is without an end, no peer that has joined is unknown later, and
 * the time between two sessions is stated.
 */
public final class EventCheck {
    private static final Duration ROUNDING = Duration.ofMillis(2);
    /** More than the time between the end of a session and its event. */
    private static final Duration SHORT = Duration.ofMillis(50);

    /** The time between two sessions. */
    private record Interval(String nextSession, Instant to) {}

    private final StoredLog log;
    private final boolean readable;
    private final boolean storable;
    private final Set<String> mayBeUnstated;
    private final List<Interval> intervals = new ArrayList<>();
    private final List<Instant> stated = new ArrayList<>();
    private final List<String> violations;
    private final Set<String> ended = new HashSet<>();
    private final Set<String> utterances = new HashSet<>();
    /** The peers that have joined the running session at some time. */
    private final Set<String> joined = new HashSet<>();

    private @Nullable SessionStarted running;
    private @Nullable SessionEnded last;
    private boolean gapDue;

    /**
     * @param readable whether the files could be read at every start of a session, so the time since the last was known
     * @param storable whether every event could be written at once, so the ids continue over every crash
     * @param mayBeUnstated the sessions that ended before the files could be read; the next one states the time before them
     */
    public EventCheck(
            StoredLog log, boolean readable, boolean storable, Set<String> mayBeUnstated, List<String> violations) {
        this.log = log;
        this.storable = storable;
        this.readable = readable;
        this.mayBeUnstated = mayBeUnstated;
        this.violations = violations;
    }

    public void run() {
        @Nullable EventId previous = null;
        for (StoredLog.Entry entry : log.entries()) {
            EventId id = EventId.parse(entry.id()).orElseThrow();
            if (previous != null && previous.compareTo(id) >= 0) {
                violations.add("the ids do not ascend: " + previous + " before " + id);
            }
            if (storable && previous != null && !previous.next().equals(id)) {
                violations.add("the ids have a hole: " + previous + " before " + id);
            }
            previous = id;
            check(entry.event());
        }
        if (running != null) {
            violations.add("session " + running.sessionId() + " has no end");
        }
        intervals.forEach(this::checkStated);
    }

    private void checkStated(Interval interval) {
        long times = stated.stream()
                .filter(to -> Duration.between(to, interval.to).abs().compareTo(ROUNDING) <= 0)
                .count();
        boolean isLast = interval.equals(intervals.get(intervals.size() - 1));
        if (times > 1 || (times == 0 && !(isLast && mayBeUnstated.contains(interval.nextSession)))) {
            violations.add("the time before session " + interval.nextSession + " is in " + times + " gaps");
        }
    }

    private void check(DurableEvent event) {
        boolean isGapBetween = event instanceof StreamGap gap && gap.reason() == GapReason.NOT_TRANSCRIBED;
        if (gapDue && !isGapBetween) {
            violations.add("the time before session " + (running == null ? "?" : running.sessionId())
                    + " is not stated as a gap, but follows " + event);
        }
        gapDue = false;
        if (event instanceof SessionStarted started) {
            if (running != null) {
                violations.add("session " + started.sessionId() + " starts before another has ended");
            }
            running = started;
            joined.clear();
            if (last != null && !isShort(last.endedAt(), started.startedAt())) {
                intervals.add(new Interval(started.sessionId(), started.startedAt()));
                gapDue = readable;
            }
            return;
        }
        if (event instanceof SessionResumed resumed && running == null && !ended.contains(resumed.sessionId())) {
            // The start was lost with the disk, or with the process that waited for it.
            running = resumed.asStarted();
        }
        SessionStarted of = running;
        if (of == null || !of.sessionId().equals(sessionId(event))) {
            violations.add(
                    (ended.contains(sessionId(event)) ? "after the end of its session: " : "before its session: ")
                            + event);
            return;
        }
        if (event instanceof SessionEnded end) {
            checkTime(of, end.at(), end.endedAt(), event);
            ended.add(end.sessionId());
            last = end;
            running = null;
        } else if (event instanceof SessionResumed resumed) {
            checkTime(of, resumed.at(), resumed.resumedAt(), event);
            // Another process has to read the room first.
            joined.clear();
        } else if (event instanceof FinalTranscript text) {
            checkTime(of, text.start(), text.startedAt(), event);
            if (!utterances.add(text.utteranceId())) {
                violations.add("two finals of one utterance: " + event);
            }
        } else if (event instanceof PeerJoined join) {
            joined.add(join.peerId());
        } else if (event instanceof StreamGap gap) {
            checkGap(of, gap);
        }
    }

    private static boolean isShort(Instant from, Instant to) {
        return Duration.between(from, to).compareTo(SHORT) < 0;
    }

    private void checkGap(SessionStarted of, StreamGap gap) {
        checkTime(of, gap.from(), gap.startedAt(), gap);
        Double to = gap.to();
        if (to == null) {
            violations.add("a gap without an end: " + gap);
        } else if (to < gap.from()) {
            violations.add("a gap that ends before it begins: " + gap);
        } else if (gap.reason() == GapReason.NOT_TRANSCRIBED) {
            stated.add(gap.startedAt().plusMillis(Math.round((to - gap.from()) * 1000)));
        } else if (gap.reason() == GapReason.UNACCOUNTED) {
            violations.add("unaccounted audio: " + gap);
        } else if (gap.reason() == GapReason.UNKNOWN_PEER && joined.contains(gap.peerId())) {
            violations.add("audio of a peer that is known: " + gap);
        }
    }

    /** Wall-clock times are derived from the session's own clock, whatever happens to the wall clock. */
    private void checkTime(SessionStarted of, double seconds, Instant instant, DurableEvent event) {
        Instant expected = of.startedAt().plusNanos(Math.round(seconds * 1e9));
        if (Duration.between(expected, instant).abs().compareTo(ROUNDING) > 0) {
            violations.add("its times differ by " + Duration.between(expected, instant) + ": " + event);
        }
    }

    private static String sessionId(DurableEvent event) {
        if (event instanceof SessionEnded it) {
            return it.sessionId();
        } else if (event instanceof SessionResumed it) {
            return it.sessionId();
        } else if (event instanceof FinalTranscript it) {
            return it.sessionId();
        } else if (event instanceof StreamGap it) {
            return it.sessionId();
        } else if (event instanceof PeerJoined it) {
            return it.sessionId();
        } else if (event instanceof PeerLeft it) {
            return it.sessionId();
        } else if (event instanceof PeerRenamed it) {
            return it.sessionId();
        }
        throw new AssertionError("an event of a new type: " + event);
    }
}
