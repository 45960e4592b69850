package dev.roomscribe.api;

import dev.roomscribe.api.access.AccessRefusedException;
import dev.roomscribe.api.limit.LimitExceededException;
import dev.roomscribe.api.problem.FieldError;
import dev.roomscribe.api.problem.OptionDifference;
import dev.roomscribe.api.problem.Problem;
import dev.roomscribe.api.problem.ProblemException;
import dev.roomscribe.api.problem.Refusals;
import dev.roomscribe.session.SessionException;
import dev.roomscribe.session.StartOptions;
import dev.roomscribe.session.presence.FishjamWebhookException;
import dev.roomscribe.transcript.live.TooManySubscribersException;
import dev.roomscribe.transcript.log.TranscriptUnavailableException;
import io.vertx.ext.web.RoutingContext;
import jakarta.ws.rs.WebApplicationException;
import jakarta.ws.rs.core.Response;
import java.time.Duration;
import java.util.SortedSet;
import org.jboss.resteasy.reactive.server.ServerExceptionMapper;

/** Maps every exception that ends a request to a problem document; no response contains a stack trace. */
class ExceptionMappers {
    private static final System.Logger LOG = System.getLogger(ExceptionMappers.class.getName());
    private static final int RETRY_AFTER_SECONDS = 10;
    private static final int TOO_MANY_REQUESTS = 429;
    private static final int UNAVAILABLE = 503;

    @ServerExceptionMapper
    Response problem(ProblemException e) {
        return e.problem().response(isTemporary(e.problem().status()) ? RETRY_AFTER_SECONDS : null);
    }

    private static boolean isTemporary(int status) {
        return status == UNAVAILABLE || status == TOO_MANY_REQUESTS;
    }

    @ServerExceptionMapper
    Response access(AccessRefusedException e) {
        return e.response();
    }

    @ServerExceptionMapper
    Response session(SessionException e) {
        Problem.Type type = switch (e.reason()) {
            case NO_SUCH_ROOM -> Problem.Type.ROOM_NOT_FOUND;
            case NO_SUCH_PEER -> Problem.Type.PEER_NOT_FOUND;
            case NO_ANNOUNCEMENT, NO_WEBHOOK, RETENTION_TOO_LONG -> Problem.Type.BAD_REQUEST;
            case OPTIONS_DIFFER -> Problem.Type.OPTIONS_DIFFER;
            case RUNS_ELSEWHERE -> Problem.Type.RUNS_ELSEWHERE;
            case FULL -> Problem.Type.FULL;
            case QUOTA_EXCEEDED -> Problem.Type.QUOTA_EXCEEDED;
            case NOT_STORED -> Problem.Type.NOT_STORED;
            case CLUSTER_UNAVAILABLE -> Problem.Type.CLUSTER_UNAVAILABLE;
            case STOPPING -> Problem.Type.STOPPING;
            case FISHJAM_REFUSED -> Problem.Type.FISHJAM_REFUSED;
            case FISHJAM_UNAVAILABLE -> Problem.Type.FISHJAM_UNAVAILABLE;
        };
        boolean retryable = switch (e.reason()) {
            case RUNS_ELSEWHERE, FULL, QUOTA_EXCEEDED, NOT_STORED, CLUSTER_UNAVAILABLE, STOPPING, FISHJAM_UNAVAILABLE ->
                true;
            case NO_SUCH_ROOM,
                    NO_SUCH_PEER,
                    NO_ANNOUNCEMENT,
                    NO_WEBHOOK,
                    RETENTION_TOO_LONG,
                    OPTIONS_DIFFER,
                    FISHJAM_REFUSED -> false;
        };
        Integer retryAfter = e.retryAfter().map(ExceptionMappers::seconds).orElse(RETRY_AFTER_SECONDS);
        return problem(type, e).response(retryable ? retryAfter : null);
    }

    private static Problem problem(Problem.Type type, SessionException e) {
        return switch (e.reason()) {
            case NO_SUCH_PEER -> type.with(FieldError.member(e.explanation(), "peers"));
            case NO_ANNOUNCEMENT -> type.with(FieldError.member(e.explanation(), "announcement"));
            case NO_WEBHOOK -> type.with(FieldError.member(e.explanation(), "webhook_url"));
            case RETENTION_TOO_LONG -> type.with(FieldError.member(e.explanation(), StartOptions.RETENTION));
            case OPTIONS_DIFFER ->
                type.with(
                        e.explanation(),
                        e.differences().stream()
                                .map(option ->
                                        new OptionDifference(option.name(), option.running(), option.requested()))
                                .toList());
            case NO_SUCH_ROOM,
                    RUNS_ELSEWHERE,
                    FULL,
                    QUOTA_EXCEEDED,
                    NOT_STORED,
                    CLUSTER_UNAVAILABLE,
                    STOPPING,
                    FISHJAM_REFUSED,
                    FISHJAM_UNAVAILABLE -> type.with(e.explanation());
        };
    }

    /** Returns whole seconds, at least 1: a client that comes too early is refused again. */
    private static int seconds(Duration duration) {
        return (int) Math.max(1, (duration.toMillis() + 999) / 1000);
    }

    @ServerExceptionMapper
    Response webhook(FishjamWebhookException e) {
        Problem.Type type = switch (e.reason()) {
            case NOT_CONFIGURED -> Problem.Type.WEBHOOK_NOT_SET_UP;
            case INVALID_SIGNATURE -> Problem.Type.WEBHOOK_NOT_SIGNED;
            case MALFORMED_BODY -> Problem.Type.BAD_REQUEST;
        };
        return type.with(e.explanation()).response();
    }

    @ServerExceptionMapper
    Response subscribers(TooManySubscribersException e) {
        return Problem.Type.FULL.with(String.valueOf(e.getMessage())).response(RETRY_AFTER_SECONDS);
    }

    @ServerExceptionMapper
    Response limit(LimitExceededException e) {
        return Problem.Type.TOO_MANY_REQUESTS
                .with(String.valueOf(e.getMessage()))
                .response(e.retryAfterSeconds());
    }

    @ServerExceptionMapper
    Response http(WebApplicationException e, RoutingContext http) {
        if (e.getCause() instanceof ProblemException problem) {
            return problem(problem);
        }
        int status = e.getResponse().getStatus();
        return switch (status) {
            case 404, 405 -> notFound(http.request().method().name(), AllowedMethods.of(http.normalizedPath()));
            default -> status < 500 ? Refusals.of(e.getResponse()) : failure(e);
        };
    }

    /** @param allowed the methods of the path; empty if there is no such path */
    private static Response notFound(String method, SortedSet<String> allowed) {
        if (allowed.isEmpty() || allowed.contains(method)) {
            return Refusals.of(404).response();
        }
        Response response = Problem.Type.METHOD_NOT_ALLOWED
                .with("This path does not support this method; its methods are " + String.join(", ", allowed) + ".")
                .response();
        return Response.fromResponse(response).allow(allowed).build();
    }

    @ServerExceptionMapper
    Response transcript(TranscriptUnavailableException e) {
        LOG.log(System.Logger.Level.DEBUG, "A transcript could not be read", e);
        return Problem.Type.CLUSTER_UNAVAILABLE
                .with("Redis, which has the transcripts of all nodes, cannot be reached; try again later.")
                .response(RETRY_AFTER_SECONDS);
    }

    @ServerExceptionMapper
    Response failure(RuntimeException e) {
        for (Throwable cause = e.getCause(); cause != null; cause = cause.getCause()) {
            if (cause instanceof TranscriptUnavailableException unavailable) {
                return transcript(unavailable);
            }
        }
        LOG.log(System.Logger.Level.ERROR, "A request failed", e);
        return Problem.Type.INTERNAL_ERROR
                .with("The service failed to handle this request; see its log for the reason.")
                .response();
    }
}
