package dev.roomscribe.fishjam.rest;

import com.fasterxml.jackson.databind.JsonNode;
import dev.roomscribe.fishjam.Backoff;
import dev.roomscribe.fishjam.FishjamAddress;
import dev.roomscribe.fishjam.FishjamException;
import dev.roomscribe.fishjam.FishjamException.Reason;
import dev.roomscribe.fishjam.FishjamOptions;
import dev.roomscribe.fishjam.LogSanitizer;
import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpClient;
import io.vertx.core.http.HttpClientOptions;
import io.vertx.core.http.RequestOptions;
import java.time.Clock;
import java.time.Duration;
import java.util.concurrent.ThreadLocalRandom;
import org.jspecify.annotations.Nullable;

/** Sends calls to Fishjam's REST API, tries again where that is safe, and gives every failure its reason. */
public final class RestClient {
    private static final String VERSION = version();

    private final Vertx vertx;
    /** Nobody's: timers of a verticle's context are gone when it is undeployed, and a call would never be answered. */
    private final Context neutral;

    private final FishjamAddress address;
    private final String managementToken;
    private final FishjamOptions options;
    private final Clock clock;
    private final HttpClient http;
    private final Backoff backoff =
            new Backoff(() -> ThreadLocalRandom.current().nextDouble());

    public RestClient(
            Vertx vertx, FishjamAddress address, String managementToken, FishjamOptions options, Clock clock) {
        this.vertx = vertx;
        this.neutral = vertx.getOrCreateContext();
        this.address = address;
        this.managementToken = managementToken;
        this.options = options;
        this.clock = clock;
        this.http = vertx.createHttpClient(new HttpClientOptions()
                .setConnectTimeout(Math.toIntExact(options.requestTimeout().toMillis()))
                .setMaxPoolSize(20)
                // Well below what servers keep idle connections for: a POST that meets a connection
                // just closed fails, and must not be tried again.
                .setKeepAliveTimeout(15));
    }

    /**
     * Returns the {@code data} of the answer; a missing node if it had none. Completed on the event loop of the caller,
     * if it is on one, whatever becomes of the caller's verticle meanwhile.
     */
    public Future<JsonNode> send(RestCall call) {
        Context caller = Vertx.currentContext();
        Promise<JsonNode> outcome = Promise.promise();
        neutral.runOnContext(now -> send(call, 1).onComplete(answer -> {
            if (caller == null) {
                outcome.handle(answer);
            } else {
                caller.runOnContext(then -> outcome.handle(answer));
            }
        }));
        return outcome.future();
    }

    private Future<JsonNode> send(RestCall call, int tries) {
        return HttpAttempt.send(vertx, http, request(call), body(call), options.requestTimeout())
                .transform(attempt -> {
                    if (attempt.failed()) {
                        return unanswered(call, tries, attempt.cause());
                    }
                    HttpAnswer answer = attempt.result();
                    return answer.successful()
                            ? Future.succeededFuture(answer.json().path("data"))
                            : refused(call, tries, answer);
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
        return call.body() == null ? null : Buffer.buffer(HttpAnswer.bytes(call.body()));
    }

    private Future<JsonNode> unanswered(RestCall call, int tries, Throwable cause) {
        boolean sent = !(cause instanceof HttpAttempt.Unanswered known) || known.sent();
        String why = cause instanceof HttpAttempt.Unanswered
                ? cause.getMessage()
                : cause.getClass().getSimpleName();
        FishjamException failure = new FishjamException(Reason.NO_ANSWER, call.purpose() + " failed, " + why);
        return sent && !call.repeatable() ? Future.failedFuture(failure) : again(call, tries, failure);
    }

    private Future<JsonNode> refused(RestCall call, int tries, HttpAnswer answer) {
        String explanation = LogSanitizer.tame(answer.explanation(), managementToken);
        FishjamException failure = new FishjamException(
                reasonOf(answer.status()),
                answer.status(),
                call.purpose() + " failed, Fishjam answered " + answer.status()
                        + (explanation.isEmpty() ? "" : " (" + explanation + ")"),
                answer.retryDelay(clock));
        // A call that met the rate limit was not acted on; after any other failure one cannot know.
        boolean hopeful = failure.reason() == Reason.RATE_LIMITED || (answer.status() >= 500 && call.repeatable());
        return hopeful ? again(call, tries, failure) : Future.failedFuture(failure);
    }

    private Future<JsonNode> again(RestCall call, int tries, FishjamException failure) {
        Duration delay = failure.retryAfter().orElseGet(() -> backoff.after(tries));
        if (tries > options.retries() || !Backoff.worthWaiting(delay)) {
            return Future.failedFuture(failure);
        }
        Promise<JsonNode> outcome = Promise.promise();
        vertx.setTimer(
                Math.max(1, delay.toMillis()), timer -> send(call, tries + 1).onComplete(outcome));
        return outcome.future();
    }

    public static Reason reasonOf(int status) {
        return switch (status) {
            case 401, 403 -> Reason.UNAUTHORIZED;
            case 402 -> Reason.QUOTA_EXCEEDED;
            case 404 -> Reason.NOT_FOUND;
            case 409 -> Reason.PEER_LIMIT;
            case 429 -> Reason.RATE_LIMITED;
            case 503 -> Reason.UNAVAILABLE;
            default -> {
                if (status >= 500) {
                    yield Reason.SERVER_ERROR;
                }
                // Redirects are not followed: the token is meant for one host.
                yield status >= 400 ? Reason.BAD_REQUEST : Reason.UNINTELLIGIBLE;
            }
        };
    }

    private static String version() {
        String version = RestClient.class.getPackage().getImplementationVersion();
        return version == null ? "dev" : version;
    }

    public void close() {
        http.close();
    }
}
