package dev.roomscribe.session.presence;

import static dev.roomscribe.session.TestService.await;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.roomscribe.fishjam.FishjamAddress;
import dev.roomscribe.fishjam.FishjamOptions;
import dev.roomscribe.fishjam.client.FishjamClient;
import dev.roomscribe.fishjam.embedded.EmbeddedFishjam;
import dev.roomscribe.fishjam.embedded.EmbeddedOptions;
import dev.roomscribe.fishjam.notification.FishjamWebhook;
import io.vertx.core.Vertx;
import java.time.Duration;
import java.util.HexFormat;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Requests that the receiver of Fishjam's webhooks rejects. */
class FishjamWebhookReceiverTest {
    private static final byte[] NOTIFICATION = HexFormat.of().parseHex("120a0a027231120270311801");

    private final Vertx vertx = Vertx.vertx();
    private final EmbeddedFishjam fishjam = await(EmbeddedFishjam.start(vertx, EmbeddedOptions.defaults()));
    private final FishjamClient client = new FishjamClient(
            vertx, FishjamAddress.of(fishjam.url()), fishjam.managementToken(), FishjamOptions.defaults());
    private final RoomMonitor monitor = RoomMonitor.start(vertx, client, Duration.ofHours(5));
    private final FishjamWebhookReceiver receiver = new FishjamWebhookReceiver(new FishjamWebhook("right"), monitor);

    @AfterEach
    void close() {
        monitor.close();
        client.close();
        fishjam.close();
        await(vertx.close());
    }

    @Test
    void everyRequestIsRejectedWithoutASecret() {
        FishjamWebhookReceiver unconfigured = new FishjamWebhookReceiver(null, monitor);
        assertThat(rejection(unconfigured, NOTIFICATION, FishjamWebhook.signature("any", NOTIFICATION)))
                .isEqualTo(FishjamWebhookException.Reason.NOT_CONFIGURED);
    }

    @Test
    void missingOrWrongSignatureIsRejected() {
        assertThat(rejection(receiver, NOTIFICATION, null)).isEqualTo(FishjamWebhookException.Reason.INVALID_SIGNATURE);
        assertThat(rejection(receiver, NOTIFICATION, FishjamWebhook.signature("wrong", NOTIFICATION)))
                .isEqualTo(FishjamWebhookException.Reason.INVALID_SIGNATURE);
    }

    @Test
    void signedBodyThatIsNoNotificationIsRejected() {
        byte[] noise = {1, 2, 3};
        assertThat(rejection(receiver, noise, FishjamWebhook.signature("right", noise)))
                .isEqualTo(FishjamWebhookException.Reason.MALFORMED_BODY);
    }

    private static FishjamWebhookException.Reason rejection(
            FishjamWebhookReceiver receiver, byte[] body, String signature) {
        return catchThrowableOfType(FishjamWebhookException.class, () -> receiver.receive(body, signature))
                .reason();
    }
}
