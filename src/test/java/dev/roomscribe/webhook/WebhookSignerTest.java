package dev.roomscribe.webhook;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Signatures verify with the libraries of Standard Webhooks and with the example in docs/webhooks.md. */
class WebhookSignerTest {
    /** The specification's own example. */
    private static final String SECRET = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw";

    private static final String ID = "msg_p5jXN8AQM9LWM0D4loKWxJek";
    private static final long TIMESTAMP = 1_614_265_330;
    private static final String BODY = "{\"test\": 2432232314}";
    private static final String SIGNATURE = "v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE=";

    private static final String OTHER = "whsec_" + "A".repeat(32);

    @Test
    void theExampleOfTheSpecificationHasItsSignature() {
        assertThat(WebhookSigner.of(List.of(SECRET)).sign(ID, TIMESTAMP, BODY.getBytes(UTF_8)))
                .isEqualTo(SIGNATURE);
    }

    @Test
    void everySecretSignsDuringARotation() {
        assertThat(WebhookSigner.of(List.of(OTHER, SECRET))
                        .sign(ID, TIMESTAMP, BODY.getBytes(UTF_8))
                        .split(" ", -1))
                .hasSize(2)
                .contains(SIGNATURE);
    }

    @ParameterizedTest
    @ValueSource(strings = {"hunter2", "whsec_", "whsec_hunter2", "whsec_hunter2!", "whsec_aHVudGVyMg=="})
    void anInvalidSecretIsRejectedWithoutRepeatingIt(String secret) {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> WebhookSigner.of(List.of(secret)))
                .withNoCause()
                .satisfies(e -> assertThat(e.getMessage()).doesNotContain("hunter2", "aHVudGVyMg"));
        assertThat(WebhookSigner.of(List.of(SECRET))).asString().doesNotContain("MfKQ9r8G");
    }

    @Test
    void theDocumentedVerificationAcceptsOnlyValidSignatures(@TempDir Path directory)
            throws IOException, InterruptedException {
        Matcher example = Pattern.compile("```js\n(.*?)```", Pattern.DOTALL)
                .matcher(Files.readString(Path.of("docs/webhooks.md")));
        assertThat(example.find()).isTrue();
        Path script = directory.resolve("verify.mjs");
        Files.writeString(script, example.group(1) + """

                        const [secret, id, signature, body] = process.argv.slice(2);
                        const headers = timestamp => ({
                          'webhook-id': id, 'webhook-timestamp': timestamp, 'webhook-signature': signature });
                        console.log(verify(secret, headers('1614265330'), body, 1614265330));
                        console.log(verify(secret, headers('1614265330'), body + ' ', 1614265330));
                        console.log(verify(secret, headers('1614265331'), body, 1614265330));
                        console.log(verify(secret, headers('1614265330'), body, 1614265330 + 301));
                        console.log(verify(secret, headers('nonsense'), body, 1614265330));
                        """);
        Process node = new ProcessBuilder("node", script.toString(), SECRET, ID, "v1,AAAA " + SIGNATURE, BODY)
                .redirectErrorStream(true)
                .start();
        String output = new String(node.getInputStream().readAllBytes(), UTF_8);
        assertThat(output.lines()).containsExactly("true", "false", "false", "false", "false");
        assertThat(node.waitFor()).isZero();
    }
}
