package dev.roomscribe.session.routing;

import java.time.Duration;
import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;

/** What one node asks of another. */
enum Operation {
    START,
    STOP,
    STATUS,
    ALL,
    END_UTTERANCES,
    PAUSE,
    RESUME,
    INTERRUPT_ANNOUNCEMENT,
    ERASE;

    /** Returns how long the node may take while it is live: more than what it does can take. */
    Duration timeout() {
        return switch (this) {
            // It may have to wait for the end of the room's last session.
            case START, STOP -> Duration.ofSeconds(60);
            case STATUS, ALL -> Duration.ofSeconds(1);
            case END_UTTERANCES, PAUSE, RESUME, INTERRUPT_ANNOUNCEMENT, ERASE -> Duration.ofSeconds(20);
        };
    }

    /** Returns the name in a call. */
    String wireName() {
        return name().toLowerCase(Locale.ROOT).replace('_', '-');
    }

    static Optional<Operation> of(String wireName) {
        return Arrays.stream(values())
                .filter(operation -> operation.wireName().equals(wireName))
                .findFirst();
    }
}
