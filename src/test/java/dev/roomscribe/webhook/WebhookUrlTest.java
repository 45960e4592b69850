package dev.roomscribe.webhook;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Which URLs are valid, which are allowed, and which part of them is shown. */
class WebhookUrlTest {
    private static final WebhookPolicy HTTPS_AND_PUBLIC_ONLY = new WebhookPolicy(false, false, Set.of());

    @ParameterizedTest
    @CsvSource({
        "'', https://",
        "hooks.example.com, https://",
        "ftp://hooks.example.com/, https://",
        "file:///etc/passwd, https://",
        "https://, well formed",
        "https:///path, no valid host",
        "https://ana:s3cret@hooks.example.com/, password",
        "https://hooks.example.com/#s3cret, fragment",
        "https://hooks.example.com:0/, port",
        "https://hooks.example.com:65536/, port",
        "https://hooks.example.com/a b?s3cret, character 27",
        "https://übung.example/, xn--",
        "https://2130706433/, no valid host",
        "https://99999999999/, no valid host",
        "https://0x7f.1/, no valid host",
        "https://[fe80::1%25eth0]/, no valid host",
    })
    void anInvalidUrlIsRejectedWithoutRepeatingIt(String url, String message) {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> WebhookUrl.of(url))
                .withMessageStartingWith("webhook_url ")
                .withMessageContaining(message)
                .satisfies(e -> assertThat(e.getMessage()).doesNotContain("s3cret"));
    }

    @Test
    void aTooLongUrlIsRejected() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> WebhookUrl.of("https://hooks.example.com/" + "x".repeat(2_048)))
                .withMessageContaining("2048");
    }

    @Test
    void onlyTheOriginIsShown() {
        WebhookUrl url = WebhookUrl.of("HTTPS://Hooks.Example.com:8443/s3cret/%C3%BC?token=s3cret&x=1");
        assertThat(url).hasToString("https://hooks.example.com:8443");
        assertThat(url.host()).isEqualTo("hooks.example.com");
        assertThat(url.port()).isEqualTo(8443);
        assertThat(url.target()).isEqualTo("/s3cret/%C3%BC?token=s3cret&x=1");
        assertThat(url).isNotEqualTo(WebhookUrl.of("https://hooks.example.com:8443/other"));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "https://127.0.0.1/",
                "https://localhost/",
                "https://LOCALHOST:8443/",
                "https://room.localhost/",
                "https://10.1.2.3/",
                "https://169.254.169.254/latest/meta-data",
                "https://[::1]/",
                "https://[::ffff:127.0.0.1]/",
                "https://[::127.0.0.1]/",
                "https://[64:ff9b::7f00:1]/",
                "https://[2002:7f00:1::]/",
                "https://[fd00::1]/",
                "https://0.0.0.0/",
                "https://255.255.255.255/",
            })
    void aPrivateAddressIsRejectedUnlessAllowed(String given) {
        WebhookUrl url = WebhookUrl.of(given);
        assertThatIllegalArgumentException()
                .isThrownBy(() -> HTTPS_AND_PUBLIC_ONLY.check(url))
                .withMessageContaining("roomscribe.webhook.allow-private");
        assertThatCode(() -> new WebhookPolicy(false, true, Set.of()).check(url))
                .doesNotThrowAnyException();
    }

    @Test
    void plainHttpIsRejectedUnlessAllowed() {
        WebhookUrl url = WebhookUrl.of("http://hooks.example.com/");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> HTTPS_AND_PUBLIC_ONLY.check(url))
                .withMessageContaining("roomscribe.webhook.allow-http");
        assertThatCode(() -> new WebhookPolicy(true, false, Set.of()).check(url))
                .doesNotThrowAnyException();
    }

    @ParameterizedTest
    @CsvSource({
        "https://hooks.example.com/, true",
        "https://a.example.org/, true",
        "https://a.b.example.org/, true",
        "https://example.org/, false",
        "https://badexample.org/, false",
        "https://hooks.example.com.evil.net/, false",
    })
    void onlyListedHostsAreAllowed(String given, boolean allowed) {
        WebhookPolicy listed = new WebhookPolicy(false, false, Set.of("Hooks.example.com", "*.example.org"));
        if (allowed) {
            assertThatCode(() -> listed.check(WebhookUrl.of(given))).doesNotThrowAnyException();
        } else {
            assertThatIllegalArgumentException()
                    .isThrownBy(() -> listed.check(WebhookUrl.of(given)))
                    .withMessageContaining("roomscribe.webhook.allowed-hosts");
        }
    }
}
