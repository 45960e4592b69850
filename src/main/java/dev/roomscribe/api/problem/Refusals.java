package dev.roomscribe.api.problem;

/** The problems of requests that a library refuses, by the status, because nothing else is known. */
public final class Refusals {
    private Refusals() {}

    /** Returns the problem for a status from 400 to 499; one with status 400 if there is none for this status. */
    public static Problem of(int status) {
        return switch (status) {
            case 404 -> Problem.Type.NO_SUCH_PATH.with("There is no such path; /q/openapi lists the paths.");
            case 405 ->
                Problem.Type.METHOD_NOT_ALLOWED.with(
                        "This path does not support this method; /q/openapi lists its methods.");
            case 406 ->
                Problem.Type.NOT_ACCEPTABLE.with(
                        "This path has none of the formats in the Accept header; /q/openapi lists its formats.");
            case 412 ->
                Problem.Type.PRECONDITION_FAILED.with(
                        "No version that the If-Match or If-Unmodified-Since header names is the current one.");
            case 413 -> Problem.Type.BODY_TOO_LARGE.with("The body is too large.");
            case 414 -> Problem.Type.TARGET_TOO_LONG.with("Shorten the path or the query.");
            case 415 ->
                Problem.Type.UNSUPPORTED_MEDIA_TYPE.with(
                        "This path does not accept bodies of this media type; /q/openapi lists those it accepts.");
            case 416 -> Problem.Type.RANGE_NOT_SATISFIABLE.with("The file is shorter than the Range header says.");
            case 431 -> Problem.Type.HEADERS_TOO_LARGE.with("Send fewer or shorter headers.");
            default -> Problem.Type.BAD_REQUEST.with("The request is invalid; /q/openapi describes valid requests.");
        };
    }
}
