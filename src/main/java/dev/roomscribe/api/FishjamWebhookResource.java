package dev.roomscribe.api;

import dev.roomscribe.api.access.Public;
import dev.roomscribe.api.limit.RequestLimits;
import dev.roomscribe.security.limit.LimitedAction;
import dev.roomscribe.session.presence.FishjamWebhookException;
import dev.roomscribe.session.presence.FishjamWebhookReceiver;
import io.smallrye.common.annotation.NonBlocking;
import io.vertx.ext.web.RoutingContext;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.HeaderParam;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.core.MediaType;
import org.jspecify.annotations.Nullable;

/**
 * Receives the webhooks that Fishjam posts. The response does not wait for the reads of rooms that a webhook causes.
 */
@Path(FishjamWebhookResource.PATH)
class FishjamWebhookResource {
    static final String PATH = "/fishjam/webhooks";
    static final String SIGNATURE_HEADER = "x-fishjam-signature-256";

    private final FishjamWebhookReceiver receiver;
    private final RequestLimits limits;

    FishjamWebhookResource(FishjamWebhookReceiver receiver, RequestLimits limits) {
        this.receiver = receiver;
        this.limits = limits;
    }

    @POST
    @Public
    @Consumes(MediaType.WILDCARD)
    @NonBlocking
    public void receive(
            byte @Nullable [] body, @HeaderParam(SIGNATURE_HEADER) @Nullable String signature, RoutingContext http) {
        try {
            receiver.receive(body == null ? new byte[0] : body, signature);
        } catch (FishjamWebhookException e) {
            if (e.reason() == FishjamWebhookException.Reason.INVALID_SIGNATURE) {
                // Never refuses a signed webhook: otherwise others at the same address could keep Fishjam out.
                limits.use(LimitedAction.FAILED_AUTHENTICATIONS, http);
            }
            throw e;
        }
    }
}
