package dev.roomscribe.fishjam.embedded;

/** A REST call that is answered with an error. */
final class Refusal extends Exception {
    private static final long serialVersionUID = 1L;

    private final int status;

    Refusal(int status, String message) {
        super(message, null, false, false);
        this.status = status;
    }

    static Refusal badRequest(String message) {
        return new Refusal(400, message);
    }

    static Refusal notFound(String kind, String id) {
        return new Refusal(404, kind + " " + id + " does not exist");
    }

    int status() {
        return status;
    }
}
