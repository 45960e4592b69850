package dev.roomscribe.api;

import dev.roomscribe.api.access.Caller;
import dev.roomscribe.api.access.Requires;
import dev.roomscribe.security.access.Principal;
import dev.roomscribe.security.access.Scope;
import dev.roomscribe.session.SessionStatus;
import dev.roomscribe.session.Sessions;
import io.smallrye.mutiny.Uni;
import io.vertx.ext.web.RoutingContext;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.MediaType;
import java.util.Comparator;
import java.util.List;

/** Lists the sessions of this service in the rooms that the caller may see. */
@Path("/rooms")
class RoomsResource {
    /** @param rooms the sessions, sorted by room id */
    record Rooms(List<SessionStatus> rooms) {}

    private final Sessions sessions;

    RoomsResource(Sessions sessions) {
        this.sessions = sessions;
    }

    @GET
    @Produces(MediaType.APPLICATION_JSON)
    @Requires(Scope.ROOMS_READ)
    public Uni<Rooms> list(RoutingContext http) {
        Principal principal = Caller.of(http).principal();
        return Uni.createFrom()
                .completionStage(() -> sessions.all().toCompletionStage())
                .map(all -> new Rooms(all.stream()
                        .filter(status -> principal.sees(status.roomId()))
                        .sorted(Comparator.comparing(SessionStatus::roomId))
                        .toList()));
    }
}
