package dev.roomscribe.transcript.live;

import dev.roomscribe.transcript.event.PartialTranscript;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;

/** The newest partial of every open utterance in a room. Guarded by the room's lock. */
final class OpenPartials {
    /**
     * Far more than can be open at the same time. Beyond it the oldest are removed, which are withdrawn and already
     * delivered.
     */
    private static final int MAX_PARTIALS = 1_000;
    /** Far more utterances than can end while a partial is on its way. */
    private static final int MAX_FINALIZED = 1_000;

    /**
     * The newest partial of an utterance.
     *
     * @param version increases with every partial of the room; a subscriber has received all partials up to some version
     */
    record OpenPartial(PartialTranscript partial, Delivery.Event delivery, long version) {}

    /** By utterance id, in the order of the versions. */
    private final LinkedHashMap<String, OpenPartial> partials = new LinkedHashMap<>();
    /** The utterances that ended last; a late partial must not open them again. */
    private final Set<String> finalized = new LinkedHashSet<>();

    private long version;

    /** Adds a partial, unless the utterance has ended or has a partial of the same or a later revision. */
    boolean add(PartialTranscript partial, String json) {
        OpenPartial current = partials.get(partial.utteranceId());
        if (finalized.contains(partial.utteranceId())
                || (current != null && current.partial.revision() >= partial.revision())) {
            return false;
        }
        // Removed first, so that the map stays in the order of the versions.
        partials.remove(partial.utteranceId());
        partials.put(
                partial.utteranceId(),
                new OpenPartial(partial, new Delivery.Event(null, partial.type(), json), ++version));
        if (partials.size() > MAX_PARTIALS) {
            partials.remove(partials.keySet().iterator().next());
        }
        return true;
    }

    /** Removes the partial of an utterance that has a final now. */
    void end(String utteranceId) {
        partials.remove(utteranceId);
        finalized.add(utteranceId);
        if (finalized.size() > MAX_FINALIZED) {
            finalized.remove(finalized.iterator().next());
        }
    }

    void removePeer(String peerId) {
        partials.values().removeIf(open -> open.partial.peerId().equals(peerId));
    }

    /** Removes all partials. Versions continue to increase. */
    void clear() {
        partials.clear();
    }

    /** Returns the version of the newest partial. */
    long version() {
        return version;
    }

    /** Returns the oldest partial that is newer than a version and that the request selects. */
    Optional<OpenPartial> next(long after, SubscriptionRequest request) {
        return partials.values().stream()
                .filter(open -> open.version > after && request.selects(open.partial))
                .findFirst();
    }

    /** Returns the JSON of the partials that the request selects, without withdrawn ones. */
    Stream<String> json(SubscriptionRequest request) {
        return partials.values().stream()
                .filter(open -> request.selects(open.partial))
                .filter(open -> !open.partial.transcript().isEmpty())
                .map(open -> open.delivery.json());
    }
}
