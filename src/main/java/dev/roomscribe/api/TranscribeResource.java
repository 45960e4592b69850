package dev.roomscribe.api;

import dev.roomscribe.api.access.Absence;
import dev.roomscribe.api.access.Caller;
import dev.roomscribe.api.access.KeyQuotas;
import dev.roomscribe.api.access.Requires;
import dev.roomscribe.api.input.JsonBody;
import dev.roomscribe.api.input.SelfReference;
import dev.roomscribe.api.limit.RequestLimits;
import dev.roomscribe.api.problem.ProblemException;
import dev.roomscribe.security.access.Scope;
import dev.roomscribe.security.limit.LimitedAction;
import dev.roomscribe.session.SessionCalls;
import dev.roomscribe.session.SessionStatus;
import dev.roomscribe.session.StartOptions;
import dev.roomscribe.transcript.live.SubscriptionRequest;
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
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Starts and stops the transcription of a room. */
@Path("/rooms/{roomId}/transcribe")
class TranscribeResource {
    private static final SubscriptionRequest FROM_SNAPSHOT = new SubscriptionRequest(null, true, true, Set.of());

    private final SessionCalls sessions;
    private final CaptionStreams streams;
    private final JsonBody bodies;
    private final RequestLimits limits;
    private final KeyQuotas quotas;

    TranscribeResource(
            SessionCalls sessions, CaptionStreams streams, JsonBody bodies, RequestLimits limits, KeyQuotas quotas) {
        this.sessions = sessions;
        this.streams = streams;
        this.bodies = bodies;
        this.limits = limits;
        this.quotas = quotas;
    }

    @POST
    @Produces(MediaType.APPLICATION_JSON)
    @Requires(Scope.ROOMS_WRITE)
    public Uni<Response> start(
            @PathParam("roomId") RoomId roomId, @Nullable String body, HttpHeaders headers, RoutingContext http) {
        return startSession(roomId, body, headers, http)
                .map(started -> started.created()
                        // Relative also because it must not repeat the Host header, which is whatever the client sent.
                        ? Response.status(Response.Status.CREATED)
                                .header("Location", SelfReference.of(http.normalizedPath()))
                                .entity(started.session())
                                .build()
                        : Response.ok(started.session()).build());
    }

    /** Starts the session if it does not run, then streams its captions. */
    @POST
    @Produces(MediaType.SERVER_SENT_EVENTS)
    @Requires({Scope.ROOMS_WRITE, Scope.CAPTIONS_READ})
    public Uni<Response> startAndStream(
            @PathParam("roomId") RoomId roomId, @Nullable String body, HttpHeaders headers, RoutingContext http) {
        // Before the start, so that no session is left running for a client that is refused.
        streams.admit(http);
        Uni<SessionCalls.Started> start = startSession(roomId, body, headers, http);
        // The response starts once the session runs, so that a failed start becomes a problem document.
        return streams.requirePlace(roomId)
                .chain(() -> start)
                .chain(started -> streams.open(roomId, FROM_SNAPSHOT, http));
    }

    @GET
    @Produces(MediaType.APPLICATION_JSON)
    @Requires(value = Scope.ROOMS_READ, absence = Absence.NO_SESSION)
    public Uni<SessionStatus> status(@PathParam("roomId") RoomId roomId) {
        return Uni.createFrom()
                .completionStage(() -> sessions.status(roomId.value()).toCompletionStage())
                .map(status -> requireSession(roomId, status));
    }

    @DELETE
    @Requires(Scope.ROOMS_WRITE)
    public Uni<Void> stop(@PathParam("roomId") RoomId roomId) {
        return Uni.createFrom()
                .completionStage(() -> sessions.stop(roomId.value()).toCompletionStage());
    }

    /** Stops the announcement; does nothing if it is over. */
    @DELETE
    @Path("/announcement")
    @Requires(value = Scope.ROOMS_WRITE, absence = Absence.NO_SESSION)
    public Uni<Void> interruptAnnouncement(@PathParam("roomId") RoomId roomId) {
        return Uni.createFrom()
                .completionStage(
                        () -> sessions.interruptAnnouncement(roomId.value()).toCompletionStage())
                .map(status -> requireSession(roomId, status))
                .replaceWithVoid();
    }

    /** Ends the open utterances now; responds when their finals are in the transcript. */
    @POST
    @Path("/finalize")
    @Produces(MediaType.APPLICATION_JSON)
    @Requires(value = Scope.ROOMS_WRITE, absence = Absence.NO_SESSION)
    public Uni<SessionStatus> finalizeUtterances(@PathParam("roomId") RoomId roomId) {
        return Uni.createFrom()
                .completionStage(() -> sessions.endUtterances(roomId.value()).toCompletionStage())
                .map(status -> requireSession(roomId, status));
    }

    /** Pauses the session; responds when what was said before is in the transcript. */
    @POST
    @Path("/pause")
    @Produces(MediaType.APPLICATION_JSON)
    @Requires(value = Scope.ROOMS_WRITE, absence = Absence.NO_SESSION)
    public Uni<SessionStatus> pause(@PathParam("roomId") RoomId roomId) {
        return setPaused(roomId, true);
    }

    @DELETE
    @Path("/pause")
    @Produces(MediaType.APPLICATION_JSON)
    @Requires(value = Scope.ROOMS_WRITE, absence = Absence.NO_SESSION)
    public Uni<SessionStatus> resume(@PathParam("roomId") RoomId roomId) {
        return setPaused(roomId, false);
    }

    private Uni<SessionStatus> setPaused(RoomId roomId, boolean paused) {
        return Uni.createFrom()
                .completionStage(
                        () -> sessions.setPaused(roomId.value(), paused).toCompletionStage())
                .map(status -> requireSession(roomId, status));
    }

    /** Counts the start now; the result starts the session if it does not run. */
    private Uni<SessionCalls.Started> startSession(
            RoomId roomId, @Nullable String body, HttpHeaders headers, RoutingContext http) {
        limits.use(LimitedAction.STARTS, http);
        Uni<Void> counted = quotas.start(http);
        StartOptions.Requested options =
                bodies.read(body, headers, StartRequest.class).options();
        if (options.options().webhookUrl() != null) {
            // Its receiver gets all captions.
            Caller.of(http).require(Scope.CAPTIONS_READ);
        }
        return counted.chain(() -> quotas.startSession(
                roomId.value(),
                http,
                quota -> Uni.createFrom()
                        .completionStage(() ->
                                sessions.start(roomId.value(), options, quota).toCompletionStage()),
                started -> started.created() ? Optional.of(started.session().sessionId()) : Optional.empty()));
    }

    private static SessionStatus requireSession(RoomId roomId, Optional<SessionStatus> status) {
        return status.orElseThrow(() -> new ProblemException(Absence.NO_SESSION.problem(roomId.value())));
    }
}
