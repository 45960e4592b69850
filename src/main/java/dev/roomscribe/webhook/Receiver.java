package dev.roomscribe.webhook;

import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpClient;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.RequestOptions;
import io.vertx.core.net.SocketAddress;
import java.net.InetAddress;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Whoever answers at a webhook's URL. Its name is looked up here, every address it leads to is checked, and the connection
 * goes to one that was: between a check and a look-up of its own, an HTTP client could be led elsewhere. TLS checks the
 * name as ever. Confined to one event loop.
 */
final class Receiver {
    /** How long a look-up holds while attempts succeed. */
    private static final Duration KEPT = Duration.ofSeconds(30);

    private final WebhookUrl url;
    private final WebhookPolicy policy;
    private final WebhookSigner signer;
    private final HostResolver resolver;
    private final HttpClient http;
    private final Vertx vertx;
    private final InstantSource clock;
    private final Duration timeout;

    private @Nullable Future<List<InetAddress>> addresses;
    private long lookedUpAtMs;
    /** Moves on with every failure: a host may have addresses that do not answer, of a protocol not spoken here, say. */
    private int turn;

    Receiver(WebhookUrl url, WebhookContext post) {
        this.url = url;
        policy = post.policy();
        signer = post.signer();
        resolver = post.resolver();
        http = post.http();
        vertx = post.vertx();
        clock = post.clock();
        timeout = post.limits().timeout();
    }

    /** Posts a letter once; never fails. */
    Future<DeliveryResult> post(WebhookMessage letter) {
        Buffer body = Buffer.buffer(letter.json());
        return Attempt.send(vertx, http, () -> addresses().map(known -> request(letter, body, known)), body, timeout)
                .onSuccess(this::remember);
    }

    private void remember(DeliveryResult answer) {
        if (!answer.isAccepted()) {
            turn++;
        }
        Future<?> asked = addresses;
        boolean stale = !answer.isAccepted() || clock.millis() - lookedUpAtMs > KEPT.toMillis();
        // A look-up that is still under way is waited for by the next attempt: no second one beside it.
        if (stale && asked != null && asked.isComplete()) {
            addresses = null;
        }
    }

    private Future<List<InetAddress>> addresses() {
        Future<List<InetAddress>> known = addresses;
        if (known == null) {
            lookedUpAtMs = clock.millis();
            known = resolver.resolve(url.host()).compose(this::checked);
            addresses = known;
        }
        return known;
    }

    /** One address that is not public is enough: who answers with both is up to something. */
    private Future<List<InetAddress>> checked(List<InetAddress> found) {
        return found.stream().allMatch(policy::allows)
                ? Future.succeededFuture(found)
                : Future.failedFuture(new UnreachableException(
                        "its name leads to an address that is not public (roomscribe.webhook.allow-private)"));
    }

    private RequestOptions request(WebhookMessage letter, Buffer body, List<InetAddress> known) {
        InetAddress address = known.get(turn % known.size());
        long timestamp = clock.instant().getEpochSecond();
        return new RequestOptions()
                .setMethod(HttpMethod.POST)
                .setServer(SocketAddress.inetSocketAddress(url.port(), address.getHostAddress()))
                .setSsl(url.secure())
                .setHost(url.host())
                .setPort(url.port())
                .setURI(url.target())
                .putHeader("Host", url.authority())
                .putHeader("Content-Type", "application/json")
                .putHeader("User-Agent", "roomscribe")
                .putHeader("webhook-id", letter.id())
                .putHeader("webhook-timestamp", Long.toString(timestamp))
                .putHeader("webhook-signature", signer.sign(letter.id(), timestamp, body.getBytes()));
    }
}
