package dev.roomscribe.api;

import dev.roomscribe.session.SessionStatus;
import dev.roomscribe.session.Sessions;
import io.smallrye.mutiny.Uni;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.MediaType;
import java.util.Comparator;
import java.util.List;

/** Lists the sessions of this service. */
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
    public Uni<Rooms> list() {
        return Uni.createFrom()
                .completionStage(() -> sessions.all().toCompletionStage())
                .map(all -> new Rooms(all.stream()
                        .sorted(Comparator.comparing(SessionStatus::roomId))
                        .toList()));
    }
}
