package dev.roomscribe.fishjam.rest;

import com.fasterxml.jackson.databind.JsonNode;
import dev.roomscribe.fishjam.FishjamAddress;
import dev.roomscribe.fishjam.FishjamException;
import dev.roomscribe.fishjam.FishjamException.Reason;
import dev.roomscribe.fishjam.LogSanitizer;
import dev.roomscribe.fishjam.RestOptions;
import dev.roomscribe.http.HttpResponse;
import dev.roomscribe.http.HttpSender;
import dev.roomscribe.http.NoResponseException;
import dev.roomscribe.http.ResponseBody;
import dev.roomscribe.retry.Backoff;
import dev.roomscribe.runtime.EventLoop;
import dev.roomscribe.runtime.VertxEventLoop;
import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpClient;
import io.vertx.core.http.HttpClientOptions;
import io.vertx.core.http.RequestOptions;
import java.time.Duration;
import java.time.InstantSource;
import org.jspecify.annotations.Nullable;

/** Sends calls to Fishjam's REST API, retries where that is safe, and gives every failure its reason. */
public final class RestClient {
    private static final String VERSION = version();
    private static final int MAX_BODY_BYTES = 8 << 20;
    private static final Duration INITIAL_DELAY = Duration.ofMillis(250);
    /**
     * Also the maximum {@code Retry-After} that is respected; with a longer one, the call fails and the caller decides.
     */
    private static final Duration MAX_DELAY = Duration.ofSeconds(5);

    /**
     * Of a context that no verticle owns. Vert.x cancels the timers of a verticle when it is undeployed, and a call would
     * then never be answered.
     */
    private final EventLoop eventLoop;

    private final FishjamAddress address;
    private final String managementToken;
    private final RestOptions options;
    private final InstantSource clock;
    private final HttpClient http;
    private final HttpSender sender;
    private final Backoff backoff = Backoff.between(INITIAL_DELAY, MAX_DELAY);

    public RestClient(
            Vertx vertx, FishjamAddress address, String managementToken, RestOptions options, InstantSource clock) {
        eventLoop = VertxEventLoop.of(vertx.getOrCreateContext());
        this.address = address;
        this.managementToken = requireHeaderValue(managementToken);
        this.options = options;
        this.clock = clock;
        this.http = vertx.createHttpClient(new HttpClientOptions()
                .setConnectTimeout(Math.toIntExact(options.requestTimeout().toMillis()))
                // More than the starts that may wait for Fishjam (roomscribe.session.max-unconfirmed): those of rooms
                // for which it hangs must not delay the calls of other rooms.
                .setMaxPoolSize(150)
                // Well below the idle timeout of servers: a POST on a connection that the server has just closed
                // fails, and must not be retried.
                .setKeepAliveTimeout(15));
        this.sender = new HttpSender(vertx, http, options.requestTimeout(), ResponseBody.required(MAX_BODY_BYTES));
    }

    /** The message of Vert.x about an invalid header contains its value. */
    private static String requireHeaderValue(String token) {
        if (token.chars().anyMatch(Character::isISOControl)) {
            throw new IllegalArgumentException("The management token contains a control character, such as a newline");
        }
        return token;
    }

    /**
     * Sends a call.
     *
     * @return the {@code data} of the response, a missing node if it has none. Completed on the caller's event loop if it
     *     is on one, even if the caller's verticle is undeployed meanwhile
     */
    public Future<JsonNode> send(RestCall call) {
        Context caller = Vertx.currentContext();
        Future<JsonNode> outcome = eventLoop.call(() -> send(call, 1));
        return caller == null ? outcome : VertxEventLoop.of(caller).await(outcome);
    }

    private Future<JsonNode> send(RestCall call, int attempt) {
        return sender.send(request(call), body(call)).transform(result -> {
            if (result.failed()) {
                return onNoResponse(call, attempt, result.cause());
            }
            HttpResponse response = result.result();
            return response.isSuccessful()
                    ? Future.succeededFuture(
                            RestResponse.json(response.body().getBytes()).path("data"))
                    : onErrorStatus(call, attempt, response);
        });
    }

    private RequestOptions request(RestCall call) {
        RequestOptions request = new RequestOptions()
                .setAbsoluteURI(address.rest() + call.path())
                .setMethod(call.method())
                .putHeader("Authorization", "Bearer " + managementToken)
                .putHeader("Accept", "application/json")
                .putHeader("x-fishjam-api-client", "roomscribe/" + VERSION);
        return call.body() == null ? request : request.putHeader("Content-Type", "application/json");
    }

    private static @Nullable Buffer body(RestCall call) {
        return call.body() == null ? null : Buffer.buffer(call.body().toString());
    }

    private Future<JsonNode> onNoResponse(RestCall call, int attempt, Throwable cause) {
        boolean mayHaveBeenProcessed = !(cause instanceof NoResponseException known) || known.mayHaveBeenProcessed();
        String detail = cause instanceof NoResponseException
                ? cause.getMessage()
                : cause.getClass().getSimpleName();
        String what = call.purpose() + " failed, " + detail;
        FishjamException failure =
                mayHaveBeenProcessed ? new FishjamException(Reason.NO_RESPONSE, what) : FishjamException.notSent(what);
        return mayHaveBeenProcessed && !call.idempotent()
                ? Future.failedFuture(failure)
                : retry(call, attempt, failure);
    }

    private Future<JsonNode> onErrorStatus(RestCall call, int attempt, HttpResponse response) {
        int status = response.status();
        String detail =
                LogSanitizer.sanitize(RestResponse.errorDetail(response.body().getBytes()), managementToken);
        FishjamException failure = new FishjamException(
                Reason.ofStatus(status),
                status,
                call.purpose() + " failed, Fishjam answered " + status + (detail.isEmpty() ? "" : " (" + detail + ")"),
                response.retryDelay(clock.instant()).orElse(null));
        // A call that was rate limited was not processed; after any other failure it may have been.
        boolean retryable = failure.reason() == Reason.RATE_LIMITED || (status >= 500 && call.idempotent());
        return retryable ? retry(call, attempt, failure) : Future.failedFuture(failure);
    }

    private Future<JsonNode> retry(RestCall call, int attempt, FishjamException failure) {
        Duration delay = failure.retryAfter().orElseGet(() -> backoff.delay(attempt));
        if (attempt > options.retries() || delay.compareTo(MAX_DELAY) > 0) {
            return Future.failedFuture(failure);
        }
        return eventLoop.callAfter(delay, () -> send(call, attempt + 1));
    }

    private static String version() {
        String version = RestClient.class.getPackage().getImplementationVersion();
        return version == null ? "dev" : version;
    }

    public void close() {
        http.close();
    }
}
