package dev.roomscribe.api;

import dev.roomscribe.api.problem.FieldError;
import dev.roomscribe.api.problem.Problem;
import dev.roomscribe.api.problem.ProblemException;
import dev.roomscribe.transcript.event.EventId;
import dev.roomscribe.transcript.live.SubscriptionRequest;
import jakarta.ws.rs.DefaultValue;
import jakarta.ws.rs.HeaderParam;
import jakarta.ws.rs.QueryParam;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** The parameters of a request for the event stream. */
class EventStreamParameters {
    @HeaderParam("Last-Event-ID")
    @Nullable
    String lastEventIdHeader;

    /** What clients that imitate {@code EventSource} send in place of the header. */
    @QueryParam("lastEventId")
    @Nullable
    String lastEventId;

    @QueryParam("after")
    @Nullable
    String after;

    @QueryParam("partials")
    @DefaultValue("true")
    String partials = "true";

    @QueryParam("peer")
    List<String> peers = List.of();

    SubscriptionRequest subscription() {
        return new SubscriptionRequest(position(), wantsPartials(), true, Set.copyOf(peers));
    }

    /**
     * Returns the event id to resume after; null to start with a snapshot. The header counts before {@code lastEventId}, and
     * that before {@code after}, which a client may have in the URL that it connects to again. The first two are never rejected,
     * because a client sends the last id that it received, however long ago; an empty one is that of a client that has received
     * none. {@code after} is checked, because its value may be a mistake of the caller.
     */
    private @Nullable String position() {
        for (String received : new @Nullable String[] {lastEventIdHeader, lastEventId}) {
            if (received != null && !received.isEmpty()) {
                return received;
            }
        }
        if (after == null) {
            return null;
        }
        if (!after.equals("0") && EventId.parse(after).isEmpty()) {
            throw badRequest(
                    "after",
                    "after must be 0, for every event that is kept, or an event id, such as 1790000000000-412.");
        }
        return after;
    }

    private boolean wantsPartials() {
        if (!partials.equals("true") && !partials.equals("false")) {
            throw badRequest("partials", "partials must be true or false.");
        }
        return partials.equals("true");
    }

    private static ProblemException badRequest(String parameter, String detail) {
        return new ProblemException(Problem.Type.BAD_REQUEST, FieldError.parameter(parameter, detail));
    }
}
