package dev.roomscribe.fishjam.embedded.http;

import dev.roomscribe.fishjam.embedded.fault.Faults;
import io.vertx.core.Handler;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpServerRequest;
import java.util.Optional;

/** Handles HTTP requests: injects faults, checks the management token and calls the REST API. Runs on an event loop. */
public final class RestRequestHandler implements Handler<HttpServerRequest> {
    private static final String BEARER = "Bearer ";

    private final Vertx vertx;
    private final Faults faults;
    private final String managementToken;
    private final RestApi api;

    public RestRequestHandler(Vertx vertx, Faults faults, String managementToken, RestApi api) {
        this.vertx = vertx;
        this.faults = faults;
        this.managementToken = managementToken;
        this.api = api;
    }

    @Override
    public void handle(HttpServerRequest request) {
        // The body is read even if the request is refused: otherwise the connection could not be reused.
        request.body().onSuccess(body -> {
            long delay = isFaultRequest(request) ? 0 : faults.answerDelay().toMillis();
            if (delay == 0) {
                execute(request, body);
            } else {
                vertx.setTimer(delay, timer -> execute(request, body));
            }
        });
    }

    private void execute(HttpServerRequest request, Buffer body) {
        if (request.response().closed()) {
            return;
        }
        injectedAnswer(request).ifPresentOrElse(fault -> send(request, fault), () -> executeAndAnswer(request, body));
    }

    private void executeAndAnswer(HttpServerRequest request, Buffer body) {
        Optional<Faults.LostAnswer> lost = createsPeer(request) ? faults.nextLostCreation() : Optional.empty();
        RestResponse response = respond(request, body);
        if (lost.isEmpty()) {
            send(request, response);
        } else if (lost.get() == Faults.LostAnswer.CONNECTION_LOST) {
            request.connection().close();
        }
    }

    private static boolean createsPeer(HttpServerRequest request) {
        return request.method().equals(HttpMethod.POST)
                && String.valueOf(request.path()).endsWith("/peer");
    }

    private RestResponse respond(HttpServerRequest request, Buffer body) {
        try {
            RequestPath path = RequestPath.of(request.path());
            if (path.route().equals("validate")) {
                return RestResponse.empty(isAuthorized(request) ? 200 : 404);
            }
            checkToken(request);
            return api.call(request, path, body);
        } catch (HttpException e) {
            return RestResponse.error(e.status(), String.valueOf(e.getMessage()));
        } catch (IllegalArgumentException e) {
            return RestResponse.error(400, "Malformed path");
        }
    }

    private Optional<Faults.Answer> injectedAnswer(HttpServerRequest request) {
        return isFaultRequest(request) ? Optional.empty() : faults.nextAnswer();
    }

    /** Requests that control faults are exempt from faults: otherwise a fault could not be removed. */
    private static boolean isFaultRequest(HttpServerRequest request) {
        return String.valueOf(request.path()).endsWith("/faults");
    }

    private static void send(HttpServerRequest request, Faults.Answer fault) {
        request.response()
                .setStatusCode(fault.status())
                .putHeader("Content-Type", fault.contentType())
                .end(fault.body());
    }

    private static void send(HttpServerRequest request, RestResponse response) {
        request.response().setStatusCode(response.status());
        if (response.body() == null) {
            request.response().end();
        } else {
            request.response()
                    .putHeader("Content-Type", "application/json; charset=utf-8")
                    .end(response.body().toString());
        }
    }

    private boolean isAuthorized(HttpServerRequest request) {
        return (BEARER + managementToken).equals(request.getHeader("Authorization"));
    }

    private void checkToken(HttpServerRequest request) throws HttpException {
        String given = request.getHeader("Authorization");
        if (given == null || !given.startsWith(BEARER)) {
            throw new HttpException(401, "Missing token");
        }
        if (!isAuthorized(request)) {
            throw new HttpException(401, "Invalid token");
        }
    }
}
