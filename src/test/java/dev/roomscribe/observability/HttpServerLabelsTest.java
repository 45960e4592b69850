package dev.roomscribe.observability;

import static io.restassured.RestAssured.given;
import static io.restassured.RestAssured.when;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import dev.roomscribe.support.Management;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.Meter;
import io.micrometer.core.instrument.Metrics;
import io.micrometer.core.instrument.Timer;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.quarkus.test.common.http.TestHTTPResource;
import io.quarkus.test.junit.QuarkusTest;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.Socket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/** What clients send adds no labels to the meters of the HTTP server. */
@QuarkusTest
class HttpServerLabelsTest {
    private static final int HOSTILE = 200;
    private static final Pattern URIS = Pattern.compile("(?m)^http_server_\\w+\\{.*?uri=\"([^\"]*)\"");
    private static final Pattern METHODS = Pattern.compile("(?m)^http_server_\\w+\\{.*?method=\"([^\"]*)\"");
    private static final Pattern STATUS_REQUESTS = Pattern.compile(
            "(?m)^http_server_requests_seconds_count\\{method=\"GET\",.*status=\"404\",uri=\"/rooms/\\{roomId}/transcribe\",?} (\\S+)");

    @TestHTTPResource
    URI service;

    private static Set<String> labels(Pattern pattern) {
        return pattern.matcher(Management.metrics())
                .results()
                .map(result -> result.group(1))
                .collect(Collectors.toCollection(TreeSet::new));
    }

    private static double requestsForStatus() {
        return STATUS_REQUESTS
                .matcher(Management.metrics())
                .results()
                .map((MatchResult result) -> Double.parseDouble(result.group(1)))
                .findFirst()
                .orElse(0.0);
    }

    @Test
    void hostilePathsAndMethodsAddNoLabelAndRequestsAreStillCounted() throws IOException {
        when().get("/rooms/room-0/transcribe").then().statusCode(404);
        hostileRequests("first", 1);
        Set<String> uris = labels(URIS);
        Set<String> methods = labels(METHODS);
        Set<Meter.Id> meters = httpMeters();

        hostileRequests("second", HOSTILE);

        assertThat(labels(URIS)).isEqualTo(uris).noneMatch(uri -> uri.contains("first"));
        assertThat(labels(METHODS)).isEqualTo(methods).noneMatch(method -> method.contains("FIRST"));
        assertThat(httpMeters()).isEqualTo(meters);
        double before = requestsForStatus();
        when().get("/rooms/room-1/transcribe").then().statusCode(404);
        assertThat(requestsForStatus()).isEqualTo(before + 1);
    }

    private static Set<Meter.Id> httpMeters() {
        return Metrics.globalRegistry.getMeters().stream()
                .map(Meter::getId)
                .filter(id -> id.getName().startsWith("http."))
                .collect(Collectors.toSet());
    }

    /** Each on a connection of its own, because the service closes it after an invalid request. */
    private void hostileRequests(String name, int count) throws IOException {
        for (int i = 0; i < count; i++) {
            for (String request : new String[] {
                "GET /" + name + i + " HTTP/9.9",
                "POST /" + name + "/" + i + " HTTP/1.1",
                name.toUpperCase(Locale.ROOT) + i + " /rooms HTTP/1.1",
                "PUT /rooms/" + name + i + "/transcribe HTTP/1.1",
                "GET /captions/" + name + i + " HTTP/1.1"
            }) {
                send(request);
            }
        }
    }

    private void send(String requestLine) throws IOException {
        try (Socket socket = new Socket(service.getHost(), service.getPort());
                OutputStream out = socket.getOutputStream();
                InputStream in = socket.getInputStream()) {
            out.write((requestLine + "\r\nHost: localhost\r\nConnection: close\r\nContent-Length: 0\r\n\r\n")
                    .getBytes(StandardCharsets.US_ASCII));
            in.readAllBytes();
        }
    }

    @Test
    void everyRouteOfTheDocumentIsALabel() throws IOException {
        SimpleMeterRegistry registry = new SimpleMeterRegistry();
        registry.config().meterFilter(new HttpServerLabels());
        JsonNode paths = new YAMLMapper()
                .readTree(given().get("/q/openapi").asByteArray())
                .path("paths");
        assertThat(paths.size()).isPositive();
        paths.fieldNames().forEachRemaining(path -> {
            if (path.length() > 1) {
                Timer timer =
                        Timer.builder("http.server.requests").tag("uri", path).register(registry);
                assertThat(timer.getId().getTag("uri")).isEqualTo(path);
            }
        });
    }

    /** Prometheus shows only the first of two meters of a name if their labels have different keys. */
    @Test
    void metersOfServersWithAndWithoutAFixedPortHaveTheSameKeys() {
        SimpleMeterRegistry registry = new SimpleMeterRegistry();
        registry.config().meterFilter(new HttpServerLabels());
        String name = "http.server.active.connections";
        Gauge.builder(name, () -> 1).tag("server.port", "8080").register(registry);
        Gauge.builder(name, () -> 2).register(registry);
        assertThat(registry.get(name).tagKeys("server.port").gauges())
                .extracting(Gauge::value)
                .containsExactlyInAnyOrder(1.0, 2.0);
    }
}
