package dev.roomscribe.api;

import java.util.concurrent.CompletionStage;

/**
 * A response body of any length, generated while it is sent: the entity of a response, as {@code StreamingOutput} is, but
 * without a thread that blocks while the client does not read.
 */
@FunctionalInterface
interface StreamingBody {
    /**
     * Starts to write the body to the response and returns immediately. The status and the headers are sent with the
     * first bytes.
     *
     * @return completed when nothing more will be written, because the response ended or its connection was closed; fails
     *     if the body cannot be generated and nothing was written yet
     */
    CompletionStage<Void> send();
}
