package dev.roomscribe.transcript.log;

import dev.roomscribe.transcript.event.GapReason;
import dev.roomscribe.transcript.event.StreamGap;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * What the stored events of a session, or of a part of one, add up to.
 *
 * @param finals the number of finals
 * @param gaps the number of gaps in which something was lost: not those of a pause, or of the time before the session
 * @param lostMillis the sum of the lengths of these gaps, in ms
 * @param speakers the peers that spoke, in the order of their first final; of more than {@value #MAX_SPEAKERS} the first
 */
public record SessionTotals(long finals, long gaps, long lostMillis, List<TalkTime> speakers) {
    public static final int MAX_SPEAKERS = 200;

    private static final SessionTotals NONE = new SessionTotals(0, 0, 0, List.of());

    public SessionTotals {
        speakers = List.copyOf(speakers);
    }

    /** Returns what one event adds. Finals, which are most of the events, are not parsed. */
    static SessionTotals of(LogEntry entry) {
        return switch (entry.type()) {
            case "transcript.final" -> ofFinal(entry);
            case "stream.gap" -> entry.event().orElse(null) instanceof StreamGap gap ? ofGap(gap) : NONE;
            default -> NONE;
        };
    }

    private static SessionTotals ofFinal(LogEntry entry) {
        long millis = Math.max(0, entry.millis("end") - entry.millis("start"));
        return new SessionTotals(
                1,
                0,
                0,
                entry
                        .text("peer_id")
                        .map(peer -> new TalkTime(peer, entry.text("speaker").orElse(null), millis, 1))
                        .stream()
                        .toList());
    }

    private static SessionTotals ofGap(StreamGap gap) {
        if (gap.reason() == GapReason.PAUSED || gap.reason() == GapReason.NOT_TRANSCRIBED) {
            return NONE;
        }
        Double to = gap.to();
        long millis = to == null ? 0 : Math.round(to * 1000) - Math.round(gap.from() * 1000);
        return new SessionTotals(0, 1, Math.max(0, millis), List.of());
    }

    /** Returns the sum of this and of the part after it. */
    SessionTotals plus(SessionTotals next) {
        if (next.equals(NONE)) {
            return this;
        }
        return new SessionTotals(
                finals + next.finals, gaps + next.gaps, lostMillis + next.lostMillis, speakersWith(next.speakers));
    }

    private List<TalkTime> speakersWith(List<TalkTime> next) {
        if (next.size() == 1) {
            return speakersWith(next.get(0));
        }
        Map<String, TalkTime> all = new LinkedHashMap<>();
        speakers.forEach(speaker -> all.put(speaker.peerId(), speaker));
        for (TalkTime speaker : next) {
            if (all.size() < MAX_SPEAKERS || all.containsKey(speaker.peerId())) {
                all.merge(speaker.peerId(), speaker, TalkTime::plus);
            }
        }
        return List.copyOf(all.values());
    }

    private List<TalkTime> speakersWith(TalkTime next) {
        List<TalkTime> all = new ArrayList<>(speakers);
        for (int n = 0; n < all.size(); n++) {
            if (all.get(n).peerId().equals(next.peerId())) {
                all.set(n, all.get(n).plus(next));
                return all;
            }
        }
        if (all.size() < MAX_SPEAKERS) {
            all.add(next);
        }
        return all;
    }

    /** Returns these totals without the speakers. */
    SessionTotals withoutSpeakers() {
        return new SessionTotals(finals, gaps, lostMillis, List.of());
    }
}
