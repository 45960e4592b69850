package dev.roomscribe.api;

import dev.roomscribe.transcript.EventId;
import dev.roomscribe.transcript.RoomTranscript;
import dev.roomscribe.transcript.SubscriptionRequest;
import dev.roomscribe.transcript.TranscriptFormat;
import dev.roomscribe.transcript.Transcripts;
import io.smallrye.common.annotation.NonBlocking;
import io.smallrye.mutiny.Multi;
import io.vertx.ext.web.RoutingContext;
import jakarta.ws.rs.DefaultValue;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.HeaderParam;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Request;
import jakarta.ws.rs.core.Response;
import jakarta.ws.rs.core.Variant;
import jakarta.ws.rs.sse.OutboundSseEvent;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import org.jboss.resteasy.reactive.ResponseHeader;
import org.jspecify.annotations.Nullable;

/** Gives a room's captions: as they come, or as a file of the meeting so far. */
@Path("/rooms/{roomId}")
class TranscriptResource {
    private static final List<TranscriptFormat> FORMATS = List.of(TranscriptFormat.values());
    private static final List<Variant> VARIANTS = FORMATS.stream()
            .map(format -> new Variant(MediaType.valueOf(format.mediaType()), (Locale) null, null))
            .toList();

    private final Transcripts transcripts;
    private final CaptionStreams streams;

    TranscriptResource(Transcripts transcripts, CaptionStreams streams) {
        this.transcripts = transcripts;
        this.streams = streams;
    }

    @GET
    @Path("/transcript/events")
    @Produces(MediaType.SERVER_SENT_EVENTS)
    @ResponseHeader(name = "Cache-Control", value = "no-cache")
    @ResponseHeader(name = "X-Accel-Buffering", value = "no")
    @NonBlocking
    public Multi<OutboundSseEvent> events(
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
    public Response accepted(@PathParam("roomId") RoomId roomId, Request request) {
        Variant best = request.selectVariant(VARIANTS);
        if (best == null) {
            throw new ProblemException(
                    Problem.Kind.NOT_ACCEPTABLE,
                    "A transcript can be had as application/json, text/vtt, application/x-subrip or text/plain.");
        }
        return file(roomId, FORMATS.get(VARIANTS.indexOf(best)));
    }

    /** The suffix wins over whatever a browser accepts. */
    @GET
    @Path("/transcript.{suffix: json|vtt|srt|txt}")
    public Response bySuffix(@PathParam("roomId") RoomId roomId, @PathParam("suffix") String suffix) {
        return file(roomId, TranscriptFormat.bySuffix(suffix).orElseThrow());
    }

    private Response file(RoomId roomId, TranscriptFormat format) {
        RoomTranscript transcript =
                transcripts.find(roomId.value()).orElseThrow(() -> ProblemException.noTranscript(roomId));
        return Response.ok(format.render(transcript))
                .type(MediaType.valueOf(format.mediaType()).withCharset("utf-8"))
                .header("Cache-Control", "no-cache")
                .build();
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
