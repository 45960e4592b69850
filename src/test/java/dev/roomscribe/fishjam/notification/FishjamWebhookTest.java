package dev.roomscribe.fishjam.notification;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.util.HexFormat;
import java.util.Locale;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.NullSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Only requests that are signed with the webhook's secret are decoded. */
class FishjamWebhookTest {
    private static final String HEX = "5f41cd3d02ec060d4030a5bce5ad593a75944245f007fd137bef04b2f62472b5";
    private static final byte[] ROOM_CREATED = HexFormat.of().parseHex("52040a027231");

    private final FishjamWebhook webhook = new FishjamWebhook("webhook-secret");

    @ParameterizedTest
    @ValueSource(strings = {"sha256=" + HEX, HEX, "  sha256=" + HEX + "\t"})
    void aValidSignatureIsAcceptedWithAndWithoutItsPrefix(String signature) {
        assertThat(webhook.read(ROOM_CREATED, signature)).containsExactly(new RoomNotification.RoomCreated("r1"));
    }

    @ParameterizedTest
    @NullSource
    @ValueSource(strings = {"", "sha256=", "sha256=5f41", "sha256=" + HEX + "00", "sha1=" + HEX, "ä"})
    void anInvalidSignatureIsA401WithoutTheSecretInTheMessage(String signature) {
        WebhookRejectedException rejected =
                catchThrowableOfType(WebhookRejectedException.class, () -> webhook.read(ROOM_CREATED, signature));

        assertThat(rejected.status()).isEqualTo(401);
        assertThat(rejected).hasMessageNotContaining("webhook-secret");
        assertThat(webhook.toString()).doesNotContain("webhook-secret");
    }

    @Test
    void upperCaseHexIsRejectedAsByTheOfficialSdks() {
        String upper = "sha256=" + HEX.toUpperCase(Locale.ROOT);

        assertThatThrownBy(() -> webhook.read(ROOM_CREATED, upper)).isInstanceOf(WebhookRejectedException.class);
    }

    @Test
    void aChangedByteInTheBodyInvalidatesTheSignature() {
        byte[] forged = ROOM_CREATED.clone();
        forged[5]++;

        assertThatThrownBy(() -> webhook.read(forged, "sha256=" + HEX)).isInstanceOf(WebhookRejectedException.class);
    }

    @Test
    void aSignedBodyThatIsNotANotificationIsA400() {
        byte[] malformed = {(byte) 0xff};
        WebhookRejectedException rejected = catchThrowableOfType(
                WebhookRejectedException.class,
                () -> webhook.read(malformed, FishjamWebhook.signature("webhook-secret", malformed)));

        assertThat(rejected.status()).isEqualTo(400);
    }

    @Test
    void aBlankSecretIsRejected() {
        assertThatThrownBy(() -> new FishjamWebhook(" ")).hasMessageContaining("secret is blank");
    }
}
