package dev.roomscribe.http;

import static org.assertj.core.api.Assertions.assertThat;

import io.vertx.core.buffer.Buffer;
import java.time.Duration;
import java.time.Instant;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.NullSource;
import org.junit.jupiter.params.provider.ValueSource;

class HttpResponseTest {
    private static final Instant NOW = Instant.parse("2026-01-01T00:00:00Z");

    @ParameterizedTest
    @CsvSource({
        "0, 0",
        "' 120 ', 120",
        "'Thu, 01 Jan 2026 00:01:00 GMT', 60",
        "'Thu, 01 Jan 1970 00:00:00 GMT', 0",
    })
    void retryAfterIsSecondsOrADate(String header, long seconds) {
        assertThat(response(header).retryDelay(NOW)).contains(Duration.ofSeconds(seconds));
    }

    @ParameterizedTest
    @NullSource
    @ValueSource(strings = {"", "soon", "-1", "1.5", "12345678901234567890"})
    void aMissingOrMalformedRetryAfterIsIgnored(@Nullable String header) {
        assertThat(response(header).retryDelay(NOW)).isEmpty();
    }

    @Test
    void theBodyIsNotLogged() {
        assertThat(response(null)).hasToString("HttpResponse[status=429, bytes=6]");
    }

    private static HttpResponse response(@Nullable String retryAfter) {
        return new HttpResponse(429, retryAfter, Buffer.buffer("secret"));
    }
}
