package dev.roomscribe.api;

import dev.roomscribe.api.input.LimitParameter;
import dev.roomscribe.api.input.TimeParameter;
import dev.roomscribe.api.problem.FieldError;
import dev.roomscribe.api.problem.Problem;
import dev.roomscribe.api.problem.ProblemException;
import dev.roomscribe.transcript.event.EventId;
import dev.roomscribe.transcript.export.PageStart;
import dev.roomscribe.transcript.export.Selection;
import dev.roomscribe.transcript.export.text.TextChoice;
import jakarta.ws.rs.QueryParam;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** The query parameters of a request for a transcript file. */
class TranscriptParameters {
    /** The parameters that tell where a page is. */
    static final List<String> POSITIONS = List.of("after", "before", "at");

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

    @QueryParam("before")
    @Nullable
    String before;

    @QueryParam("at")
    @Nullable
    String at;

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

    /** Returns the name of a parameter that only a page has; empty if the whole file is requested. */
    Optional<String> pageParameter() {
        return positionParameters().findFirst().or(() -> limit == null ? Optional.empty() : Optional.of("limit"));
    }

    private Stream<String> positionParameters() {
        return Stream.of(after == null ? "" : "after", before == null ? "" : "before", at == null ? "" : "at")
                .filter(name -> !name.isEmpty());
    }

    /** Returns the number of utterances and gaps on a page, 1 to 1,000. */
    int limit() {
        return LimitParameter.parse(limit, MAX_LIMIT, MAX_LIMIT);
    }

    /**
     * Returns where the page is; the first page if no parameter tells.
     *
     * @throws ProblemException if a parameter is invalid, or several of them tell
     */
    PageStart start() {
        List<String> names = positionParameters().toList();
        if (names.size() > 1) {
            throw badRequest(
                    names.get(1), "Only one of after, before and at tells where a page is; leave the others out.");
        }
        boolean isWindow = from != null || to != null;
        if (isWindow && (before != null || at != null)) {
            throw badRequest(
                    names.get(0),
                    names.get(0)
                            + " cannot be combined with from and to; leave them out, and name a session if necessary.");
        }
        if (before != null) {
            return new PageStart.Before(before.equals("end") ? null : eventId("before", before, ", or end"));
        }
        Instant time = TimeParameter.parse("at", at);
        return time == null
                ? new PageStart.After(after == null ? null : eventId("after", after, ""))
                : new PageStart.At(time);
    }

    private static EventId eventId(String name, String text, String alternative) {
        return EventId.parse(text)
                .orElseThrow(() -> badRequest(
                        name,
                        name + " must be an event id, such as 1790000000000-412" + alternative
                                + "; the links in a page contain it."));
    }

    private static ProblemException badRequest(String parameter, String detail) {
        return new ProblemException(Problem.Type.BAD_REQUEST, FieldError.parameter(parameter, detail));
    }
}
