package dev.roomscribe.api.problem;

import jakarta.ws.rs.core.Response;
import java.util.Locale;
import java.util.Set;

/** The problems of requests that a library refuses, by the status, because nothing else is known. */
public final class Refusals {
    private static final Set<String> OF_THE_BODY =
            Set.of("content-type", "content-length", "content-encoding", "content-language");

    private Refusals() {}

    /**
     * Returns a response with the problem document of a refusal, and with its status and its headers, such as
     * {@code WWW-Authenticate} and {@code Retry-After}.
     */
    public static Response of(Response refusal) {
        Response response = of(refusal.getStatus()).response();
        Response.ResponseBuilder complete = Response.fromResponse(response);
        refusal.getHeaders().forEach((name, values) -> {
            if (!OF_THE_BODY.contains(name.toLowerCase(Locale.ROOT))) {
                values.forEach(value -> complete.header(name, value));
            }
        });
        return complete.build();
    }

    /** Returns the problem for a status from 400 to 499. It has this status, also if there is no problem type for it. */
    public static Problem of(int status) {
        return switch (status) {
            case 401 -> Problem.Type.UNAUTHENTICATED.with("Send valid credentials.");
            case 403 -> Problem.Type.FORBIDDEN.with("The credentials of the request do not permit it.");
            case 404 -> Problem.Type.NO_SUCH_PATH.with("There is no such path; …/q/openapi lists the paths.");
            case 405 ->
                Problem.Type.METHOD_NOT_ALLOWED.with(
                        "This path does not support this method; …/q/openapi lists its methods.");
            case 406 ->
                Problem.Type.NOT_ACCEPTABLE.with(
                        "This path has none of the formats in the Accept header; …/q/openapi lists its formats.");
            case 412 ->
                Problem.Type.PRECONDITION_FAILED.with(
                        "No version that the If-Match or If-Unmodified-Since header names is the current one.");
            case 413 -> Problem.Type.BODY_TOO_LARGE.with("The body is too large.");
            case 414 -> Problem.Type.TARGET_TOO_LONG.with("Shorten the path or the query.");
            case 415 ->
                Problem.Type.UNSUPPORTED_MEDIA_TYPE.with(
                        "This path does not accept bodies of this media type; …/q/openapi lists those it accepts.");
            case 416 -> Problem.Type.RANGE_NOT_SATISFIABLE.with("The file is shorter than the Range header says.");
            case 431 -> Problem.Type.HEADERS_TOO_LARGE.with("Send fewer or shorter headers.");
            case 429 -> Problem.Type.TOO_MANY_REQUESTS.with("Try again later.");
            default ->
                Problem.Type.BAD_REQUEST
                        .with("The request is invalid; …/q/openapi describes valid requests.")
                        .withStatus(status);
        };
    }
}
