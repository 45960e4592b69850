package dev.roomscribe.simulation.check;

import dev.roomscribe.simulation.fishjam.Arrivals;
import dev.roomscribe.simulation.fishjam.SimulatedFishjam;
import dev.roomscribe.simulation.fishjam.SpokenWord;
import dev.roomscribe.simulation.service.SessionRun;
import dev.roomscribe.transcript.event.FinalTranscript;
import dev.roomscribe.transcript.event.GapReason;
import dev.roomscribe.transcript.event.StreamGap;
import dev.roomscribe.transcript.event.Word;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Invariants 1 to 3: every word that the service received, or missed while a session was to run, is in exactly one final,
 * of the right peer and at the right time, or within a gap of that peer or of all peers.
 */
public final class SpeechCheck {
    /** The largest error of a time. */
    private static final double MAX_ERROR_MILLIS = 150;

    private static final long TOLERANCE_NANOS = 100_000_000;

    /** How long before the first missing word the gap of all peers may begin after a crash: a pong comes every second. */
    private static final long MAX_EARLY_NANOS = 1_200_000_000;
    /** The same for the gap of one track: its last silence is skipped only after the pause that ends an utterance. */
    private static final long MAX_EARLY_OF_TRACK_NANOS = 3_000_000_000L;

    private static final long ROUNDING_NANOS = 2_000_000;

    /** Longer than any mute: a word after a mute that was not announced may be taken for one before it. */
    private static final long MAX_MUTE_NANOS = 2_000_000_000;

    private final StoredLog log;
    private final SimulatedFishjam fishjam;
    private final List<SessionRun> runs;
    private final TimeErrors errors;
    private final List<String> violations;

    private final Map<String, SpokenWord> words = new HashMap<>();
    private final Map<String, Integer> found = new HashMap<>();
    private final Map<String, Coverage> gaps = new HashMap<>();
    /** What recognition has dropped, which may begin or end within a word. */
    private final Map<String, Coverage> dropped = new HashMap<>();

    private final Map<String, Coverage> unidentified = new HashMap<>();
    /** Words of which a part is in a final. */
    private final Set<String> cut = new HashSet<>();

    /** The peers that were identified at some time. */
    private final Set<String> joined = new HashSet<>();

    private final Map<String, Arrivals> arrivals = new HashMap<>();

    public SpeechCheck(
            StoredLog log,
            SimulatedFishjam fishjam,
            List<SessionRun> runs,
            TimeErrors errors,
            List<String> violations) {
        this.log = log;
        this.fishjam = fishjam;
        this.runs = runs;
        this.errors = errors;
        this.violations = violations;
    }

    public void run() {
        fishjam.words().forEach(word -> words.put(word.text(), word));
        log.joins().forEach(join -> joined.add(join.peerId()));
        log.finals().forEach(this::check);
        log.gaps().forEach(this::add);
        words.values().stream().filter(this::isDue).forEach(this::checkAccounted);
    }

    /**
     * Checks that the gaps of a crash do not begin much before the first word that is missing. To be called after
     * {@link #run}, if nothing delayed audio or its recognition.
     */
    public void checkCrashGaps() {
        log.gaps().stream()
                .filter(gap -> gap.reason() == GapReason.SERVICE_CRASHED && !isContinuation(gap))
                .forEach(this::checkCrashGap);
    }

    private boolean isContinuation(StreamGap gap) {
        return gap.peerId() == null
                && log.gaps().stream()
                        .anyMatch(other -> other.peerId() == null
                                && other.sessionId().equals(gap.sessionId())
                                && Double.valueOf(gap.from()).equals(other.to()));
    }

    private void checkCrashGap(StreamGap gap) {
        SessionRun run = run(gap.sessionId());
        if (run == null) {
            return;
        }
        long from = run.createdNanos() + Math.round(gap.from() * 1e9);
        long missing = words.values().stream()
                .filter(word -> gap.peerId() == null || gap.peerId().equals(word.peerId()))
                .filter(word -> !found.containsKey(word.text()) && word.endNanos() > from)
                .mapToLong(SpokenWord::startNanos)
                .reduce(run.interruptionAfter(from), Math::min);
        long maxEarly = gap.peerId() == null ? MAX_EARLY_NANOS : MAX_EARLY_OF_TRACK_NANOS;
        if (from < missing - maxEarly) {
            violations.add("%.3f s before the first missing word: %s".formatted((missing - from) / 1e9, gap));
        }
    }

    private Arrivals arrivals(String peerId) {
        return arrivals.computeIfAbsent(peerId, fishjam::arrivals);
    }

    private @Nullable SessionRun run(String sessionId) {
        return runs.stream()
                .filter(run -> sessionId.equals(run.id()))
                .findFirst()
                .orElse(null);
    }

    private void check(FinalTranscript text) {
        for (Word word : text.words()) {
            boolean whole = !word.word().endsWith("~");
            SpokenWord spoken = words.get(
                    whole ? word.word() : word.word().substring(0, word.word().length() - 1));
            if (spoken == null) {
                violations.add("no person said " + word.word() + ": " + text);
            } else if (!spoken.peerId().equals(text.peerId())) {
                violations.add("wrong speaker: " + spoken + " is in " + text);
            } else if (whole) {
                found.merge(word.word(), 1, Integer::sum);
                checkTime(word, spoken, text);
            } else {
                cut.add(spoken.text());
            }
        }
    }

    private void checkTime(Word word, SpokenWord spoken, FinalTranscript text) {
        SessionRun run = run(text.sessionId());
        if (run == null) {
            violations.add("a final of an unknown session: " + text);
            return;
        }
        Arrivals of = arrivals(spoken.peerId());
        double start = error(word.start(), run, spoken.startNanos() + of.constantNanos());
        double end = error(word.end(), run, spoken.endNanos() + of.constantNanos());
        double error = Math.abs(start) > Math.abs(end) ? start : end;
        if (!of.determine(spoken, run.endNanos())) {
            errors.addUndetermined();
            return;
        }
        errors.add(error);
        if (Math.abs(error) > MAX_ERROR_MILLIS) {
            violations.add("%s is %.0f ms off in %s".formatted(spoken, error, text));
        }
    }

    private static double error(double seconds, SessionRun run, long expectedNanos) {
        return (run.createdNanos() + seconds * 1e9 - expectedNanos) / 1e6;
    }

    private void add(StreamGap gap) {
        SessionRun run = run(gap.sessionId());
        Double to = gap.to();
        if (run != null && to != null) {
            long from = run.createdNanos() + Math.round(gap.from() * 1e9);
            long end = run.createdNanos() + Math.round(to * 1e9);
            String peer = String.valueOf(gap.peerId());
            gaps.computeIfAbsent(peer, id -> new Coverage()).add(from, end);
            if (gap.reason() == GapReason.OVERLOAD || gap.reason() == GapReason.DECODER_FAILED) {
                dropped.computeIfAbsent(peer, id -> new Coverage()).add(from, end);
            }
            if (gap.reason() == GapReason.UNKNOWN_PEER || !joined.contains(peer)) {
                unidentified.computeIfAbsent(peer, id -> new Coverage()).add(from, end);
            }
        }
    }

    /** Such a gap has the times at which the audio arrived, because nothing else is known of the peer. */
    private boolean unidentified(SpokenWord word) {
        Coverage of = unidentified.get(word.peerId());
        long last = word.deliveredNanos();
        return of != null && of.covers(last - ROUNDING_NANOS, last);
    }

    /** Returns whether a word must be accounted for: a session was to run from its first sample to its last. */
    private boolean isDue(SpokenWord word) {
        return word.reachedFishjam() && runs.stream().anyMatch(run -> isDue(word, run));
    }

    /**
     * What was on its way at a crash, or during a long stall at the end of the session, is due. What was on its way when the
     * service closed a connection that worked is not.
     */
    private static boolean isDue(SpokenWord word, SessionRun run) {
        if (run.listeningNanos() > word.startNanos() || word.endNanos() >= run.endNanos()) {
            return false;
        }
        return run.hasCrashed()
                || run.wasInterrupted(word.startNanos(), Long.MAX_VALUE)
                || run.endedDuringStall()
                || (!word.wasCutOff()
                        && (word.wasDelivered() ? word.deliveredNanos() : word.lostNanos()) < run.endNanos());
    }

    private boolean isDetermined(SpokenWord word) {
        long end = runs.stream()
                .filter(run -> run.listeningNanos() <= word.startNanos())
                .mapToLong(SessionRun::endNanos)
                .max()
                .orElse(Long.MAX_VALUE);
        return arrivals(word.peerId()).determine(word, end);
    }

    private void checkAccounted(SpokenWord word) {
        int times = found.getOrDefault(word.text(), 0);
        if (times > 1) {
            violations.add(word + " is in " + times + " finals");
        } else if (times == 0 && !isInGap(word)) {
            violations.add(word + ", said at " + time(word) + ", is neither in a final nor in a gap: "
                    + log.gaps().stream()
                            .map(gap -> gap.sessionId() + " " + gap.peerId() + " " + gap.from() + "-" + gap.to() + " "
                                    + gap.reason())
                            .toList());
        }
    }

    private String time(SpokenWord word) {
        StringBuilder text = new StringBuilder();
        for (SessionRun run : runs) {
            text.append("%.3f-%.3f s of session %s "
                    .formatted(
                            (word.startNanos() - run.createdNanos()) / 1e9,
                            (word.endNanos() - run.createdNanos()) / 1e9,
                            run.id()));
        }
        return text.toString();
    }

    private boolean wasInterrupted(SpokenWord word) {
        long until = Math.max(word.endNanos(), word.deliveredNanos());
        return runs.stream().anyMatch(run -> run.wasInterrupted(word.startNanos(), until));
    }

    private boolean wasSuspended(SpokenWord word) {
        long until = Math.max(word.endNanos(), word.deliveredNanos());
        return runs.stream().anyMatch(run -> run.wasSuspended(word.startNanos(), until));
    }

    /** A part of the word was recognized, or is too short for that. */
    private boolean isOnlyPartMissing(SpokenWord word) {
        // What was delivered after the process had stopped listening is in a gap.
        return wasSuspended(word)
                || (wasInterrupted(word) && cut.contains(word.text()))
                || (word.wasPartlyDelivered()
                        && (cut.contains(word.text())
                                || word.wasLostByConnection()
                                || wasInterrupted(word)
                                || runs.stream().noneMatch(SessionRun::hasCrashed)));
    }

    private boolean isInGap(SpokenWord word) {
        Coverage coverage = new Coverage();
        for (String peer : List.of("null", word.peerId())) {
            Coverage of = gaps.get(peer);
            if (of != null) {
                of.copyTo(coverage);
            }
        }
        long delay = arrivals(word.peerId()).constantNanos();
        long from = word.startNanos() + delay + TOLERANCE_NANOS;
        long to = word.endNanos() + delay - TOLERANCE_NANOS;
        Coverage droppedOf = dropped.getOrDefault(word.peerId(), new Coverage());
        if (word.wasDelivered()
                && (unidentified(word) || droppedOf.overlaps(word.startNanos(), word.endNanos() + delay))) {
            return true;
        }
        if (word.wasDelivered() && !isDetermined(word)) {
            return coverage.overlaps(word.startNanos() - MAX_MUTE_NANOS, word.deliveredNanos());
        }
        if (word.isPlaceUnknown()) {
            return coverage.overlaps(word.startNanos() - MAX_MUTE_NANOS, Long.MAX_VALUE);
        }
        return isOnlyPartMissing(word)
                ? coverage.overlaps(word.startNanos(), word.endNanos() + delay)
                : coverage.covers(from, to);
    }
}
