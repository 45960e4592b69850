package dev.roomscribe.api;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.exc.UnrecognizedPropertyException;
import dev.roomscribe.session.SessionException;
import dev.roomscribe.session.presence.FishjamWebhookException;
import dev.roomscribe.transcript.live.TooManySubscribersException;
import jakarta.ws.rs.WebApplicationException;
import jakarta.ws.rs.core.Response;
import java.util.stream.Collectors;
import org.jboss.resteasy.reactive.server.ServerExceptionMapper;

/** Turns whatever ends a request into a problem; nothing answers with a stack trace. */
class ProblemMappers {
    private static final System.Logger LOG = System.getLogger(ProblemMappers.class.getName());
    private static final int RETRY_SECONDS = 10;

    @ServerExceptionMapper
    Response problem(ProblemException e) {
        return e.problem().response();
    }

    @ServerExceptionMapper
    Response session(SessionException e) {
        return switch (e.reason()) {
            case NO_SUCH_ROOM ->
                Problem.Kind.ROOM_NOT_FOUND.with(e.explanation()).response();
            case NO_SUCH_PEER ->
                Problem.Kind.PEER_NOT_FOUND.with(e.explanation()).response();
            case NO_ANNOUNCEMENT, NO_WEBHOOK ->
                Problem.Kind.BAD_REQUEST.with(e.explanation()).response();
            case OPTIONS_DIFFER ->
                Problem.Kind.OPTIONS_DIFFER.with(e.explanation()).response();
            case FULL -> Problem.Kind.FULL.with(e.explanation()).response(RETRY_SECONDS);
            case STOPPING -> Problem.Kind.STOPPING.with(e.explanation()).response(RETRY_SECONDS);
            case FISHJAM_REFUSED ->
                Problem.Kind.FISHJAM_REFUSED.with(e.explanation()).response();
            case FISHJAM_UNAVAILABLE ->
                Problem.Kind.FISHJAM_UNAVAILABLE.with(e.explanation()).response(RETRY_SECONDS);
        };
    }

    @ServerExceptionMapper
    Response webhook(FishjamWebhookException e) {
        Problem.Kind kind =
                switch (e.reason()) {
                    case NOT_CONFIGURED -> Problem.Kind.WEBHOOK_NOT_SET_UP;
                    case INVALID_SIGNATURE -> Problem.Kind.WEBHOOK_NOT_SIGNED;
                    case MALFORMED_BODY -> Problem.Kind.BAD_REQUEST;
                };
        return kind.with(e.explanation()).response();
    }

    @ServerExceptionMapper
    Response subscribers(TooManySubscribersException e) {
        return Problem.Kind.FULL.with(String.valueOf(e.getMessage())).response(RETRY_SECONDS);
    }

    @ServerExceptionMapper
    Response http(WebApplicationException e) {
        if (e.getCause() instanceof ProblemException problem) {
            return problem(problem);
        }
        return switch (e.getResponse().getStatus()) {
            case 404 ->
                Problem.Kind.NO_SUCH_PATH
                        .with("There is nothing at this path; /q/swagger-ui shows what there is.")
                        .response();
            case 405 ->
                Problem.Kind.METHOD_NOT_ALLOWED
                        .with("This path does not take this method; /q/swagger-ui shows what it takes.")
                        .response();
            case 406 ->
                Problem.Kind.NOT_ACCEPTABLE
                        .with("Send an Accept header that this path can satisfy; /q/swagger-ui shows them.")
                        .response();
            default -> e.getResponse().getStatus() < 500 ? badRequest() : failed(e);
        };
    }

    @ServerExceptionMapper
    Response failed(RuntimeException e) {
        LOG.log(System.Logger.Level.ERROR, "A request failed", e);
        return Problem.Kind.INTERNAL_ERROR
                .with("The service failed at this request; its log says why.")
                .response();
    }

    private static Response badRequest() {
        return Problem.Kind.BAD_REQUEST
                .with("The request is not understood; /q/swagger-ui shows what is.")
                .response();
    }

    /** Says what is wrong with a body that is not the JSON it should be. */
    static String explained(JsonProcessingException e) {
        if (e instanceof UnrecognizedPropertyException unknown) {
            return "There is no option \"%s\"; there is: %s."
                    .formatted(
                            unknown.getPropertyName(),
                            unknown.getKnownPropertyIds().stream()
                                    .map(String::valueOf)
                                    .sorted()
                                    .collect(Collectors.joining(", ")));
        }
        return "The body must be a JSON object of options, such as {\"partials\": true, \"peers\": [\"PEER_ID\"]}.";
    }
}
