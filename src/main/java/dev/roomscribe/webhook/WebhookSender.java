package dev.roomscribe.webhook;

import dev.roomscribe.http.HttpSender;
import dev.roomscribe.http.NoResponseException;
import dev.roomscribe.http.ResponseBody;
import io.vertx.core.Future;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.RequestOptions;
import io.vertx.core.net.SocketAddress;
import java.net.InetAddress;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Sends signed messages to one webhook URL. It resolves the host, checks every address and connects to an address that
 * was checked: if the HTTP client resolved the host again, the second answer could be another address. TLS verifies the
 * host name as usual. Confined to one event loop.
 */
final class WebhookSender {
    /** How long resolved addresses are used while deliveries succeed. */
    private static final Duration ADDRESS_LIFETIME = Duration.ofSeconds(30);
    /** The status is known before the body is read, and the rest of the body is not needed. */
    private static final int MAX_BODY_BYTES = 64 << 10;

    private final String sessionId;
    private final WebhookUrl url;
    private final WebhookContext context;
    private final WebhookPolicy policy;
    private final WebhookSigner signer;
    private final HostResolver resolver;
    private final HttpSender http;
    private final InstantSource clock;

    private @Nullable Future<List<InetAddress>> addresses;
    private long resolvedAtMs;
    /** Incremented by every failure, because some of a host's addresses may be unreachable, such as IPv6 ones. */
    private int addressIndex;

    WebhookSender(String sessionId, WebhookUrl url, WebhookContext context) {
        this.sessionId = sessionId;
        this.url = url;
        this.context = context;
        policy = context.policy();
        signer = context.signer();
        resolver = context.resolver();
        http = new HttpSender(
                context.vertx(),
                context.http(),
                context.limits().requestTimeout(),
                ResponseBody.discarded(MAX_BODY_BYTES));
        clock = context.clock();
    }

    /**
     * Attempts to deliver a message once, when this process may deliver events of the session; never fails.
     */
    Future<DeliveryResult> send(WebhookMessage message) {
        return context.eventLoop()
                .await(context.records().permission(sessionId))
                .compose(permitted -> post(message));
    }

    private Future<DeliveryResult> post(WebhookMessage message) {
        Buffer body = Buffer.buffer(message.json());
        return http.send(() -> addresses().map(resolved -> request(message, body, resolved)), body)
                .map(DeliveryResult::of)
                .otherwise(WebhookSender::noResponse)
                .onSuccess(this::onResult);
    }

    private static DeliveryResult noResponse(Throwable cause) {
        return DeliveryResult.noResponse(
                cause instanceof NoResponseException || cause instanceof AddressNotAllowedException
                        ? String.valueOf(cause.getMessage())
                        : "its host cannot be resolved");
    }

    private void onResult(DeliveryResult result) {
        if (!result.isAccepted()) {
            addressIndex++;
        }
        Future<?> resolved = addresses;
        boolean stale = !result.isAccepted() || clock.millis() - resolvedAtMs > ADDRESS_LIFETIME.toMillis();
        // A resolution that is still pending is used by the next attempt, instead of starting a second one.
        if (stale && resolved != null && resolved.isComplete()) {
            addresses = null;
        }
    }

    private Future<List<InetAddress>> addresses() {
        Future<List<InetAddress>> resolved = addresses;
        if (resolved == null) {
            resolvedAtMs = clock.millis();
            resolved = resolver.resolve(url.host()).compose(this::requireAllowed);
            addresses = resolved;
        }
        return resolved;
    }

    /** One private address rejects the host: a host with public and private addresses is suspicious. */
    private Future<List<InetAddress>> requireAllowed(List<InetAddress> resolved) {
        return resolved.stream().allMatch(policy::allows)
                ? Future.succeededFuture(resolved)
                : Future.failedFuture(new AddressNotAllowedException(
                        "its host has an address that is not public (roomscribe.webhook.allow-private)"));
    }

    private RequestOptions request(WebhookMessage message, Buffer body, List<InetAddress> resolved) {
        InetAddress address = resolved.get(addressIndex % resolved.size());
        long timestamp = clock.instant().getEpochSecond();
        return new RequestOptions()
                .setMethod(HttpMethod.POST)
                .setServer(SocketAddress.inetSocketAddress(url.port(), address.getHostAddress()))
                .setSsl(url.isHttps())
                .setHost(url.host())
                .setPort(url.port())
                .setURI(url.target())
                .putHeader("Host", url.authority())
                .putHeader("Content-Type", "application/json")
                .putHeader("User-Agent", "roomscribe")
                .putHeader("webhook-id", message.id())
                .putHeader("webhook-timestamp", Long.toString(timestamp))
                .putHeader("webhook-signature", signer.sign(message.id(), timestamp, body.getBytes()));
    }
}
