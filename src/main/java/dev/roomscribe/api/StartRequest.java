package dev.roomscribe.api;

import dev.roomscribe.session.StartOptions;
import org.jspecify.annotations.Nullable;

/**
 * The body of a start; everything in it may be left out.
 *
 * @param partials whether captions appear while somebody is still talking; default true
 */
record StartRequest(@Nullable Boolean partials) {
    static StartOptions options(@Nullable StartRequest request) {
        return request == null || request.partials == null ? StartOptions.DEFAULT : new StartOptions(request.partials);
    }
}
