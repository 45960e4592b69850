package dev.roomscribe.transcript.export;

import dev.roomscribe.transcript.event.EventId;
import dev.roomscribe.transcript.live.RoomTranscript;
import dev.roomscribe.transcript.log.Cursor;
import dev.roomscribe.transcript.log.LogEntry;
import dev.roomscribe.transcript.log.LogRange;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** The sessions of a room that are kept, up to some moment. Made by reading the log, so everything here blocks. */
public final class SessionIndex {
    private final RoomTranscript room;
    private final List<SessionSpan> spans;

    private SessionIndex(RoomTranscript room, List<SessionSpan> spans) {
        this.room = room;
        this.spans = spans;
    }

    public static SessionIndex of(RoomTranscript room, LogRange extent) {
        List<SessionSpan> spans = new ArrayList<>();
        EventId start = extent.start();
        EventId position = start;
        Cursor cursor = new Cursor(room.log(), start, extent.end());
        while (cursor.hasNext()) {
            LogEntry entry = cursor.next();
            boolean hole = entry.previous().compareTo(position) > 0;
            int last = spans.size() - 1;
            if (entry.type().equals("session.started")) {
                spans.add(SessionSpan.beginning(entry, false).with(entry));
            } else if (last < 0 || (hole && !isOf(entry, spans.get(last)))) {
                spans.add(SessionSpan.beginning(entry, hole || start.sequence() > 0)
                        .with(entry));
            } else {
                spans.set(last, spans.get(last).with(entry));
            }
            position = entry.id();
        }
        return new SessionIndex(room, spans);
    }

    /** The start of a session may have been lost with others. */
    private static boolean isOf(LogEntry entry, SessionSpan span) {
        return entry.event()
                .map(event -> event.sessionId().equals(span.sessionId()))
                .orElse(true);
    }

    /** Returns all sessions, oldest first. */
    public List<PastSession> sessions() {
        return spans.stream().map(SessionSpan::shown).toList();
    }

    /** Returns what is wanted of them; empty if a session is wanted that there is not. */
    public Optional<TranscriptView> meeting(Selection selection) {
        List<SessionSpan> chosen = chosen(selection);
        return chosen.isEmpty() && selection.session() != null
                ? Optional.empty()
                : Optional.of(new TranscriptView(room, selection, chosen));
    }

    private List<SessionSpan> chosen(Selection selection) {
        if (selection.session() != null) {
            return spans.stream()
                    .filter(span -> span.sessionId().equals(selection.session()))
                    .toList();
        }
        if (selection.isWindow()) {
            return spans.stream()
                    .filter(span -> selection.from() == null || !span.lastAt().isBefore(selection.from()))
                    .filter(span -> selection.to() == null || span.begin().isBefore(selection.to()))
                    .toList();
        }
        return spans.isEmpty() ? List.of() : List.of(spans.get(spans.size() - 1));
    }
}
