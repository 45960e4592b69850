package dev.roomscribe.fishjam.embedded.http;

/** A REST request that is answered with an error; the message is the {@code errors} field of the body. */
final class HttpException extends Exception {
    private static final long serialVersionUID = 1L;

    private final int status;

    HttpException(int status, String message) {
        super(message, null, false, false);
        this.status = status;
    }

    static HttpException badRequest(String message) {
        return new HttpException(400, message);
    }

    static HttpException notFound(String kind, String id) {
        return new HttpException(404, kind + " " + id + " does not exist");
    }

    int status() {
        return status;
    }
}
