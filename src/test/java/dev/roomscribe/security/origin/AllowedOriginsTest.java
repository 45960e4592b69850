package dev.roomscribe.security.origin;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class AllowedOriginsTest {
    @ParameterizedTest
    @CsvSource({
        // The origin, the scheme of the request, its Host header.
        "http://localhost:8080, http, localhost:8080, true",
        "http://localhost, http, localhost:80, true",
        "HTTP://LOCALHOST, http, localhost, true",
        "https://captions.example.com, https, captions.example.com, true",
        "https://captions.example.com:443, https, captions.example.com, true",
        // A proxy ended TLS.
        "https://captions.example.com, http, captions.example.com, true",
        "http://[::1]:8080, http, [::1]:8080, true",
        "http://captions.example.com, https, captions.example.com, false",
        "http://localhost:8081, http, localhost:8080, false",
        "https://localhost, http, localhost:80, false",
        "http://localhost.evil.example, http, localhost, false",
        "http://evil.example, http, localhost, false",
        "null, http, localhost, false",
        "http://localhost/, http, localhost, false",
        "http://a@localhost, http, localhost, false",
        "chrome-extension://localhost, http, localhost, false",
        "localhost, http, localhost, false",
        "://localhost, http, localhost, false"
    })
    void ownOriginHasTheHostAndThePortOfTheRequest(String origin, String scheme, String host, boolean own) {
        assertThat(AllowedOrigins.isOwn(origin, scheme, Authority.parse(host).orElseThrow()))
                .isEqualTo(own);
    }

    @Test
    void othersAreComparedBySchemeHostAndPort() {
        AllowedOrigins origins = new AllowedOrigins(List.of("https://meet.example.org", "http://localhost:3000"));
        assertThat(List.of("https://meet.example.org", "https://MEET.example.org:443", "http://localhost:3000"))
                .allMatch(origins::isOther);
        assertThat(List.of("http://meet.example.org", "https://meet.example.org:444", "http://localhost", "null", "*"))
                .noneMatch(origins::isOther);
        assertThat(new AllowedOrigins(List.of()).isOther("https://meet.example.org"))
                .isFalse();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"*", "null", "meet.example.org", "https://meet.example.org/", "https://meet.example.org:99999"})
    void onlyOriginsCanBeConfigured(String text) {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new AllowedOrigins(List.of(text)))
                .withMessageContaining(text);
    }
}
