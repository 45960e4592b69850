package dev.roomscribe.transcript;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * One session of a room as a whole: what the exports are written from.
 *
 * @param started absent if the log no longer keeps it
 * @param beheaded whether the log no longer keeps how the session began, so that words may be missing too
 * @param peers everybody who was there, by id, with their names
 * @param utterances by the time they began
 * @param gaps by the time they began
 */
record Meeting(
        String roomId,
        @Nullable SessionStarted started,
        @Nullable SessionEnded ended,
        boolean beheaded,
        Map<String, Optional<String>> peers,
        List<FinalTranscript> utterances,
        List<StreamGap> gaps) {

    static final String BEHEADED = "The beginning is no longer kept.";

    /** Returns the room's latest session, as far as it has come and is kept. */
    static Meeting latest(RoomTranscript room) {
        SessionStarted started = null;
        SessionEnded ended = null;
        Map<String, Optional<String>> peers = new LinkedHashMap<>();
        List<FinalTranscript> utterances = new ArrayList<>();
        List<StreamGap> gaps = new ArrayList<>();
        for (DurableEvent event : room.events()) {
            if (event instanceof SessionStarted start) {
                started = start;
                ended = null;
                peers.clear();
                utterances.clear();
                gaps.clear();
            } else if (event instanceof SessionEnded end) {
                ended = end;
            } else if (event instanceof PeerJoined joined) {
                peers.put(joined.peerId(), Optional.ofNullable(joined.name()));
            } else if (event instanceof PeerRenamed renamed) {
                peers.put(renamed.peerId(), Optional.ofNullable(renamed.name()));
            } else if (event instanceof FinalTranscript settled) {
                utterances.add(settled);
            } else if (event instanceof StreamGap gap) {
                gaps.add(gap);
            }
        }
        utterances.sort(Comparator.comparingDouble(FinalTranscript::start));
        gaps.sort(Comparator.comparingDouble(StreamGap::from));
        boolean beheaded = started == null && !room.isWhole();
        return new Meeting(room.roomId(), started, ended, beheaded, peers, utterances, gaps);
    }
}
