package dev.roomscribe.session.routing;

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
    INTERRUPT_ANNOUNCEMENT;

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
