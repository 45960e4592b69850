package dev.roomscribe.support;

import dev.roomscribe.contract.DocumentedResponses;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;

/** Single HTTP requests to a service. Each response must be as the OpenAPI document describes it. */
public final class HttpCalls {
    private static final HttpClient HTTP = HttpClient.newHttpClient();

    private HttpCalls() {}

    /** Returns the body, whatever the status is. */
    public static String get(URI url) {
        return send(HttpRequest.newBuilder(url).build()).body();
    }

    /** Returns the status of a GET request. */
    public static int status(URI url) {
        return send(HttpRequest.newBuilder(url).build()).statusCode();
    }

    /** Posts JSON and returns the status. */
    public static int post(URI url, String json) {
        return postJson(url, json).statusCode();
    }

    /** Posts JSON and returns the body of the response, whatever the status is. */
    public static String postForBody(URI url, String json) {
        return postJson(url, json).body();
    }

    private static HttpResponse<String> postJson(URI url, String json) {
        return send(HttpRequest.newBuilder(url)
                .header("Content-Type", "application/json")
                .POST(HttpRequest.BodyPublishers.ofString(json))
                .build());
    }

    /** Returns the status. */
    public static int delete(URI url) {
        return send(HttpRequest.newBuilder(url).DELETE().build()).statusCode();
    }

    static HttpResponse<String> send(HttpRequest request) {
        try {
            HttpResponse<String> response = HTTP.send(request, HttpResponse.BodyHandlers.ofString());
            DocumentedResponses.check(
                    request.method(),
                    request.uri().getRawPath(),
                    response.statusCode(),
                    response.headers().firstValue("Content-Type").orElse(null),
                    response::body);
            return response;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }
}
