package dev.roomscribe.transcript.export;

import dev.roomscribe.transcript.log.LogSnapshot;
import dev.roomscribe.transcript.log.SessionSpan;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/** The sessions that a log stores. */
public final class SessionIndex {
    private final LogSnapshot log;
    private final List<SessionSpan> spans;

    private SessionIndex(LogSnapshot log, List<SessionSpan> spans) {
        this.log = log;
        this.spans = spans;
    }

    /** Finds the sessions in the index of a log. Blocks. */
    public static SessionIndex of(LogSnapshot log) {
        return new SessionIndex(log, log.sessions());
    }

    /** Returns all sessions, oldest first. */
    public List<PastSession> sessions() {
        return spans.stream().map(PastSession::of).toList();
    }

    /** Returns the selected part of the transcript; empty if the selection names a session that is not stored. */
    public Optional<TranscriptView> view(Selection selection) {
        List<SessionSpan> selected = select(selection);
        return selected.isEmpty() && selection.session() != null
                ? Optional.empty()
                : Optional.of(new TranscriptView(log, selection, selected));
    }

    /** Returns the part of the transcript of the session that was the last to begin by a time; of the first one if none had. */
    public TranscriptView viewOfSessionAt(Instant time) {
        List<SessionSpan> begun =
                spans.stream().filter(span -> !span.begin().isAfter(time)).toList();
        SessionSpan found = begun.isEmpty() ? null : begun.get(begun.size() - 1);
        List<SessionSpan> selected =
                found != null ? List.of(found) : spans.stream().limit(1).toList();
        return new TranscriptView(log, Selection.LATEST, selected);
    }

    private List<SessionSpan> select(Selection selection) {
        if (selection.session() != null) {
            return spans.stream()
                    .filter(span -> span.sessionId().equals(selection.session()))
                    .toList();
        }
        if (selection.isWindow()) {
            return spans.stream()
                    .filter(span -> selection.from() == null || !span.lastAt().isBefore(selection.from()))
                    .filter(span ->
                            selection.to() == null || span.firstMissing().isBefore(selection.to()))
                    .toList();
        }
        return spans.isEmpty() ? List.of() : List.of(spans.get(spans.size() - 1));
    }
}
