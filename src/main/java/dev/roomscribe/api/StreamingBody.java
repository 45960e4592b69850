package dev.roomscribe.api;

import org.jboss.resteasy.reactive.server.vertx.VertxResteasyReactiveRequestContext;

/** A response's body of any length, which is made while it is sent. */
interface StreamingBody {
    /** Sends it and then closes the request, which was suspended for that; returns before. */
    void send(VertxResteasyReactiveRequestContext request);
}
