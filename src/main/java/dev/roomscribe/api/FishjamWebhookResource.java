package dev.roomscribe.api;

import dev.roomscribe.session.presence.FishjamWebhookReceiver;
import io.smallrye.common.annotation.NonBlocking;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.HeaderParam;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.core.MediaType;
import org.jspecify.annotations.Nullable;

/** Where Fishjam posts what happens in its rooms. Answered before anything comes of it. */
@Path("/fishjam/webhooks")
class FishjamWebhookResource {
    private final FishjamWebhookReceiver hints;

    FishjamWebhookResource(FishjamWebhookReceiver hints) {
        this.hints = hints;
    }

    @POST
    @Consumes(MediaType.WILDCARD)
    @NonBlocking
    public void receive(byte @Nullable [] body, @HeaderParam("x-fishjam-signature-256") @Nullable String signature) {
        hints.receive(body == null ? new byte[0] : body, signature);
    }
}
