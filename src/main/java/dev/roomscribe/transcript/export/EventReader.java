package dev.roomscribe.transcript.export;

import dev.roomscribe.transcript.event.DurableEvent;
import dev.roomscribe.transcript.event.EventId;
import dev.roomscribe.transcript.event.EventJson;
import dev.roomscribe.transcript.event.FinalTranscript;
import dev.roomscribe.transcript.event.GapReason;
import dev.roomscribe.transcript.event.StreamGap;
import dev.roomscribe.transcript.log.Cursor;
import dev.roomscribe.transcript.log.LogEntry;
import dev.roomscribe.transcript.log.LogSnapshot;
import dev.roomscribe.transcript.log.SessionSpan;
import java.time.Duration;
import java.time.Instant;
import java.util.Iterator;
import java.util.List;
import java.util.NoSuchElementException;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** Iterates over the selected events of some sessions, with a gap wherever the log has lost events. Reading blocks. */
final class EventReader implements Iterator<DurableEvent> {
    /** The origin of the times of utterances and gaps. */
    enum TimeBase {
        /** The start of the first session. */
        FIRST_SESSION,
        /** The start of the session that the event belongs to, as in the log. */
        OWN_SESSION
    }

    private final LogSnapshot log;
    private final Selection selection;
    private final List<SessionSpan> spans;
    private final @Nullable EventId after;
    private final TimeBase timeBase;
    private final Consumer<DurableEvent> observer;
    private final Iterator<SessionSpan> remaining;
    private @Nullable SessionSpan span;
    private @Nullable Cursor entries;
    /** An entry that follows a gap that was returned first. */
    private @Nullable LogEntry deferred;

    private @Nullable DurableEvent next;
    private EventId position = new EventId(0, 0);
    private EventId nextPosition = position;
    private String json = "";
    /** Where a gap begins if events are lost next: the latest end in this session, and when the last event began. */
    private double seconds;

    private Instant at = Instant.EPOCH;
    /** When the last event ended, if it is a gap; an utterance is selected by its beginning only. */
    private Instant until = Instant.EPOCH;

    /**
     * Creates a reader.
     *
     * @param after the position to start after; null to start at the beginning
     * @param observer receives every event that is read, also those that are not selected, in the order of the log
     */
    EventReader(
            LogSnapshot log,
            Selection selection,
            List<SessionSpan> spans,
            @Nullable EventId after,
            TimeBase timeBase,
            Consumer<DurableEvent> observer) {
        this.log = log;
        this.selection = selection;
        this.spans = spans;
        this.after = after;
        this.timeBase = timeBase;
        this.observer = observer;
        remaining = spans.iterator();
    }

    /** Returns the position of the event that was last returned. */
    EventId position() {
        return position;
    }

    /** Returns the JSON of the event that was last returned. */
    String json() {
        return json;
    }

    @Override
    public boolean hasNext() {
        while (next == null && advance()) {
            if (next != null && !selection.includes(at, until)) {
                next = null;
            }
        }
        return next != null;
    }

    @Override
    public DurableEvent next() {
        if (!hasNext() || next == null) {
            throw new NoSuchElementException();
        }
        DurableEvent found = next;
        next = null;
        position = nextPosition;
        return found;
    }

    /** Makes one step, which may yield an event; returns whether there are more steps. */
    private boolean advance() {
        if (deferred != null) {
            LogEntry entry = deferred;
            deferred = null;
            yieldEvent(entry);
            return true;
        }
        if (entries != null && entries.hasNext()) {
            LogEntry entry = entries.next();
            if (entry.previous().compareTo(nextPosition) > 0) {
                deferred = entry;
                yieldGap(entry);
            } else {
                yieldEvent(entry);
            }
            return true;
        }
        if (!remaining.hasNext()) {
            return false;
        }
        open(remaining.next());
        return true;
    }

    private void open(SessionSpan opened) {
        span = opened;
        nextPosition = after != null && after.compareTo(opened.after()) > 0 ? after : opened.after();
        seconds = 0;
        at = opened.begin();
        until = at;
        entries = log.entries(nextPosition, opened.upTo());
    }

    private void yieldEvent(LogEntry entry) {
        nextPosition = entry.id();
        next = entry.event().map(this::withTimeBase).orElse(null);
        json = entry.json();
    }

    private DurableEvent withTimeBase(DurableEvent event) {
        observer.accept(event);
        if (event instanceof FinalTranscript utterance) {
            seconds = Math.max(seconds, utterance.end());
            at = utterance.startedAt();
            until = at;
            return utterance.shiftedBy(offset());
        }
        if (event instanceof StreamGap gap) {
            seconds = Math.max(seconds, gap.to() == null ? gap.from() : gap.to());
            at = gap.startedAt();
            until = gap.to() == null ? at : at.plusMillis(Math.round((gap.to() - gap.from()) * 1000));
            return gap.shiftedBy(offset());
        }
        if (span != null && at.isBefore(span.begin())) {
            // The gap before a session begins earlier than everything else of it.
            at = span.begin();
            until = at;
        }
        return event;
    }

    private void yieldGap(LogEntry following) {
        nextPosition = following.previous();
        until = at;
        next = new StreamGap(
                        span == null ? "" : span.sessionId(),
                        null,
                        null,
                        seconds,
                        null,
                        GapReason.LOST_EVENTS,
                        at,
                        "Some events are missing from the transcript log.")
                .shiftedBy(offset());
        json = EventJson.of(log.roomId(), null, next);
    }

    private double offset() {
        return timeBase == TimeBase.FIRST_SESSION && span != null
                ? Duration.between(spans.get(0).begin(), span.begin()).toMillis() / 1000.0
                : 0;
    }
}
