package dev.roomscribe.session.speech;

import dev.roomscribe.transcript.event.DurableEvent;
import dev.roomscribe.transcript.event.PeerJoined;
import dev.roomscribe.transcript.event.PeerRenamed;
import dev.roomscribe.transcript.text.PeerNames;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The names that people in a session may mention: those of its peers, also of peers that have left. Confined to the
 * session's event loop.
 */
final class SpokenNames {
    /** Beyond it, the names of the peers that joined first are forgotten. */
    private static final int MAX_PEERS = 1_000;

    /** By peer id. */
    private final Map<String, PeerNames> names = new LinkedHashMap<>();
    /** Null if a name has changed since it was last read. */
    private @Nullable PeerNames words = PeerNames.NONE;

    void apply(DurableEvent event) {
        if (event instanceof PeerJoined joined) {
            put(joined.peerId(), joined.name());
        } else if (event instanceof PeerRenamed renamed) {
            put(renamed.peerId(), renamed.name());
        }
    }

    private void put(String peerId, @Nullable String name) {
        names.remove(peerId);
        if (name != null) {
            names.put(peerId, PeerNames.of(name));
        }
        if (names.size() > MAX_PEERS) {
            names.remove(names.keySet().iterator().next());
        }
        words = null;
    }

    PeerNames words() {
        PeerNames current = words;
        if (current == null) {
            current = PeerNames.all(names.values());
            words = current;
        }
        return current;
    }
}
