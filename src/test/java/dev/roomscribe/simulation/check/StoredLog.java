package dev.roomscribe.simulation.check;

import dev.roomscribe.transcript.event.DurableEvent;
import dev.roomscribe.transcript.event.FinalTranscript;
import dev.roomscribe.transcript.event.PeerJoined;
import dev.roomscribe.transcript.event.SessionEnded;
import dev.roomscribe.transcript.event.SessionStarted;
import dev.roomscribe.transcript.event.StreamGap;
import dev.roomscribe.transcript.log.LogEntry;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The events that are stored when everything is over. */
public final class StoredLog {
    /** A stored event and its JSON. */
    public record Entry(String id, String json, DurableEvent event) {}

    private final List<Entry> entries = new ArrayList<>();

    public StoredLog(List<LogEntry> stored) {
        for (LogEntry entry : stored) {
            DurableEvent event = entry.event()
                    .orElseThrow(() -> new AssertionError("the log contains an unknown event: " + entry.json()));
            entries.add(new Entry(entry.id().toString(), entry.json(), event));
        }
    }

    public List<Entry> entries() {
        return entries;
    }

    /** Returns whether the start of a session is stored. */
    public boolean hasSession(@Nullable String sessionId) {
        return events(SessionStarted.class).stream()
                .anyMatch(started -> started.sessionId().equals(sessionId));
    }

    private <T extends DurableEvent> List<T> events(Class<T> type) {
        return entries.stream()
                .map(Entry::event)
                .filter(type::isInstance)
                .map(type::cast)
                .toList();
    }

    public List<SessionEnded> ends() {
        return events(SessionEnded.class);
    }

    List<FinalTranscript> finals() {
        return events(FinalTranscript.class);
    }

    List<PeerJoined> joins() {
        return events(PeerJoined.class);
    }

    List<StreamGap> gaps() {
        return events(StreamGap.class);
    }
}
