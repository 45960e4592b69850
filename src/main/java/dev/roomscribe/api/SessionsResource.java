package dev.roomscribe.api;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.roomscribe.api.access.Caller;
import dev.roomscribe.api.access.Requires;
import dev.roomscribe.api.input.LimitParameter;
import dev.roomscribe.api.limit.RequestLimits;
import dev.roomscribe.api.list.SessionList;
import dev.roomscribe.security.access.Principal;
import dev.roomscribe.security.access.Scope;
import dev.roomscribe.security.limit.LimitedAction;
import dev.roomscribe.transcript.live.Transcripts;
import dev.roomscribe.transcript.log.StoredRoom;
import io.smallrye.mutiny.Uni;
import io.vertx.ext.web.RoutingContext;
import jakarta.ws.rs.BeanParam;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.UriInfo;
import java.util.List;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** Lists the stored sessions of the rooms that the caller may see. */
@Path("/sessions")
class SessionsResource {
    private static final int DEFAULT_LIMIT = 20;
    private static final int MAX_LIMIT = 100;

    private final Transcripts transcripts;
    private final RequestLimits limits;
    private final FileThreads threads;
    private final ObjectMapper json;

    SessionsResource(Transcripts transcripts, RequestLimits limits, FileThreads threads, ObjectMapper json) {
        this.transcripts = transcripts;
        this.limits = limits;
        this.threads = threads;
        this.json = json;
    }

    @GET
    @Produces(MediaType.APPLICATION_JSON)
    @Requires(Scope.ROOMS_READ)
    public Uni<ObjectNode> list(
            @BeanParam RoomsResource.Parameters parameters,
            @QueryParam("room") @Nullable String room,
            RoutingContext http,
            UriInfo uri) {
        limits.use(LimitedAction.EXPORTS, http);
        threads.admit();
        Principal principal = Caller.of(http).principal();
        SessionList.Filter filter = new SessionList.Filter(parameters.running(), parameters.from(), parameters.to());
        int limit = LimitParameter.parse(parameters.limit, DEFAULT_LIMIT, MAX_LIMIT);
        return Uni.createFrom()
                .item(filter)
                .emitOn(threads)
                .map(given -> new SessionList(rooms(room, principal), transcripts::sessions, given)
                        .page(parameters.after, limit, json, uri));
    }

    private List<StoredRoom> rooms(@Nullable String room, Principal principal) {
        Stream<StoredRoom> stored = room == null ? transcripts.stored().stream() : transcripts.stored(room).stream();
        return stored.filter(found -> principal.sees(found.roomId())).toList();
    }
}
