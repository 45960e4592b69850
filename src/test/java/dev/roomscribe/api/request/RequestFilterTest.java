package dev.roomscribe.api.request;

import static org.assertj.core.api.Assertions.assertThat;

import dev.roomscribe.api.RawHttpClient;
import dev.roomscribe.security.origin.AllowedHosts;
import dev.roomscribe.security.origin.AllowedOrigins;
import io.quarkus.vertx.http.runtime.filters.Filters;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpServer;
import io.vertx.ext.web.Router;
import java.net.URI;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The rules about hosts and origins, with hosts and origins in the configuration. */
class RequestFilterTest {
    private static final Vertx VERTX = Vertx.vertx();
    private static URI service;

    @BeforeAll
    static void serve() throws Exception {
        Filters filters = new Filters();
        new RequestFilter(
                        new AllowedHosts(AllowedHosts.Exposure.WITH_CREDENTIALS, List.of("captions.example.com")),
                        new AllowedOrigins(List.of("https://meet.example.org")))
                .register(filters);
        Router router = Router.router(VERTX);
        new FailedRequests().register(router);
        filters.getFilters().forEach(filter -> router.route().handler(filter.getHandler()));
        router.route("/fails").handler(http -> {
            http.response().putHeader("Retry-After", "7");
            http.fail(Integer.parseInt(http.request().getParam("status")));
        });
        router.route("/authentication").handler(http -> http.fail(401, new SecurityException("wrong token")));
        router.route("/authentication")
                .failureHandler(http -> http.response()
                        .setStatusCode(http.statusCode())
                        .putHeader("WWW-Authenticate", "Bearer")
                        .end());
        router.route().handler(http -> http.response().end("served"));
        HttpServer server = VERTX.createHttpServer()
                .requestHandler(router)
                .listen(0, "127.0.0.1")
                .toCompletionStage()
                .toCompletableFuture()
                .get();
        service = URI.create("http://127.0.0.1:" + server.actualPort());
    }

    @AfterAll
    static void close() throws Exception {
        VERTX.close().toCompletionStage().toCompletableFuture().get();
    }

    @ParameterizedTest
    @CsvSource({
        "Host: captions.example.com, 200",
        "Host: captions.example.com:8080, 200",
        // The address that the client is connected to, as Kubernetes probes name it.
        "Host: 127.0.0.1:9000, 200",
        "Host: localhost, 421",
        "Host: evil.example, 421",
        "Host: captions.example.com.evil.example, 421",
        "X: no host, 400",
        "Host:, 400",
        "Host: a b, 400",
        "Host: http://captions.example.com/, 400"
    })
    void onlyAllowedHostsAreServed(String header, int status) {
        assertThat(status("GET", header)).isEqualTo(status);
        assertThat(status("POST", header)).isEqualTo(status);
    }

    @Test
    void twoHostsAreRefusedAlsoIfTheyAreEqual() {
        assertThat(status("GET", "Host: captions.example.com\nHost: captions.example.com"))
                .isEqualTo(400);
    }

    @Test
    void hostOfTheRequestLineMustBeThatOfTheHeader() {
        try (RawHttpClient client = new RawHttpClient(service)) {
            assertThat(client.send("GET http://evil.example/ HTTP/1.1\nHost: captions.example.com\n\n")
                            .readHead()
                            .status())
                    .isEqualTo(400);
        }
    }

    @ParameterizedTest
    @CsvSource({
        "Origin: https://evil.example, 403",
        "Origin: null, 403",
        "Origin: http://captions.example.com:81, 403",
        "Origin: https://captions.example.com.evil.example, 403",
        "Sec-Fetch-Site: cross-site, 403",
        "Sec-Fetch-Site: same-site, 403",
        "Origin: http://captions.example.com, 200",
        "Origin: https://captions.example.com, 200",
        "Origin: https://meet.example.org, 200",
        "Sec-Fetch-Site: same-origin, 200",
        "Sec-Fetch-Site: none, 200",
        "User-Agent: curl/8, 200"
    })
    void onlyOwnAndConfiguredOriginsMayChangeSomething(String header, int status) {
        String headers = "Host: captions.example.com\n" + header;
        for (String method : List.of("POST", "DELETE", "PUT", "PATCH", "FOO")) {
            assertThat(status(method, headers)).as(method).isEqualTo(status);
        }
        for (String method : List.of("GET", "HEAD", "OPTIONS")) {
            assertThat(status(method, headers)).as(method).isEqualTo(200);
        }
    }

    @Test
    void secondForeignOriginIsNotOverlooked() {
        assertThat(status(
                        "POST",
                        "Host: captions.example.com\nOrigin: https://meet.example.org\nOrigin: https://evil.example"))
                .isEqualTo(403);
    }

    @Test
    void responsesCanBeReadByConfiguredOriginsOnly() {
        RawHttpClient.Head allowed = head("GET", "Host: captions.example.com\nOrigin: https://meet.example.org");
        assertThat(allowed.headers())
                .containsEntry("access-control-allow-origin", "https://meet.example.org")
                .containsEntry("vary", "origin");
        assertThat(allowed.headers().get("access-control-expose-headers").split(", "))
                .contains("Content-Disposition", "ETag", "Location", "Retry-After", "RateLimit", "RateLimit-Policy");
        for (String origin : List.of("https://evil.example", "http://captions.example.com", "null")) {
            assertThat(head("GET", "Host: captions.example.com\nOrigin: " + origin)
                            .headers())
                    .doesNotContainKey("access-control-allow-origin")
                    .containsEntry("vary", "origin");
        }
    }

    @Test
    void preflightOfAConfiguredOriginIsAnswered() {
        RawHttpClient.Head head = head(
                "OPTIONS",
                "Host: captions.example.com\nOrigin: https://meet.example.org\nAccess-Control-Request-Method: DELETE");
        assertThat(head.status()).isEqualTo(204);
        assertThat(head.headers().get("access-control-allow-methods")).contains("DELETE");
        assertThat(head.headers().get("access-control-allow-headers")).contains("Content-Type");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "Accept: text/plain; charset=\"",
                "Content-Type: gzip",
                "Content-Type: ///",
                "Content-Encoding: gzip",
                "Content-Encoding: \""
            })
    void malformedHeadersAndCompressedBodiesAreRefused(String header) {
        assertThat(status("POST", "Host: captions.example.com\n" + header)).isIn(400, 415);
    }

    @ParameterizedTest
    @ValueSource(ints = {400, 401, 403, 404, 408, 409, 410, 422, 429})
    void refusalOfALibraryKeepsItsStatusAndHeaders(int status) {
        try (RawHttpClient client = new RawHttpClient(service)) {
            RawHttpClient.Head head = client.send(
                            "GET /fails?status=" + status + " HTTP/1.1\nHost: captions.example.com\n\n")
                    .readHead();
            assertThat(head.status()).isEqualTo(status);
            assertThat(head.headers())
                    .containsEntry("content-type", "application/problem+json")
                    .containsEntry("retry-after", "7");
            assertThat(client.read(Integer.parseInt(head.headers().get("content-length"))))
                    .contains("\"status\":" + status);
        }
    }

    @Test
    void failedAuthenticationIsAnsweredWithItsChallenge() {
        try (RawHttpClient client = new RawHttpClient(service)) {
            RawHttpClient.Head head = client.send("GET /authentication HTTP/1.1\nHost: captions.example.com\n\n")
                    .readHead();
            assertThat(head.status()).isEqualTo(401);
            assertThat(head.headers()).containsEntry("www-authenticate", "Bearer");
        }
    }

    @Test
    void connectionIsUsedForTheNextRequestAfterARefusalWithABody() {
        try (RawHttpClient client = new RawHttpClient(service)) {
            String refused = "POST /;x HTTP/1.1\nHost: captions.example.com\nContent-Length: 4\n\nbody";
            RawHttpClient.Head first = client.send(refused).readHead();
            assertThat(first.status()).isEqualTo(400);
            client.read(Integer.parseInt(first.headers().get("content-length")));
            assertThat(client.send("GET / HTTP/1.1\nHost: captions.example.com\n\n")
                            .readHead()
                            .status())
                    .isEqualTo(200);
        }
    }

    private static int status(String method, String headers) {
        RawHttpClient.Head head = head(method, headers);
        if (head.status() >= 400) {
            assertThat(head.headers()).containsEntry("content-type", "application/problem+json");
        }
        return head.status();
    }

    private static RawHttpClient.Head head(String method, String headers) {
        try (RawHttpClient client = new RawHttpClient(service)) {
            return client.send(method + " / HTTP/1.1\n" + headers + "\n\n").readHead();
        }
    }
}
