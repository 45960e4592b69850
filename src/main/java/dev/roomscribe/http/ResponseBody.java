package dev.roomscribe.http;

/**
 * What a sender does with the body of a response.
 *
 * @param maxBytes the longest body that is read; a longer one resets the connection
 * @param required whether the body is kept and has to be complete; if not, the body is read only so that the connection
 *     can be used again, and the status alone makes a response
 */
public record ResponseBody(int maxBytes, boolean required) {
    /** Keeps the body. A body that is too long, late or incomplete makes the request fail. */
    public static ResponseBody required(int maxBytes) {
        return new ResponseBody(maxBytes, true);
    }

    /** Discards the body. A body that is too long, late or incomplete has no effect. */
    public static ResponseBody discarded(int maxBytes) {
        return new ResponseBody(maxBytes, false);
    }
}
