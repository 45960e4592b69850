package dev.roomscribe.api;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.roomscribe.api.access.Caller;
import dev.roomscribe.api.access.Requires;
import dev.roomscribe.api.input.LimitParameter;
import dev.roomscribe.api.input.TimeParameter;
import dev.roomscribe.api.list.RoomList;
import dev.roomscribe.api.problem.FieldError;
import dev.roomscribe.api.problem.Problem;
import dev.roomscribe.api.problem.ProblemException;
import dev.roomscribe.security.access.Principal;
import dev.roomscribe.security.access.Scope;
import dev.roomscribe.session.SessionCalls;
import dev.roomscribe.session.SessionStatus;
import dev.roomscribe.transcript.live.Transcripts;
import dev.roomscribe.transcript.log.StoredRoom;
import io.smallrye.mutiny.Uni;
import io.vertx.ext.web.RoutingContext;
import jakarta.inject.Named;
import jakarta.ws.rs.BeanParam;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.UriInfo;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Lists the rooms that the caller may see and that have a running session or a stored transcript. */
@Path("/rooms")
class RoomsResource {
    private static final int MAX_LIMIT = 1_000;

    private final SessionCalls sessions;
    private final Transcripts transcripts;
    private final FileThreads threads;
    private final ObjectMapper json;
    private final Optional<String> demoRoom;

    /** @param demoRoom the room in which recordings are played; empty if there is none */
    RoomsResource(
            SessionCalls sessions,
            Transcripts transcripts,
            FileThreads threads,
            ObjectMapper json,
            @Named("demo-room") Optional<String> demoRoom) {
        this.sessions = sessions;
        this.transcripts = transcripts;
        this.threads = threads;
        this.json = json;
        this.demoRoom = demoRoom;
    }

    /** The query parameters of a list of rooms or sessions. */
    static class Parameters {
        @QueryParam("running")
        @Nullable
        String running;

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

        @Nullable
        Boolean running() {
            if (running != null && !running.equals("true") && !running.equals("false")) {
                throw new ProblemException(
                        Problem.Type.BAD_REQUEST, FieldError.parameter("running", "running must be true or false."));
            }
            return running == null ? null : Boolean.valueOf(running);
        }

        @Nullable
        Instant from() {
            return TimeParameter.parse("from", from);
        }

        @Nullable
        Instant to() {
            return TimeParameter.parse("to", to);
        }
    }

    @GET
    @Produces(MediaType.APPLICATION_JSON)
    @Requires(Scope.ROOMS_READ)
    public Uni<ObjectNode> list(@BeanParam Parameters parameters, RoutingContext http, UriInfo uri) {
        threads.admit();
        Principal principal = Caller.of(http).principal();
        RoomList.Filter filter = new RoomList.Filter(parameters.running(), parameters.from(), parameters.to());
        int limit = LimitParameter.parse(parameters.limit, MAX_LIMIT, MAX_LIMIT);
        return Uni.createFrom()
                .completionStage(() -> sessions.all().toCompletionStage())
                .emitOn(threads)
                .map(all -> {
                    List<SessionStatus> running = all.stream()
                            .filter(status -> principal.sees(status.roomId()))
                            .toList();
                    ObjectNode page = new RoomList(running, stored(running, filter, principal), filter)
                            .page(parameters.after, limit, json, uri);
                    demoRoom.filter(principal::sees).ifPresent(room -> page.put("demo_room", room));
                    return page;
                });
    }

    /** Of rooms with a session, only the others need not be looked for. */
    private List<StoredRoom> stored(List<SessionStatus> running, RoomList.Filter filter, Principal principal) {
        return Boolean.TRUE.equals(filter.running())
                ? running.stream()
                        .flatMap(status -> transcripts.stored(status.roomId()).stream())
                        .toList()
                : transcripts.stored().stream()
                        .filter(room -> principal.sees(room.roomId()))
                        .toList();
    }
}
