package dev.roomscribe.security;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.HexFormat;
import org.junit.jupiter.api.Test;

class HmacSha256Test {
    /** RFC 4231, test case 2. */
    private static final byte[] SIGNATURE =
            HexFormat.of().parseHex("5bdcc146bf60754e6a042426089575c75a003f089d2739839dec58b964ec3843");

    private final HmacSha256 hmac = new HmacSha256("Jefe".getBytes(UTF_8));

    @Test
    void partsAreSignedAsOneMessage() {
        assertThat(hmac.sign(bytes("what do ya want for nothing?"))).isEqualTo(SIGNATURE);
        assertThat(hmac.sign(bytes("what do ya want "), bytes("for nothing?"))).isEqualTo(SIGNATURE);
    }

    @Test
    void onlyTheSignatureOfTheMessageIsValid() {
        assertThat(hmac.verify(SIGNATURE, bytes("what do ya want for nothing?")))
                .isTrue();
        assertThat(hmac.verify(SIGNATURE, bytes("what do ya want for nothing!")))
                .isFalse();
        assertThat(hmac.verify(new byte[0], bytes("what do ya want for nothing?")))
                .isFalse();
    }

    private static byte[] bytes(String text) {
        return text.getBytes(UTF_8);
    }
}
