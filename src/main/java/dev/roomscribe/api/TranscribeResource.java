package dev.roomscribe.api;

import dev.roomscribe.session.SessionStatus;
import dev.roomscribe.session.Sessions;
import dev.roomscribe.session.StartOptions;
import io.smallrye.common.annotation.Blocking;
import io.smallrye.mutiny.Uni;
import io.vertx.ext.web.RoutingContext;
import jakarta.ws.rs.DELETE;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import jakarta.ws.rs.core.UriInfo;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Starts and stops the transcription of a room. */
@Path("/rooms/{roomId}/transcribe")
class TranscribeResource {
    private final Sessions sessions;
    private final CaptionStreams streams;
    private final StartRequest.Reader requests;

    TranscribeResource(Sessions sessions, CaptionStreams streams, StartRequest.Reader requests) {
        this.sessions = sessions;
        this.streams = streams;
        this.requests = requests;
    }

    @POST
    @Produces(MediaType.APPLICATION_JSON)
    public Uni<Response> start(
            @PathParam("roomId") RoomId roomId, @Nullable String body, HttpHeaders headers, UriInfo uri) {
        return begin(roomId, requests.options(body, headers))
                .map(started -> started.created()
                        ? Response.created(uri.getAbsolutePath())
                                .entity(started.session())
                                .build()
                        : Response.ok(started.session()).build());
    }

    /** Starts, then streams: one command from nothing to captions. */
    @POST
    @Produces(MediaType.SERVER_SENT_EVENTS)
    @Blocking
    public Response startAndStream(
            @PathParam("roomId") RoomId roomId, @Nullable String body, HttpHeaders headers, RoutingContext http) {
        // A stream that fails before its first item has answered 200 already; only what is thrown here has a status.
        begin(roomId, requests.options(body, headers)).await().indefinitely();
        return streams.open(roomId, CaptionStreams.FROM_NOW, http);
    }

    @GET
    @Produces(MediaType.APPLICATION_JSON)
    public Uni<SessionStatus> status(@PathParam("roomId") RoomId roomId) {
        return Uni.createFrom()
                .completionStage(() -> sessions.status(roomId.value()).toCompletionStage())
                .map(status -> known(roomId, status));
    }

    @DELETE
    public Uni<Void> stop(@PathParam("roomId") RoomId roomId) {
        return Uni.createFrom()
                .completionStage(() -> sessions.stop(roomId.value()).toCompletionStage());
    }

    /** Breaks off the announcement; does nothing once it has been heard. */
    @DELETE
    @Path("/announcement")
    public Uni<Void> interruptAnnouncement(@PathParam("roomId") RoomId roomId) {
        return Uni.createFrom()
                .completionStage(
                        () -> sessions.interruptAnnouncement(roomId.value()).toCompletionStage())
                .map(status -> known(roomId, status))
                .replaceWithVoid();
    }

    /** Closes the open utterances now; answered when their finals are in the transcript. */
    @POST
    @Path("/finalize")
    @Produces(MediaType.APPLICATION_JSON)
    public Uni<SessionStatus> endUtterances(@PathParam("roomId") RoomId roomId) {
        return Uni.createFrom()
                .completionStage(() -> sessions.endUtterances(roomId.value()).toCompletionStage())
                .map(status -> known(roomId, status));
    }

    private Uni<Sessions.Started> begin(RoomId roomId, StartOptions options) {
        return Uni.createFrom()
                .completionStage(() -> sessions.start(roomId.value(), options).toCompletionStage());
    }

    private static SessionStatus known(RoomId roomId, Optional<SessionStatus> status) {
        return status.orElseThrow(() -> new ProblemException(
                Problem.Kind.NOT_TRANSCRIBED,
                "Room " + roomId + " is not being transcribed; POST /rooms/" + roomId + "/transcribe starts it."));
    }
}
