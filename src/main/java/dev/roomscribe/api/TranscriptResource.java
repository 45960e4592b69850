package dev.roomscribe.api;

import dev.roomscribe.transcript.event.EventId;
import dev.roomscribe.transcript.export.PastSession;
import dev.roomscribe.transcript.export.Selection;
import dev.roomscribe.transcript.export.SessionIndex;
import dev.roomscribe.transcript.export.TranscriptFormat;
import dev.roomscribe.transcript.export.TranscriptView;
import dev.roomscribe.transcript.live.RoomTranscript;
import dev.roomscribe.transcript.live.SubscriptionRequest;
import dev.roomscribe.transcript.log.LogSnapshot;
import io.smallrye.common.annotation.Blocking;
import io.vertx.ext.web.RoutingContext;
import jakarta.ws.rs.BeanParam;
import jakarta.ws.rs.DELETE;
import jakarta.ws.rs.DefaultValue;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.HeaderParam;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.core.EntityTag;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Request;
import jakarta.ws.rs.core.Response;
import jakarta.ws.rs.core.UriBuilder;
import jakarta.ws.rs.core.UriInfo;
import jakarta.ws.rs.core.Variant;
import java.net.URI;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Gives a room's captions: as they come, or as a file of the meeting so far. */
@Path("/rooms/{roomId}")
class TranscriptResource {
    private static final List<TranscriptFormat> FORMATS = List.of(TranscriptFormat.values());
    private static final List<Variant> VARIANTS = FORMATS.stream()
            .map(format -> new Variant(MediaType.valueOf(format.mediaType()), (Locale) null, null))
            .toList();

    private final CaptionStreams streams;

    TranscriptResource(CaptionStreams streams) {
        this.streams = streams;
    }

    @GET
    @Path("/transcript/events")
    @Produces(MediaType.SERVER_SENT_EVENTS)
    @Blocking
    public Response events(
            @PathParam("roomId") RoomId roomId,
            @HeaderParam("Last-Event-ID") @Nullable String lastEventId,
            @QueryParam("after") @Nullable String after,
            @QueryParam("partials") @DefaultValue("true") String partials,
            @QueryParam("peer") List<String> peers,
            RoutingContext http) {
        return streams.open(
                roomId,
                new SubscriptionRequest(position(lastEventId, after), isTrue("partials", partials), Set.copyOf(peers)),
                http);
    }

    @GET
    @Path("/transcript")
    @Blocking
    public Response accepted(
            @PathParam("roomId") RoomId roomId, @BeanParam FileQuery query, Request request, UriInfo uri) {
        Variant best = request.selectVariant(VARIANTS);
        if (best == null) {
            throw new ProblemException(
                    Problem.Kind.NOT_ACCEPTABLE,
                    "A transcript can be had as application/json, application/jsonl, text/vtt, application/x-subrip or text/plain.");
        }
        return file(roomId, FORMATS.get(VARIANTS.indexOf(best)), query, request, uri)
                .header("Vary", "Accept")
                .build();
    }

    /** The suffix wins over whatever a browser accepts. */
    @GET
    @Path("/transcript.{suffix: json|jsonl|vtt|srt|txt}")
    @Blocking
    public Response bySuffix(
            @PathParam("roomId") RoomId roomId,
            @PathParam("suffix") String suffix,
            @BeanParam FileQuery query,
            Request request,
            UriInfo uri) {
        return file(roomId, TranscriptFormat.bySuffix(suffix).orElseThrow(), query, request, uri)
                .build();
    }

    /** @param sessions oldest first */
    record PastSessions(String roomId, List<PastSession> sessions) {}

    @GET
    @Path("/transcript/sessions")
    @Produces(MediaType.APPLICATION_JSON)
    @Blocking
    public PastSessions sessions(@PathParam("roomId") RoomId roomId) {
        RoomTranscript transcript = streams.transcript(roomId);
        return new PastSessions(
                roomId.value(), SessionIndex.of(transcript.logSnapshot()).sessions());
    }

    /** For those who must forget. */
    @DELETE
    @Path("/transcript")
    @Blocking
    public void forget(@PathParam("roomId") RoomId roomId) {
        if (!streams.find(roomId)
                .map(transcript -> transcript.erase().toCompletableFuture().join())
                .orElse(true)) {
            throw new ProblemException(
                    Problem.Kind.IN_SESSION,
                    "Room " + roomId + " is being transcribed; DELETE /rooms/" + roomId
                            + "/transcribe stops that, and then its transcript can be deleted.");
        }
    }

    private Response.ResponseBuilder file(
            RoomId roomId, TranscriptFormat format, FileQuery query, Request request, UriInfo uri) {
        Selection selection = query.selection();
        LogSnapshot log = streams.transcript(roomId).logSnapshot();
        // Weak: it is compressed for some and not for others.
        EntityTag tag = new EntityTag(format.tag(log.range()), true);
        Response.ResponseBuilder unchanged = request.evaluatePreconditions(tag);
        if (unchanged != null) {
            return unchanged.tag(tag).header("Cache-Control", "no-cache");
        }
        TranscriptView meeting = SessionIndex.of(log)
                .view(selection)
                .orElseThrow(() -> new ProblemException(
                        Problem.Kind.SESSION_NOT_FOUND,
                        "Room " + roomId + " has no session \"" + query.session + "\" that is kept; GET /rooms/"
                                + roomId + "/transcript/sessions lists those it has."));
        Response.ResponseBuilder response;
        if (query.isPaged()) {
            if (format != TranscriptFormat.JSON) {
                throw new ProblemException(
                        Problem.Kind.BAD_REQUEST, "limit and after are for JSON; other files are whole.");
            }
            response = Response.ok(page(meeting, query, uri));
        } else {
            response = Response.ok(new FileBody(format.render(meeting)));
        }
        return response.type(MediaType.valueOf(format.mediaType()).withCharset("utf-8"))
                .tag(tag)
                .header("Cache-Control", "no-cache")
                .header("Vary", "Accept-Encoding");
    }

    private static String page(TranscriptView meeting, FileQuery query, UriInfo uri) {
        return meeting.page(query.after(), query.limit(), (session, next) -> {
            UriBuilder more = uri.getRequestUriBuilder().replaceQueryParam("after", next);
            // The latest session may be another by then.
            URI link = (session == null ? more : more.replaceQueryParam("session", session)).build();
            return link.getRawPath() + "?" + link.getRawQuery();
        });
    }

    /** A browser comes back with what we gave it, however old; a query is somebody's own words. */
    private static @Nullable String position(@Nullable String lastEventId, @Nullable String after) {
        if (lastEventId != null || after == null) {
            return lastEventId;
        }
        if (!after.equals("0") && EventId.parse(after).isEmpty()) {
            throw new ProblemException(
                    Problem.Kind.BAD_REQUEST,
                    "after must be 0 for everything that is kept, or the id of an event, such as 1790000000000-412.");
        }
        return after;
    }

    private static boolean isTrue(String name, String value) {
        if (!value.equals("true") && !value.equals("false")) {
            throw new ProblemException(Problem.Kind.BAD_REQUEST, name + " must be true or false.");
        }
        return value.equals("true");
    }
}
