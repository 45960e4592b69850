package dev.roomscribe.api.access;

import static org.assertj.core.api.Assertions.assertThat;

import io.vertx.core.MultiMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class PresentedCredentialTest {
    private static PresentedCredential of(String... values) {
        MultiMap headers = MultiMap.caseInsensitiveMultiMap();
        for (String value : values) {
            headers.add("Authorization", value);
        }
        return PresentedCredential.of(headers);
    }

    @Test
    void requestWithoutHeaderHasNone() {
        assertThat(of()).isEqualTo(new PresentedCredential.None());
    }

    @ParameterizedTest
    @ValueSource(strings = {"Bearer rs_a_b-c", "bearer rs_a_b-c", "BEARER   rs_a_b-c "})
    void nameOfTheSchemeMayHaveAnyCase(String header) {
        assertThat(of(header)).isEqualTo(new PresentedCredential.Bearer("rs_a_b-c"));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "Bearer",
                "Bearer ",
                "Basic YTpi",
                "rs_a_b",
                "Bearer a b",
                "Bearer a,b",
                "Bearerx",
                "Bearer \u00e4"
            })
    void anythingElseIsMalformed(String header) {
        assertThat(of(header)).isEqualTo(new PresentedCredential.Malformed());
    }

    @Test
    void twoHeadersAreMalformedBecauseAProxyMayHaveCheckedTheOther() {
        assertThat(of("Bearer a", "Bearer a")).isEqualTo(new PresentedCredential.Malformed());
    }

    @Test
    void secretIsNotInTheText() {
        assertThat(of("Bearer secret").toString()).doesNotContain("secret");
    }
}
