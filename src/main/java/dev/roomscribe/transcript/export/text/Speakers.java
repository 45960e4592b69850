package dev.roomscribe.transcript.export.text;

import dev.roomscribe.transcript.event.DurableEvent;
import dev.roomscribe.transcript.event.FinalTranscript;
import dev.roomscribe.transcript.event.PeerJoined;
import dev.roomscribe.unicode.SafeName;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/**
 * The names that a file shows for its speakers. Different peers have different names: of several peers called Ana, the
 * first one that joined or spoke is {@code Ana}, the second one {@code Ana (2)}. A peer keeps its name when it leaves and
 * returns. A person who joins with a new peer id is another peer. A peer without a visible name has its id as name.
 *
 * <p>Not thread-safe.
 */
public final class Speakers {
    private static final String UNKNOWN = "unknown";

    private record Named(String peerId, @Nullable String name) {}

    private final UnaryOperator<String> form;
    private final Map<Named, String> shown = new HashMap<>();
    /** By the appearance of the name: a peer that changes only what is invisible keeps its name. */
    private final Map<Named, String> byAppearance = new HashMap<>();

    private final Set<String> taken = new HashSet<>();
    /** The last number of each name that several peers have. */
    private final Map<String, Integer> numbers = new HashMap<>();

    /** @param form returns a name as the file can contain it, not empty; called with a {@link SafeName} */
    public Speakers(UnaryOperator<String> form) {
        this.form = form;
    }

    /** Notes the appearance of a peer; to be called with the events of the file in the order of the log. */
    public void note(DurableEvent event) {
        if (event instanceof PeerJoined joined) {
            var unused = of(joined.peerId(), joined.name());
        } else if (event instanceof FinalTranscript utterance) {
            var unused = of(utterance);
        }
    }

    /** Returns the name to show for the speaker of an utterance, never empty. */
    public String of(FinalTranscript utterance) {
        return of(utterance.peerId(), utterance.speaker());
    }

    /**
     * Returns the name to show for a peer, never empty.
     *
     * @param name null if the peer has none
     */
    public String of(String peerId, @Nullable String name) {
        return shown.computeIfAbsent(new Named(peerId, name), this::find);
    }

    private String find(Named peer) {
        String name = peer.name() == null ? "" : SafeName.of(peer.name());
        if (name.isEmpty()) {
            name = SafeName.of(peer.peerId());
        }
        String base = form.apply(name.isEmpty() ? UNKNOWN : name);
        String appearance = SafeName.appearance(base);
        return byAppearance.computeIfAbsent(new Named(peer.peerId(), appearance), it -> unique(base, appearance));
    }

    private String unique(String base, String appearance) {
        int number = numbers.getOrDefault(appearance, 1);
        String unique = number == 1 ? base : numbered(base, number);
        while (!taken.add(SafeName.appearance(unique))) {
            number++;
            unique = numbered(base, number);
        }
        numbers.put(appearance, number);
        return unique;
    }

    private static String numbered(String base, int number) {
        return base + " (" + number + ")";
    }
}
