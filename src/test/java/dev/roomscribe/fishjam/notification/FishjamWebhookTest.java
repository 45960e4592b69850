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

/** A webhook believes only what is signed with its secret. */
class FishjamWebhookTest {
    private static final String HEX = "5f41cd3d02ec060d4030a5bce5ad593a75944245f007fd137bef04b2f62472b5";
    private static final byte[] ROOM_CREATED = HexFormat.of().parseHex("52040a027231");

    private final FishjamWebhook webhook = new FishjamWebhook("webhook-secret");

    @ParameterizedTest
    @ValueSource(strings = {"sha256=" + HEX, HEX, "  sha256=" + HEX + "\t"})
    void aGoodSignatureIsTakenWithItsPrefixOrWithout(String signature) {
        assertThat(webhook.read(ROOM_CREATED, signature)).containsExactly(new RoomNotification.RoomCreated("r1"));
    }

    @ParameterizedTest
    @NullSource
    @ValueSource(strings = {"", "sha256=", "sha256=5f41", "sha256=" + HEX + "00", "sha1=" + HEX, "ä"})
    void aBadSignatureIsA401AndTheSecretStaysSecret(String signature) {
        WebhookRejectedException rejected =
                catchThrowableOfType(WebhookRejectedException.class, () -> webhook.read(ROOM_CREATED, signature));

        assertThat(rejected.status()).isEqualTo(401);
        assertThat(rejected).hasMessageNotContaining("webhook-secret");
        assertThat(webhook.toString()).doesNotContain("webhook-secret");
    }

    @Test
    void upperCaseHexIsRefusedAsTheOfficialSdksDo() {
        String upper = "sha256=" + HEX.toUpperCase(Locale.ROOT);

        assertThatThrownBy(() -> webhook.read(ROOM_CREATED, upper)).isInstanceOf(WebhookRejectedException.class);
    }

    @Test
    void oneOtherByteInTheBodyBreaksTheSignature() {
        byte[] forged = ROOM_CREATED.clone();
        forged[5]++;

        assertThatThrownBy(() -> webhook.read(forged, "sha256=" + HEX)).isInstanceOf(WebhookRejectedException.class);
    }

    @Test
    void aSignedBodyThatIsNoNotificationIsA400() {
        byte[] nonsense = {(byte) 0xff};
        WebhookRejectedException rejected = catchThrowableOfType(
                WebhookRejectedException.class,
                () -> webhook.read(nonsense, FishjamWebhook.signature("webhook-secret", nonsense)));

        assertThat(rejected.status()).isEqualTo(400);
    }

    @Test
    void withoutASecretThereIsNoWebhook() {
        assertThatThrownBy(() -> new FishjamWebhook(" ")).hasMessageContaining("secret is blank");
    }
}
