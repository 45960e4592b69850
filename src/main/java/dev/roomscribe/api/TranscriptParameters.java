package dev.roomscribe.api;

import dev.roomscribe.api.input.LimitParameter;
import dev.roomscribe.api.input.TimeParameter;
import dev.roomscribe.api.problem.FieldError;
import dev.roomscribe.api.problem.Problem;
import dev.roomscribe.api.problem.ProblemException;
import dev.roomscribe.transcript.event.EventId;
import dev.roomscribe.transcript.export.Selection;
import dev.roomscribe.transcript.export.text.TextChoice;
import jakarta.ws.rs.QueryParam;
import org.jspecify.annotations.Nullable;

/** The query parameters of a request for a transcript file. */
class TranscriptParameters {
    private static final int MAX_LIMIT = 1_000;

    @QueryParam("session")
    @Nullable
    String session;

    @QueryParam("from")
    @Nullable
    String from;

    @QueryParam("to")
    @Nullable
    String to;

    @QueryParam("text")
    @Nullable
    String text;

    @QueryParam("limit")
    @Nullable
    String limit;

    @QueryParam("after")
    @Nullable
    String after;

    Selection selection() {
        return new Selection(session, TimeParameter.parse("from", from), TimeParameter.parse("to", to));
    }

    /** Returns the text that files for people show. */
    TextChoice text() {
        if (text == null || text.equals("readable")) {
            return TextChoice.READABLE;
        }
        if (text.equals("engine")) {
            return TextChoice.ENGINE;
        }
        throw badRequest("text", "text must be readable or engine.");
    }

    boolean isPaged() {
        return limit != null || after != null;
    }

    /** Throws a {@link ProblemException} if {@code limit} or {@code after} is invalid. */
    void checkPage() {
        var unusedLimit = limit();
        var unusedAfter = after();
    }

    /** Returns the number of utterances and gaps on a page, 1 to 1,000. */
    int limit() {
        return LimitParameter.parse(limit, MAX_LIMIT, MAX_LIMIT);
    }

    /** Returns the id of the event that the page follows; null for the first page. */
    @Nullable
    EventId after() {
        if (after == null) {
            return null;
        }
        return EventId.parse(after)
                .orElseThrow(
                        () -> badRequest(
                                "after",
                                "after must be an event id, such as 1790000000000-412: the value of next in the previous page."));
    }

    private static ProblemException badRequest(String parameter, String detail) {
        return new ProblemException(Problem.Type.BAD_REQUEST, FieldError.parameter(parameter, detail));
    }
}
