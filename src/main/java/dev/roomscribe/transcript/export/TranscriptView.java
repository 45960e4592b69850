package dev.roomscribe.transcript.export;

import dev.roomscribe.transcript.event.DurableEvent;
import dev.roomscribe.transcript.event.EventId;
import dev.roomscribe.transcript.event.EventJson;
import dev.roomscribe.transcript.event.FinalTranscript;
import dev.roomscribe.transcript.event.GapReason;
import dev.roomscribe.transcript.event.PeerJoined;
import dev.roomscribe.transcript.event.PeerRenamed;
import dev.roomscribe.transcript.event.StreamGap;
import dev.roomscribe.transcript.live.RoomTranscript;
import dev.roomscribe.transcript.log.Cursor;
import dev.roomscribe.transcript.log.LogEntry;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
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
 * One session of a room, or what was said in some time: what the exports are written from. It holds next to nothing:
 * each thing that is asked of it is read from the log anew, as far as it is taken. Everything here blocks.
 */
public final class TranscriptView {
    static final String BEHEADED = "The beginning is no longer kept.";

    /**
     * Some events of a meeting in the order of the log.
     *
     * @param next the position to go on after; null if there is nothing more
     */
    record Page(
            List<FinalTranscript> utterances,
            List<StreamGap> gaps,
            @Nullable EventId next) {}

    private final RoomTranscript room;
    private final Selection selection;
    private final List<SessionSpan> spans;

    TranscriptView(RoomTranscript room, Selection selection, List<SessionSpan> spans) {
        this.room = room;
        this.selection = selection;
        this.spans = List.copyOf(spans);
    }

    String roomId() {
        return room.roomId();
    }

    /** Returns the sessions that it is of, oldest first: one, unless a window of time was asked for. */
    List<SessionSpan> spans() {
        return spans;
    }

    boolean isWindow() {
        return selection.isWindow();
    }

    /** Returns whether the log no longer keeps how it began, so that words may be missing too. */
    boolean beheaded() {
        return !spans.isEmpty() && spans.get(0).beheaded();
    }

    /** Returns everybody who was there, by id, with their names. */
    Map<String, Optional<String>> peers() {
        Map<String, Optional<String>> peers = new LinkedHashMap<>();
        new Events(null, false).forEachRemaining(event -> {
            if (event instanceof PeerJoined joined) {
                peers.put(joined.peerId(), Optional.ofNullable(joined.name()));
            } else if (event instanceof PeerRenamed renamed) {
                peers.put(renamed.peerId(), Optional.ofNullable(renamed.name()));
            } else if (event instanceof FinalTranscript settled) {
                // That they came may be no longer kept.
                peers.putIfAbsent(settled.peerId(), Optional.ofNullable(settled.speaker()));
            }
        });
        return peers;
    }

    /** Returns what was said, by the time it began; those times count from the start of the first session. */
    Stream<FinalTranscript> utterances() {
        return utterances(true);
    }

    /** @param onOneClock whether times count from the start of the first session, or each from that of its own */
    Stream<FinalTranscript> utterances(boolean onOneClock) {
        return stream(new ReorderBuffer<>(
                only(FinalTranscript.class, new Events(null, onOneClock)), TranscriptView::beginning));
    }

    /** Returns what is missing, by the time it began; those times count from the start of the first session. */
    Stream<StreamGap> gaps() {
        return gaps(true);
    }

    Stream<StreamGap> gaps(boolean onOneClock) {
        return stream(
                new ReorderBuffer<>(only(StreamGap.class, new Events(null, onOneClock)), TranscriptView::beginning));
    }

    /** Returns what was said and what is missing, by the time it began. */
    Stream<DurableEvent> utterancesAndGaps() {
        Iterator<DurableEvent> events = stream(new Events(null, true))
                .filter(event -> event instanceof FinalTranscript || event instanceof StreamGap)
                .iterator();
        return stream(new ReorderBuffer<>(events, TranscriptView::beginning));
    }

    /** Returns all events in the order of the log, as JSON. */
    Stream<String> json() {
        Events events = new Events(null, false);
        return stream(events).map(event -> events.json());
    }

    /** Sessions follow each other, whatever clock their seconds count on. */
    private static double beginning(DurableEvent event) {
        if (event instanceof FinalTranscript settled) {
            return settled.start();
        }
        return event instanceof StreamGap gap ? gap.from() : 0;
    }

    /** Says where the next page is. */
    @FunctionalInterface
    public interface Link {
        /**
         * Returns a link.
         *
         * @param session the session to go on with; null if it is a window of time that was asked for
         * @param after the position to go on after
         */
        String to(@Nullable String session, String after);
    }

    /** Returns some of it as JSON: what was settled next after a position, or from the beginning. */
    public String page(@Nullable EventId after, int limit, Link link) {
        Page page = page(after, limit);
        String session = isWindow() || spans.isEmpty() ? null : spans.get(0).sessionId();
        return JsonFile.page(
                this,
                page,
                page.next() == null ? null : link.to(session, page.next().toString()));
    }

    private Page page(@Nullable EventId after, int limit) {
        List<FinalTranscript> utterances = new ArrayList<>();
        List<StreamGap> gaps = new ArrayList<>();
        Events events = new Events(after, false);
        EventId last = null;
        while (events.hasNext()) {
            DurableEvent event = events.next();
            if (!(event instanceof FinalTranscript) && !(event instanceof StreamGap)) {
                continue;
            }
            if (utterances.size() + gaps.size() == limit) {
                return new Page(utterances, gaps, last);
            }
            if (event instanceof FinalTranscript settled) {
                utterances.add(settled);
            } else if (event instanceof StreamGap gap) {
                gaps.add(gap);
            }
            last = events.position();
        }
        return new Page(utterances, gaps, null);
    }

    private static <T> Iterator<T> only(Class<T> type, Iterator<DurableEvent> events) {
        return stream(events).filter(type::isInstance).map(type::cast).iterator();
    }

    static <T> Stream<T> stream(Iterator<T> iterator) {
        return StreamSupport.stream(Spliterators.spliteratorUnknownSize(iterator, Spliterator.ORDERED), false);
    }

    /** The events of the spans, one after the other, with a gap wherever the log has lost some. */
    private final class Events implements Iterator<DurableEvent> {
        private final boolean onOneClock;
        private final Iterator<SessionSpan> rest = spans.iterator();
        private final @Nullable EventId from;
        private @Nullable SessionSpan span;
        private @Nullable Cursor cursor;
        private @Nullable LogEntry held;
        private @Nullable DurableEvent next;
        private EventId position = new EventId(0, 0);
        private EventId nextPosition = position;
        private String json = "";
        private double seconds;
        private Instant at = Instant.EPOCH;

        Events(@Nullable EventId from, boolean onOneClock) {
            this.from = from;
            this.onOneClock = onOneClock;
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
                if (next != null && !selection.includes(at)) {
                    next = null;
                }
            }
            return next != null;
        }

        @Override
        public DurableEvent next() {
            if (!hasNext() || next == null) {
                throw new java.util.NoSuchElementException();
            }
            DurableEvent found = next;
            next = null;
            position = nextPosition;
            return found;
        }

        /** Takes one step, which may yield an event; returns whether there are more steps. */
        private boolean advance() {
            if (held != null) {
                LogEntry entry = held;
                held = null;
                take(entry);
                return true;
            }
            if (cursor != null && cursor.hasNext()) {
                LogEntry entry = cursor.next();
                if (entry.previous().compareTo(nextPosition) > 0) {
                    held = entry;
                    hole(entry);
                } else {
                    take(entry);
                }
                return true;
            }
            if (!rest.hasNext()) {
                return false;
            }
            SessionSpan begun = rest.next();
            span = begun;
            EventId after = from != null && from.compareTo(begun.after()) > 0 ? from : begun.after();
            nextPosition = after;
            seconds = 0;
            at = begun.begin();
            cursor = new Cursor(room.log(), after, begun.upTo());
            return true;
        }

        private void take(LogEntry entry) {
            nextPosition = entry.id();
            next = entry.event().map(this::placed).orElse(null);
            json = entry.json();
        }

        private DurableEvent placed(DurableEvent event) {
            if (event instanceof FinalTranscript settled) {
                seconds = Math.max(seconds, settled.end());
                at = settled.startedAt();
                return settled.later(offset());
            }
            if (event instanceof StreamGap gap) {
                seconds = Math.max(seconds, gap.to() == null ? gap.from() : gap.to());
                at = gap.startedAt();
                return gap.later(offset());
            }
            return event;
        }

        private void hole(LogEntry entry) {
            nextPosition = entry.previous();
            next = new StreamGap(
                            span == null ? "" : span.sessionId(),
                            null,
                            null,
                            seconds,
                            null,
                            GapReason.LOST_EVENTS,
                            at,
                            "The log has lost what was said here.")
                    .later(offset());
            json = EventJson.of(roomId(), null, next);
        }

        private double offset() {
            return onOneClock && span != null
                    ? Duration.between(spans.get(0).begin(), span.begin()).toMillis() / 1000.0
                    : 0;
        }
    }
}
