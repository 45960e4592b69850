package dev.roomscribe.transcript.log;

import dev.roomscribe.transcript.event.DurableEvent;
import dev.roomscribe.transcript.event.EventId;
import dev.roomscribe.transcript.event.FinalTranscript;
import dev.roomscribe.transcript.event.GapReason;
import dev.roomscribe.transcript.event.PeerJoined;
import dev.roomscribe.transcript.event.PeerLeft;
import dev.roomscribe.transcript.event.PeerRenamed;
import dev.roomscribe.transcript.event.SessionEndReason;
import dev.roomscribe.transcript.event.SessionEnded;
import dev.roomscribe.transcript.event.SessionResumed;
import dev.roomscribe.transcript.event.SessionStarted;
import dev.roomscribe.transcript.event.StreamGap;
import dev.roomscribe.transcript.log.SessionProgress.TrackProgress;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * A session that a crashed process left without an end. All times are by the session's own clock, which the wall clock
 * only continues from the last moment that the process recorded: an earlier change of the wall clock has no effect.
 */
public final class InterruptedSession {
    private final SessionStarted started;
    private final List<SavedProgress> saved;
    private final EventId end;
    /** The end of the last final of each track, by peer and track. */
    private final Map<List<String>, Double> finals = new HashMap<>();

    private final Set<StreamGap> closed = new HashSet<>();
    /** The end of the last final or gap. */
    private double heard;
    /** The end of the last gap of all peers. */
    private double closedTo;
    /** The latest time that an event of the session mentions. */
    private double latest;
    /** The wall-clock time at which the last event of the session was appended. */
    private Instant latestAt;

    private InterruptedSession(SessionStarted started, List<LogEntry> newest, List<SavedProgress> saved, EventId end) {
        this.started = started;
        this.saved = saved.stream()
                .filter(line -> line.progress().sessionId().equals(started.sessionId()))
                .toList();
        this.end = end;
        latestAt = started.startedAt();
        for (LogEntry entry : newest) {
            DurableEvent event = entry.event().orElse(null);
            if (event != null && event.sessionId().equals(started.sessionId())) {
                add(event);
                latestAt = entry.appendedAt();
            }
        }
        latest = Math.max(latest, heard);
    }

    /**
     * Returns the session that was running at the end of a log; empty if there is none.
     *
     * @param sessions the sessions of the log
     * @param newest the newest events of the log, oldest first
     * @param saved every progress that the process saved, oldest first
     * @param end the position of the newest event of the log
     */
    public static Optional<InterruptedSession> of(
            SessionSequence sessions, List<LogEntry> newest, List<SavedProgress> saved, EventId end) {
        LogEntry running = sessions.running();
        DurableEvent start = running == null ? null : running.event().orElse(null);
        SessionStarted started = start instanceof SessionResumed resumed ? resumed.asStarted() : null;
        started = start instanceof SessionStarted known ? known : started;
        return started == null ? Optional.empty() : Optional.of(new InterruptedSession(started, newest, saved, end));
    }

    private void add(DurableEvent event) {
        if (event instanceof FinalTranscript utterance) {
            finals.merge(List.of(utterance.peerId(), utterance.trackId()), utterance.end(), Math::max);
            heard = Math.max(heard, utterance.end());
        } else if (event instanceof StreamGap gap) {
            heard = Math.max(heard, gap.to() == null ? gap.from() : gap.to());
            closed.add(gap);
            closedTo = Math.max(closedTo, gap.peerId() == null && gap.to() != null ? gap.to() : 0);
        } else if (event instanceof PeerJoined joined) {
            latest = Math.max(latest, joined.at());
        } else if (event instanceof PeerRenamed renamed) {
            latest = Math.max(latest, renamed.at());
        } else if (event instanceof PeerLeft left) {
            latest = Math.max(latest, left.at());
        }
    }

    public String sessionId() {
        return started.sessionId();
    }

    /** Returns how the session stands at the wall-clock time of the restart. */
    public Interruption interruption(Instant now) {
        return interruption(now, now);
    }

    /**
     * Returns how the session stands at the restart.
     *
     * @param now the time of the restart, by the clock by which the progress was saved
     * @param openedAt the same moment by the clock of this process
     */
    public Interruption interruption(Instant now, Instant openedAt) {
        List<StreamGap> gaps = new ArrayList<>();
        double from = heard;
        double restart = latest + elapsed(latestAt, now);
        if (!saved.isEmpty()) {
            SavedProgress newest = saved.get(saved.size() - 1);
            from = receivedTo(newest.progress());
            restart = Math.max(latest, newest.progress().at() + elapsed(newest.savedAt(), now));
            for (TrackProgress track : newest.progress().tracks()) {
                double finalTo = finalTo(track, newest);
                if (finalTo < from) {
                    gaps.add(gap(
                            track,
                            finalTo,
                            from,
                            "The service ended without warning before this audio was recognized."));
                }
            }
        }
        // A process between that one and this one may have stated a part.
        gaps.removeIf(closed::contains);
        from = Math.max(from, closedTo);
        return new Interruption(started, gaps, from, Math.max(from, restart), openedAt);
    }

    /**
     * Returns the events that state the missing audio up to the restart.
     *
     * @param now the wall-clock time of the restart
     */
    public List<DurableEvent> missingAudio(Instant now) {
        return missingAudio(interruption(now));
    }

    private List<DurableEvent> missingAudio(Interruption interruption) {
        List<DurableEvent> events = new ArrayList<>(interruption.gaps());
        events.add(gap(
                null,
                interruption.missingFrom(),
                interruption.at(),
                "The service ended without warning; no audio was received until it was running again."));
        return events;
    }

    /**
     * Returns the events that state the missing audio and end the session, so that subscribers do not treat the session
     * as running.
     *
     * @param now the wall-clock time of the restart
     */
    public List<DurableEvent> closingEvents(Instant now) {
        Interruption interruption = interruption(now);
        double restart = interruption.at();
        List<DurableEvent> events = missingAudio(interruption);
        events.add(new SessionEnded(
                started.sessionId(),
                restart,
                at(restart),
                SessionEndReason.FAILED,
                "The service ended without warning. Start the room again.",
                started.retention()));
        return events;
    }

    /** Returns up to when all audio was received: what was spoken later may have been on its way at the crash. */
    private static double receivedTo(SessionProgress progress) {
        return progress.tracks().stream()
                .filter(track -> track.peerId() == null)
                .mapToDouble(TrackProgress::finalTo)
                .reduce(progress.at(), Math::min);
    }

    /** Returns the position up to which the audio of a track is known to be final and in the log. */
    private double finalTo(TrackProgress track, SavedProgress newest) {
        if (track.peerId() == null || track.trackId() == null) {
            // The gap for all peers begins here.
            return track.finalTo();
        }
        double inLog = finals.getOrDefault(List.of(track.peerId(), track.trackId()), 0.0);
        if (newest.last().compareTo(end) <= 0) {
            return Math.max(inLog, track.finalTo());
        }
        // After a power failure the log may lack events that the progress counts as final.
        SavedProgress trusted = null;
        for (SavedProgress line : saved) {
            trusted = line.last().compareTo(end) <= 0 ? line : trusted;
        }
        if (trusted == null) {
            return inLog;
        }
        // A track that has no progress yet was not heard before.
        double position = trusted.progress().tracks().stream()
                .filter(other ->
                        track.peerId().equals(other.peerId()) && track.trackId().equals(other.trackId()))
                .mapToDouble(TrackProgress::finalTo)
                .findFirst()
                .orElse(trusted.progress().at());
        return Math.max(inLog, position);
    }

    private StreamGap gap(@Nullable TrackProgress track, double from, double to, String detail) {
        return new StreamGap(
                started.sessionId(),
                track == null ? null : track.peerId(),
                track == null ? null : track.trackId(),
                from,
                to,
                GapReason.SERVICE_CRASHED,
                at(from),
                detail);
    }

    private Instant at(double seconds) {
        return started.startedAt().plusMillis((long) Math.floor(seconds * 1000));
    }

    /** Returns seconds, not rounded, as errors add up over restarts; 0 if the wall clock was set back meanwhile. */
    static double elapsed(Instant from, Instant to) {
        Duration elapsed = Duration.between(from, to);
        return Math.max(0, elapsed.getSeconds() + elapsed.getNano() / 1e9);
    }
}
