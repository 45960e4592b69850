package dev.roomscribe.transcript.export;

import dev.roomscribe.transcript.event.EventId;
import dev.roomscribe.transcript.log.Cursor;
import dev.roomscribe.transcript.log.LogEntry;
import dev.roomscribe.transcript.log.LogSnapshot;
import java.util.ArrayList;
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

    /** Finds the sessions. Reads the whole log and blocks. */
    public static SessionIndex of(LogSnapshot log) {
        List<SessionSpan> spans = new ArrayList<>();
        EventId start = log.range().start();
        EventId position = start;
        Cursor entries = log.entries();
        while (entries.hasNext()) {
            LogEntry entry = entries.next();
            boolean eventsLost = entry.previous().compareTo(position) > 0;
            int last = spans.size() - 1;
            if (entry.type().equals("session.started")) {
                spans.add(SessionSpan.startingAt(entry, false));
            } else if (last >= 0 && entry.type().equals("session.resumed") && !belongsTo(entry, spans.get(last))) {
                // The start was lost before it was written.
                spans.add(SessionSpan.startingAt(entry, true));
            } else if (last < 0 || (eventsLost && !belongsTo(entry, spans.get(last)))) {
                spans.add(SessionSpan.startingAt(entry, eventsLost || start.sequence() > 0));
            } else {
                spans.set(last, spans.get(last).with(entry));
            }
            position = entry.id();
        }
        return new SessionIndex(log, spans);
    }

    /** The start of another session may be among lost events. */
    private static boolean belongsTo(LogEntry entry, SessionSpan span) {
        return entry.event()
                .map(event -> event.sessionId().equals(span.sessionId()))
                .orElse(true);
    }

    /** Returns all sessions, oldest first. */
    public List<PastSession> sessions() {
        return spans.stream().map(SessionSpan::summary).toList();
    }

    /** Returns the selected part of the transcript; empty if the selection names a session that is not stored. */
    public Optional<TranscriptView> view(Selection selection) {
        List<SessionSpan> selected = select(selection);
        return selected.isEmpty() && selection.session() != null
                ? Optional.empty()
                : Optional.of(new TranscriptView(log, selection, selected));
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
