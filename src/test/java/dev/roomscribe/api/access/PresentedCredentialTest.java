package dev.roomscribe.api.access;

import static org.assertj.core.api.Assertions.assertThat;

import dev.roomscribe.api.request.PageOrigin;
import io.vertx.core.MultiMap;
import io.vertx.core.http.HttpMethod;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class PresentedCredentialTest {
    private static PresentedCredential of(String... values) {
        return PresentedCredential.inHeader(headers("Authorization", values));
    }

    private static PresentedCredential ofCookie(String... values) {
        return PresentedCredential.inCookie(headers("Cookie", values), HttpMethod.GET, PageOrigin.OWN);
    }

    private static MultiMap headers(String name, String... values) {
        MultiMap headers = MultiMap.caseInsensitiveMultiMap();
        for (String value : values) {
            headers.add(name, value);
        }
        return headers;
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
    void cookieIsFoundAmongOthersAndInSeveralHeaders() {
        PresentedCredential expected = new PresentedCredential.Bearer("a.b.c");
        assertThat(ofCookie("x=1; roomscribe=a.b.c;y=2")).isEqualTo(expected);
        assertThat(ofCookie("x=1", "roomscribe=a.b.c")).isEqualTo(expected);
        assertThat(ofCookie("roomscribe=old; __Host-roomscribe=a.b.c")).isEqualTo(expected);
        for (String other : List.of("x=1", "roomscriber=a", "Roomscribe=a", "x=roomscribe=a", "")) {
            assertThat(ofCookie(other)).as(other).isEqualTo(new PresentedCredential.None());
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "roomscribe=",
                "roomscribe=\"a\"",
                "roomscribe=a b",
                "roomscribe=a; roomscribe=a",
                "__Host-roomscribe=a; __Host-roomscribe=b",
                "__Host-roomscribe=; roomscribe=a"
            })
    void ambiguousOrMalformedCookieIsMalformed(String header) {
        assertThat(ofCookie(header)).isEqualTo(new PresentedCredential.Malformed());
    }

    @ParameterizedTest
    @CsvSource({
        "GET, OWN, true",
        "GET, USER, true",
        "GET, UNKNOWN, true",
        "GET, FOREIGN, false",
        "HEAD, FOREIGN, false",
        "POST, OWN, true",
        "POST, UNKNOWN, false",
        "DELETE, UNKNOWN, false",
        "DELETE, USER, false",
        "POST, FOREIGN, false"
    })
    void onlyPagesOfTheServiceUseTheCookieAndOnlyTheyChangeSomethingWithIt(
            String method, PageOrigin origin, boolean accepted) {
        MultiMap headers = headers("Cookie", "roomscribe=a");
        assertThat(PresentedCredential.inCookie(headers, HttpMethod.valueOf(method), origin))
                .isEqualTo(accepted ? new PresentedCredential.Bearer("a") : new PresentedCredential.ForeignCookie());
    }

    @Test
    void secretIsNotInTheText() {
        assertThat(of("Bearer secret").toString()).doesNotContain("secret");
    }
}
