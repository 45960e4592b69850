package dev.roomscribe.transcript.export;

import static java.util.Objects.requireNonNull;

import dev.roomscribe.transcript.event.EventId;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/** Where a page of a transcript is. */
public sealed interface PageStart {
    /** The page that follows a position; the first page if it is null. */
    record After(@Nullable EventId position) implements PageStart {}

    /** The page that ends directly before a position; the last page if it is null. */
    record Before(@Nullable EventId position) implements PageStart {}

    /** The page that begins with the first utterance or gap that ended after a time; the last page if there is none. */
    record At(Instant time) implements PageStart {
        public At {
            requireNonNull(time, "time is null");
        }
    }
}
