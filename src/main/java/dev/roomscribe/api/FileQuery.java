package dev.roomscribe.api;

import dev.roomscribe.transcript.event.EventId;
import dev.roomscribe.transcript.export.Selection;
import jakarta.ws.rs.QueryParam;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.OffsetDateTime;
import org.jspecify.annotations.Nullable;

/** What a request for a file asks of a room's past, as its query says it. */
class FileQuery {
    private static final int MOST = 1_000;

    @QueryParam("session")
    @Nullable
    String session;

    @QueryParam("from")
    @Nullable
    String from;

    @QueryParam("to")
    @Nullable
    String to;

    @QueryParam("limit")
    @Nullable
    String limit;

    @QueryParam("after")
    @Nullable
    String after;

    Selection selection() {
        return new Selection(session, instant("from", from), instant("to", to));
    }

    boolean isPaged() {
        return limit != null || after != null;
    }

    int limit() {
        try {
            int asked = limit == null ? MOST : Integer.parseInt(limit);
            if (asked >= 1 && asked <= MOST) {
                return asked;
            }
        } catch (NumberFormatException e) {
            // As bad as one that is out of range.
        }
        throw bad("limit must be a number from 1 to " + MOST + ".");
    }

    @Nullable
    EventId after() {
        if (after == null) {
            return null;
        }
        return EventId.parse(after)
                .orElseThrow(() -> bad("after must be the id of an event, such as 1790000000000-412, as in next."));
    }

    private static @Nullable Instant instant(String name, @Nullable String text) {
        if (text == null) {
            return null;
        }
        try {
            return OffsetDateTime.parse(text).toInstant();
        } catch (DateTimeException e) {
            throw bad(name + " must be a time with its zone, such as 2026-09-10T10:00:00Z.");
        }
    }

    private static ProblemException bad(String detail) {
        return new ProblemException(Problem.Kind.BAD_REQUEST, detail);
    }
}
