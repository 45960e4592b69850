package dev.roomscribe.webhook;

import static dev.roomscribe.webhook.WebhookFixture.ALLOW_ALL;
import static dev.roomscribe.webhook.WebhookFixture.LONG;
import static dev.roomscribe.webhook.WebhookFixture.LONG_TIMEOUTS;
import static dev.roomscribe.webhook.WebhookFixture.PUBLIC_ONLY;
import static dev.roomscribe.webhook.WebhookFixture.QUICK;
import static dev.roomscribe.webhook.WebhookFixture.SESSION;
import static dev.roomscribe.webhook.WebhookFixture.await;
import static dev.roomscribe.webhook.WebhookFixture.clientOptions;
import static dev.roomscribe.webhook.WebhookFixture.ended;
import static dev.roomscribe.webhook.WebhookFixture.started;
import static dev.roomscribe.webhook.WebhookFixture.url;
import static org.assertj.core.api.Assertions.assertThat;

import dev.roomscribe.support.WebhookReceiver;
import dev.roomscribe.transcript.live.RoomTranscript;
import io.vertx.core.http.HttpServerOptions;
import io.vertx.core.net.PfxOptions;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Which addresses a webhook connects to, and under which name. */
class WebhookAddressTest {
    private final WebhookFixture fixture = new WebhookFixture();
    private final WebhookReceiver receiver = fixture.receiver;
    private final RoomTranscript room = fixture.room;

    @AfterEach
    void close() {
        fixture.close();
    }

    @Test
    void aHostWithAPrivateAddressIsNeverConnectedTo() {
        for (String inside : List.of("127.0.0.1", "::1", "10.0.0.1", "169.254.169.254")) {
            // A public address before it does not make the host acceptable.
            ScriptedResolver resolver = new ScriptedResolver("8.8.8.8", inside);
            Webhooks webhooks = fixture.webhooks(LONG_TIMEOUTS, PUBLIC_ONLY, resolver);
            Webhook webhook = webhooks.open(SESSION, url("http://hooks.example.com:" + receiver.port()), room);
            room.append(started());
            await().until(() -> resolver.queries.get() >= 3);
            assertThat(webhook.status().failure())
                    .contains("not public", "roomscribe.webhook.allow-private")
                    .doesNotContain(inside);
            await(webhooks.close(Duration.ofSeconds(1)));
        }
        assertThat(receiver.requests()).isEmpty();
    }

    /** Only the scripted resolver knows the host, so resolving it again in the HTTP client would fail. */
    @Test
    void theCheckedAddressIsConnectedToAndTheNextIsTriedAfterAFailure() {
        ScriptedResolver resolver = new ScriptedResolver("127.0.0.2", "127.0.0.1");
        Webhook webhook = fixture.webhooks(LONG_TIMEOUTS, ALLOW_ALL, resolver)
                .open(SESSION, url("http://hooks.invalid:" + receiver.port() + "/x"), room);
        room.append(started());
        room.append(ended());
        await(webhook.closed());
        assertThat(receiver.acceptedTypes()).containsExactly("session.started", "session.ended");
        assertThat(receiver.accepted()).allMatch(posted -> posted.host().equals("hooks.invalid:" + receiver.port()));
        assertThat(resolver.queries).hasValue(2);
    }

    /** DNS rebinding: the host has a public address when it is first resolved, and a private one a moment later. */
    @Test
    void anAddressIsCheckedAgainWhenTheHostIsResolvedAgain() {
        // 2000::1 is public by its range, but not allocated.
        ScriptedResolver resolver = new ScriptedResolver("127.0.0.1").first("2000::1");
        Webhook webhook = fixture.webhooks(
                        new WebhookLimits(Duration.ofMillis(500), QUICK, LONG, LONG), PUBLIC_ONLY, resolver)
                .open(SESSION, url("http://hooks.example.com:" + receiver.port()), room);
        room.append(started());
        await().until(() -> String.valueOf(webhook.status().failure()).contains("not public"));
        assertThat(resolver.queries).hasValueGreaterThan(1);
        assertThat(receiver.requests()).isEmpty();
    }

    @Test
    void tlsVerifiesTheHostNameAlthoughTheConnectionUsesAnAddress(@TempDir Path directory)
            throws IOException, InterruptedException {
        PfxOptions certificate = certificate(directory, "hooks.test");
        HttpServerOptions options = new HttpServerOptions()
                .setHost("127.0.0.1")
                .setPort(0)
                .setSsl(true)
                .setKeyCertOptions(certificate);
        ScriptedResolver resolver = new ScriptedResolver("127.0.0.1");
        try (WebhookReceiver secure = new WebhookReceiver(fixture.vertx, options)) {
            Webhooks webhooks = fixture.webhooks(
                    LONG_TIMEOUTS, ALLOW_ALL, resolver, clientOptions().setTrustOptions(certificate));
            Webhook right = webhooks.open(SESSION, url("https://hooks.test:" + secure.port()), room);
            Webhook wrong = webhooks.open(SESSION, url("https://other.test:" + secure.port()), room);
            room.append(started());
            room.append(ended());
            await(right.closed());
            await().until(() -> wrong.status().failure() != null);
            assertThat(wrong.status().failure()).startsWith("no connection");
            assertThat(wrong.status().delivered()).isZero();
            assertThat(secure.accepted())
                    .hasSize(2)
                    .allMatch(posted -> posted.host().startsWith("hooks.test"));

            Webhook untrusting = fixture.webhooks(LONG_TIMEOUTS, ALLOW_ALL, resolver)
                    .open(SESSION, url("https://hooks.test:" + secure.port()), room);
            room.append(started());
            await().until(() -> untrusting.status().failure() != null);
            assertThat(secure.accepted()).hasSize(2);
        }
    }

    private static PfxOptions certificate(Path directory, String name) throws IOException, InterruptedException {
        Path file = directory.resolve("certificate.p12");
        Process keytool = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "keytool")
                                .toString(),
                        "-genkeypair",
                        "-alias",
                        "a",
                        "-keyalg",
                        "EC",
                        "-dname",
                        "CN=" + name,
                        "-ext",
                        "san=dns:" + name,
                        "-storetype",
                        "PKCS12",
                        "-keystore",
                        file.toString(),
                        "-storepass",
                        "changeit")
                .inheritIO()
                .start();
        assertThat(keytool.waitFor()).isZero();
        return new PfxOptions().setPath(file.toString()).setPassword("changeit");
    }
}
