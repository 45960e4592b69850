package dev.roomscribe.api;

import dev.roomscribe.session.presence.FishjamWebhookReceiver;
import io.smallrye.common.annotation.NonBlocking;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.HeaderParam;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.core.MediaType;
import org.jspecify.annotations.Nullable;

/**
 * Receives the webhooks that Fishjam posts. The response does not wait for the reads of rooms that a webhook causes.
 */
@Path("/fishjam/webhooks")
class FishjamWebhookResource {
    private final FishjamWebhookReceiver receiver;

    FishjamWebhookResource(FishjamWebhookReceiver receiver) {
        this.receiver = receiver;
    }

    @POST
    @Consumes(MediaType.WILDCARD)
    @NonBlocking
    public void receive(byte @Nullable [] body, @HeaderParam("x-fishjam-signature-256") @Nullable String signature) {
        receiver.receive(body == null ? new byte[0] : body, signature);
    }
}
