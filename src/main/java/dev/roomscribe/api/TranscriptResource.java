package dev.roomscribe.api;

import dev.roomscribe.api.access.Absence;
import dev.roomscribe.api.access.Requires;
import dev.roomscribe.api.input.SelfReference;
import dev.roomscribe.api.limit.RequestLimits;
import dev.roomscribe.api.problem.FieldError;
import dev.roomscribe.api.problem.Problem;
import dev.roomscribe.api.problem.ProblemException;
import dev.roomscribe.api.problem.Refusals;
import dev.roomscribe.security.access.Scope;
import dev.roomscribe.security.limit.LimitedAction;
import dev.roomscribe.session.SessionCalls;
import dev.roomscribe.transcript.export.PageStart;
import dev.roomscribe.transcript.export.PastSession;
import dev.roomscribe.transcript.export.Selection;
import dev.roomscribe.transcript.export.SessionIndex;
import dev.roomscribe.transcript.export.TranscriptFormat;
import dev.roomscribe.transcript.export.TranscriptView;
import dev.roomscribe.transcript.export.text.TextChoice;
import dev.roomscribe.transcript.log.LogSnapshot;
import io.smallrye.mutiny.Uni;
import io.vertx.core.http.HttpMethod;
import io.vertx.ext.web.RoutingContext;
import jakarta.ws.rs.BeanParam;
import jakarta.ws.rs.DELETE;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.EntityTag;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.MultivaluedMap;
import jakarta.ws.rs.core.Request;
import jakarta.ws.rs.core.Response;
import jakarta.ws.rs.core.UriBuilder;
import jakarta.ws.rs.core.UriInfo;
import jakarta.ws.rs.core.Variant;
import java.util.Iterator;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Serves a room's transcript: as an event stream, as files in several formats, and as a list of its sessions. */
@Path("/rooms/{roomId}")
class TranscriptResource {
    private static final List<TranscriptFormat> FORMATS = List.of(TranscriptFormat.values());
    private static final List<Variant> VARIANTS = FORMATS.stream()
            .map(format -> new Variant(MediaType.valueOf(format.mediaType()), (Locale) null, null))
            .toList();

    private static final List<String> MEDIA_TYPES =
            FORMATS.stream().map(TranscriptFormat::mediaType).toList();

    private final SessionCalls sessions;
    private final RoomTranscripts transcripts;
    private final CaptionStreams streams;
    private final RequestLimits limits;
    private final FileThreads threads;

    TranscriptResource(
            SessionCalls sessions,
            RoomTranscripts transcripts,
            CaptionStreams streams,
            RequestLimits limits,
            FileThreads threads) {
        this.sessions = sessions;
        this.transcripts = transcripts;
        this.streams = streams;
        this.limits = limits;
        this.threads = threads;
    }

    @GET
    @Path("/transcript/events")
    @Produces(MediaType.SERVER_SENT_EVENTS)
    @Requires(value = Scope.CAPTIONS_READ, absence = Absence.NO_TRANSCRIPT)
    public Uni<Response> events(
            @PathParam("roomId") RoomId roomId, @BeanParam EventStreamParameters parameters, RoutingContext http) {
        streams.admit(http);
        return streams.open(roomId, parameters.subscription(), http);
    }

    @GET
    @Path("/transcript")
    @Requires(value = Scope.CAPTIONS_READ, absence = Absence.NO_TRANSCRIPT)
    public Uni<Response> fileByAcceptHeader(
            @PathParam("roomId") RoomId roomId,
            @BeanParam TranscriptParameters parameters,
            RoutingContext http,
            Request request,
            UriInfo uri) {
        Variant best = request.selectVariant(VARIANTS);
        if (best == null) {
            throw new ProblemException(
                    Problem.Type.NOT_ACCEPTABLE,
                    "A transcript is available as " + String.join(", ", MEDIA_TYPES) + ".");
        }
        return file(roomId, FORMATS.get(VARIANTS.indexOf(best)), parameters, http, request, uri)
                .map(file -> file.header("Vary", "Accept").build());
    }

    /** The suffix takes precedence over the Accept header. */
    @GET
    @Path("/transcript.{suffix: json|jsonl|vtt|srt|txt|verbose\\.json|html}")
    @Requires(value = Scope.CAPTIONS_READ, absence = Absence.NO_TRANSCRIPT)
    public Uni<Response> fileBySuffix(
            @PathParam("roomId") RoomId roomId,
            @PathParam("suffix") String suffix,
            @BeanParam TranscriptParameters parameters,
            RoutingContext http,
            Request request,
            UriInfo uri) {
        return file(roomId, TranscriptFormat.bySuffix(suffix).orElseThrow(), parameters, http, request, uri)
                .map(Response.ResponseBuilder::build);
    }

    /** @param sessions oldest first */
    record PastSessions(String roomId, List<PastSession> sessions) {}

    @GET
    @Path("/transcript/sessions")
    @Produces(MediaType.APPLICATION_JSON)
    @Requires(value = Scope.CAPTIONS_READ, absence = Absence.NO_TRANSCRIPT)
    public Uni<PastSessions> sessions(@PathParam("roomId") RoomId roomId, RoutingContext http) {
        // After a crash it may have to read much of the log, as a file does.
        limits.use(LimitedAction.EXPORTS, http);
        threads.admit();
        return transcripts
                .get(roomId)
                .emitOn(threads)
                .map(transcript -> new PastSessions(
                        roomId.value(),
                        SessionIndex.of(transcript.logSnapshot()).sessions()));
    }

    /** Erases everything that is kept of the room. */
    @DELETE
    @Path("/transcript")
    @Requires(Scope.TRANSCRIPTS_DELETE)
    public Uni<Void> erase(@PathParam("roomId") RoomId roomId, UriInfo uri) {
        MultivaluedMap<String, String> parameters = uri.getQueryParameters();
        if (!parameters.isEmpty()) {
            // Also while the room is transcribed.
            return erase(roomId, peer(parameters)).replaceWithVoid();
        }
        return erase(roomId, (String) null)
                .invoke(erased -> {
                    if (!erased) {
                        throw new ProblemException(
                                Problem.Type.IN_SESSION,
                                "Room " + roomId + " is being transcribed; DELETE …/rooms/" + roomId
                                        + "/transcribe first, then delete its transcript.");
                    }
                })
                .replaceWithVoid();
    }

    /** A mistake in the only parameter must not erase more than it says, so nothing else is accepted. */
    private static String peer(MultivaluedMap<String, String> parameters) {
        List<String> peers = parameters.getOrDefault("peer", List.of());
        if (parameters.size() > 1 || peers.size() != 1 || peers.get(0).isBlank()) {
            throw new ProblemException(
                    Problem.Type.BAD_REQUEST,
                    FieldError.parameter(
                            "peer",
                            "The only parameter is peer, once, with the peer's Fishjam id; without any parameter, the whole"
                                    + " transcript is erased."));
        }
        return peers.get(0);
    }

    /** Where the room is transcribed, if it is: only there may its transcript change. */
    private Uni<Boolean> erase(RoomId roomId, @Nullable String peer) {
        return Uni.createFrom()
                .completionStage(() -> sessions.erase(roomId.value(), peer).toCompletionStage());
    }

    private Uni<Response.ResponseBuilder> file(
            RoomId roomId,
            TranscriptFormat format,
            TranscriptParameters parameters,
            RoutingContext http,
            Request request,
            UriInfo uri) {
        limits.use(LimitedAction.EXPORTS, http);
        threads.admit();
        Selection selection = parameters.selection();
        TextChoice text = parameters.text();
        return transcripts.get(roomId).emitOn(threads).map(transcript -> {
            LogSnapshot log = transcript.logSnapshot();
            // Weak, because the same file is sent both compressed and uncompressed.
            EntityTag tag = new EntityTag(format.tag(log.range()), true);
            Response.ResponseBuilder unchanged = request.evaluatePreconditions(tag);
            if (unchanged != null) {
                requireMatch(unchanged.build().getStatus());
                return unchanged.tag(tag).header("Cache-Control", "no-cache");
            }
            return content(roomId, log, format, selection, text, parameters, http, uri)
                    .type(MediaType.valueOf(format.mediaType()).withCharset("utf-8"))
                    .tag(tag)
                    .header("Cache-Control", "no-cache")
                    .header("Vary", "Accept-Encoding");
        });
    }

    private static void requireMatch(int status) {
        if (status == Response.Status.PRECONDITION_FAILED.getStatusCode()) {
            throw new ProblemException(
                    Problem.Type.PRECONDITION_FAILED, Refusals.of(status).detail());
        }
    }

    private Response.ResponseBuilder content(
            RoomId roomId,
            LogSnapshot log,
            TranscriptFormat format,
            Selection selection,
            TextChoice text,
            TranscriptParameters parameters,
            RoutingContext http,
            UriInfo uri) {
        Optional<String> page = parameters.pageParameter();
        if (page.isPresent() && format != TranscriptFormat.JSON) {
            throw new ProblemException(
                    Problem.Type.BAD_REQUEST,
                    FieldError.parameter(
                            page.get(), "limit, after, before and at are only supported for JSON; leave them out."));
        }
        PageStart start = parameters.start();
        int limit = parameters.limit();
        TranscriptView view =
                view(roomId, SessionIndex.of(log), selection, start).withText(text);
        Response.ResponseBuilder response = http.request().method().equals(HttpMethod.HEAD)
                ? withoutBody()
                : withBody(page.isPresent() ? page(view, start, limit, uri) : format.render(view), http);
        format.headers(view).forEach(response::header);
        return response;
    }

    private static TranscriptView view(RoomId roomId, SessionIndex sessions, Selection selection, PageStart start) {
        if (start instanceof PageStart.At moment && selection.session() == null) {
            return sessions.viewOfSessionAt(moment.time());
        }
        return sessions.view(selection)
                .orElseThrow(() -> new ProblemException(
                        Problem.Type.SESSION_NOT_FOUND,
                        FieldError.parameter(
                                "session",
                                "Room " + roomId + " has no session \"" + selection.session() + "\"; GET …/rooms/"
                                        + roomId + "/transcript/sessions lists its sessions.")));
    }

    private Response.ResponseBuilder withBody(Iterator<String> text, RoutingContext http) {
        FileStream file = new FileStream(text, http.response(), threads);
        return Response.ok((StreamingBody) file::start);
    }

    /** Returns a response to HEAD: it gets the headers of the response to GET, and its body is never sent. */
    private static Response.ResponseBuilder withoutBody() {
        return Response.ok("");
    }

    private static Iterator<String> page(TranscriptView view, PageStart start, int limit, UriInfo uri) {
        return view.page(start, limit, (session, parameter, position) -> {
            UriBuilder more = uri.getRequestUriBuilder();
            TranscriptParameters.POSITIONS.forEach(name -> more.replaceQueryParam(name));
            more.replaceQueryParam(parameter, position);
            // Names the session, because another may be the latest when that page is requested.
            return SelfReference.of(session == null ? more : more.replaceQueryParam("session", session));
        });
    }
}
