package dev.roomscribe.api;

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
        return new SubscriptionRequest(position(), wantsPartials(), Set.copyOf(peers));
    }

    /**
     * Returns the event id to resume after; null to start with a snapshot. The header is never rejected, because a
     * browser sends the last id that it received, however long ago. The query parameter is checked, because its value
     * may be a mistake of the caller.
     */
    private @Nullable String position() {
        if (lastEventId != null || after == null) {
            return lastEventId;
        }
        if (!after.equals("0") && EventId.parse(after).isEmpty()) {
            throw badRequest(
                    "after must be 0, for every event that is kept, or an event id, such as 1790000000000-412.");
        }
        return after;
    }

    private boolean wantsPartials() {
        if (!partials.equals("true") && !partials.equals("false")) {
            throw badRequest("partials must be true or false.");
        }
        return partials.equals("true");
    }

    private static ProblemException badRequest(String detail) {
        return new ProblemException(Problem.Type.BAD_REQUEST, detail);
    }
}
