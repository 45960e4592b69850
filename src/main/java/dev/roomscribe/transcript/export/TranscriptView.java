package dev.roomscribe.transcript.export;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.roomscribe.transcript.event.DurableEvent;
import dev.roomscribe.transcript.event.EventId;
import dev.roomscribe.transcript.event.EventJson;
import dev.roomscribe.transcript.event.FinalTranscript;
import dev.roomscribe.transcript.event.PeerJoined;
import dev.roomscribe.transcript.event.PeerRenamed;
import dev.roomscribe.transcript.event.StreamGap;
import dev.roomscribe.transcript.export.EventReader.TimeBase;
import dev.roomscribe.transcript.export.text.ShownText;
import dev.roomscribe.transcript.export.text.Speakers;
import dev.roomscribe.transcript.export.text.TextChoice;
import dev.roomscribe.transcript.log.LogSnapshot;
import dev.roomscribe.transcript.log.SessionSpan;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Spliterator;
import java.util.Spliterators;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;
import org.jspecify.annotations.Nullable;

/**
 * The selected part of a room's transcript, from which files are written. It holds no events: each method reads the log
 * again, as far as its result is consumed. All methods block.
 */
public final class TranscriptView {
    private final LogSnapshot log;
    private final Selection selection;
    private final List<SessionSpan> spans;
    private final TextChoice text;

    TranscriptView(LogSnapshot log, Selection selection, List<SessionSpan> spans) {
        this(log, selection, spans, TextChoice.READABLE);
    }

    private TranscriptView(LogSnapshot log, Selection selection, List<SessionSpan> spans, TextChoice text) {
        this.log = log;
        this.selection = selection;
        this.spans = List.copyOf(spans);
        this.text = text;
    }

    /** Returns the same part with the chosen text in the files for people; JSON contains both. */
    public TranscriptView withText(TextChoice choice) {
        return new TranscriptView(log, selection, spans, choice);
    }

    /** Returns what files for people show of an utterance. */
    ShownText shown(FinalTranscript utterance) {
        return ShownText.of(utterance, text);
    }

    String roomId() {
        return log.roomId();
    }

    /** Returns the selected sessions, oldest first; at most one, unless a time window was selected. */
    List<SessionSpan> spans() {
        return spans;
    }

    boolean isWindow() {
        return selection.isWindow();
    }

    /** Returns whether events at the beginning are no longer stored, so that utterances may be missing. */
    boolean isBeginningLost() {
        return !spans.isEmpty() && spans.get(0).beginningLost();
    }

    /**
     * Returns the names of all peers by peer id.
     *
     * @param speakers receives the events in the order of the log
     */
    Map<String, Optional<String>> peers(Speakers speakers) {
        Map<String, Optional<String>> peers = new LinkedHashMap<>();
        events(null, TimeBase.OWN_SESSION, speakers).forEachRemaining(event -> {
            if (event instanceof PeerJoined joined) {
                peers.put(joined.peerId(), Optional.ofNullable(joined.name()));
            } else if (event instanceof PeerRenamed renamed) {
                peers.put(renamed.peerId(), Optional.ofNullable(renamed.name()));
            } else if (event instanceof FinalTranscript utterance) {
                // The event of the peer joining may no longer be stored.
                peers.putIfAbsent(utterance.peerId(), Optional.ofNullable(utterance.speaker()));
            }
        });
        return peers;
    }

    /** Returns the utterances, ordered by start; times count from the start of their own session. */
    Stream<FinalTranscript> utterances() {
        return ordered(FinalTranscript.class);
    }

    /** Returns the gaps, ordered by start; times count from the start of their own session. */
    Stream<StreamGap> gaps() {
        return ordered(StreamGap.class);
    }

    private <T extends DurableEvent> Stream<T> ordered(Class<T> type) {
        Iterator<T> events = stream(events(null, TimeBase.OWN_SESSION))
                .filter(type::isInstance)
                .map(type::cast)
                .iterator();
        return stream(new ReorderBuffer<>(events, TranscriptView::start));
    }

    /**
     * Returns the utterances and gaps, ordered by start; times count from the start of the first session.
     *
     * @param speakers receives each event of the selected sessions, in the order of the log, before it can be returned
     */
    Stream<DurableEvent> utterancesAndGaps(Speakers speakers) {
        Iterator<DurableEvent> events = stream(events(null, TimeBase.FIRST_SESSION, speakers))
                .filter(event -> event instanceof FinalTranscript || event instanceof StreamGap)
                .iterator();
        return stream(new ReorderBuffer<>(events, TranscriptView::start));
    }

    private static double start(DurableEvent event) {
        if (event instanceof FinalTranscript utterance) {
            return utterance.start();
        }
        return event instanceof StreamGap gap ? gap.from() : 0;
    }

    /** Returns the JSON of all events in the order of the log. */
    Stream<String> json() {
        EventReader events = events(null, TimeBase.OWN_SESSION);
        return stream(events).map(event -> events.json());
    }

    /** Creates the links to other pages. */
    @FunctionalInterface
    public interface Link {
        /**
         * Returns the link.
         *
         * @param session the session to continue with; null if a time window was selected
         * @param parameter {@code after} or {@code before}
         * @param position the position that the page starts after, or that it ends before
         */
        String to(@Nullable String session, String parameter, EventId position);
    }

    /**
     * Returns a page of utterances and gaps as JSON, in the order of the log and in chunks. Its beginning and end are found by
     * this call; the log is read again while the iterator is consumed. Both block.
     *
     * @param start {@link PageStart.After} if a time window was selected
     * @param limit the maximum number of utterances and gaps
     */
    public Iterator<String> page(PageStart start, int limit, Link link) {
        TranscriptPage page = find(start, limit);
        String session = isWindow() || spans.isEmpty() ? null : spans.get(0).sessionId();
        ObjectNode links = EventJson.MAPPER.createObjectNode();
        if (session != null && page.after() != null && page.after().compareTo(beginning()) > 0) {
            links.put("previous", link.to(session, "before", page.after().next()));
        }
        if (page.hasNext() && page.last() != null) {
            links.put("next", link.to(session, "after", page.last()));
        }
        return new Chunks(JsonFile.parts(this, page, links));
    }

    private EventId beginning() {
        return spans.isEmpty() ? log.range().start() : spans.get(0).after();
    }

    private TranscriptPage find(PageStart start, int limit) {
        if (start instanceof PageStart.After following) {
            return after(following.position(), limit);
        }
        if (start instanceof PageStart.At moment) {
            EventId indexed = log.positionBefore(moment.time());
            EventId from = indexed.compareTo(beginning()) > 0 ? indexed : beginning();
            EventId found = TranscriptPage.before(events(from, TimeBase.OWN_SESSION), from, moment.time());
            return found == null ? TranscriptPage.before(log, spans, null, limit) : after(found, limit);
        }
        return TranscriptPage.before(log, spans, ((PageStart.Before) start).position(), limit);
    }

    private TranscriptPage after(@Nullable EventId position, int limit) {
        return TranscriptPage.find(events(position, TimeBase.OWN_SESSION), position, limit);
    }

    /** Returns the events of one type on a page; times count from the start of their own session. */
    <T extends DurableEvent> Stream<T> on(TranscriptPage page, Class<T> type) {
        EventReader events = events(page.after(), TimeBase.OWN_SESSION);
        return stream(events)
                .takeWhile(event -> page.contains(events.position()))
                .filter(type::isInstance)
                .map(type::cast);
    }

    private EventReader events(@Nullable EventId after, TimeBase timeBase) {
        return new EventReader(log, selection, spans, after, timeBase, event -> {});
    }

    private EventReader events(@Nullable EventId after, TimeBase timeBase, Speakers speakers) {
        return new EventReader(log, selection, spans, after, timeBase, speakers::note);
    }

    static <T> Stream<T> stream(Iterator<T> iterator) {
        return StreamSupport.stream(Spliterators.spliteratorUnknownSize(iterator, Spliterator.ORDERED), false);
    }
}
