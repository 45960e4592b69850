package dev.roomscribe.api;

import static dev.roomscribe.api.KeysProfile.ALL;
import static dev.roomscribe.api.KeysProfile.ELSEWHERE;
import static dev.roomscribe.api.KeysProfile.bearer;
import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;
import static org.hamcrest.Matchers.contains;
import static org.hamcrest.Matchers.empty;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.nullValue;

import dev.roomscribe.security.access.Scope;
import dev.roomscribe.support.AuditedLines;
import io.quarkus.test.common.http.TestHTTPResource;
import io.restassured.http.Header;
import io.restassured.response.Response;
import io.restassured.specification.RequestSpecification;
import java.net.URI;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Signing in to the pages, and what the cookie permits; a part of AccessTest, which starts the service once for both. */
abstract class SignInCases {
    private static final String READ = KeysProfile.id(Scope.CAPTIONS_READ);
    private static final String NOT_TRANSCRIBED = "urn:roomscribe:problem:not-transcribed";

    @TestHTTPResource
    URI service;

    private static RequestSpecification as(String keyId) {
        return given().header("Authorization", bearer(keyId));
    }

    private String ownOrigin() {
        return service.getScheme() + "://" + service.getAuthority();
    }

    private static List<String> cookiesOf(Response response) {
        return response.headers().getList("Set-Cookie").stream()
                .map(Header::getValue)
                .toList();
    }

    /** Returns the header {@code Cookie} of a browser that has signed in over plain HTTP. */
    private static String cookieOf(String keyId) {
        Response signedIn = as(keyId).post("/sign-in");
        signedIn.then().statusCode(200);
        String cookie = cookiesOf(signedIn).get(0);
        return cookie.substring(0, cookie.indexOf(';'));
    }

    @Test
    void stateOfASignedOutUserIsAnAnswerAndNotARefusal() {
        given().get("/sign-in")
                .then()
                .statusCode(200)
                .header("Cache-Control", equalTo("no-store"))
                .body("required", equalTo(true))
                .body("principal", nullValue())
                .body("scopes", empty())
                .body("rooms", empty())
                .body("expires_at", nullValue());
    }

    @Test
    void stateSaysWhatTheCredentialPermits() {
        as(ELSEWHERE)
                .get("/sign-in")
                .then()
                .statusCode(200)
                .body("principal", equalTo("key:elsewhere"))
                .body("scopes.size()", equalTo(Scope.values().length))
                .body("rooms", contains(KeysProfile.ELSEWHERE_ROOMS + "*"));
    }

    @Test
    void cookieContainsATokenInPlaceOfTheKey() {
        Response signedIn = as(ALL).post("/sign-in");
        signedIn.then()
                .statusCode(200)
                .header("Cache-Control", equalTo("no-store"))
                .body("principal", equalTo("key:all"))
                .body("scopes", contains("rooms:write", "rooms:read", "captions:read", "transcripts:delete"));

        assertThat(cookiesOf(signedIn))
                .singleElement()
                .satisfies(
                        cookie -> assertThat(cookie)
                                .matches(
                                        "roomscribe=[\\w-]+\\.[\\w-]+\\.[\\w-]+; Max-Age=43200; Path=/; HttpOnly; SameSite=Strict"));
        given().header("Cookie", cookieOf(ALL))
                .get("/sign-in")
                .then()
                .body("principal", equalTo("token:all"))
                .body("scopes.size()", equalTo(4));
    }

    @Test
    void pageWithTlsGetsACookieThatOnlyTlsCarries() {
        Response signedIn = as(READ).header("Origin", ownOrigin().replace("http:", "https:"))
                .post("/sign-in");
        assertThat(cookiesOf(signedIn))
                .singleElement()
                .satisfies(cookie -> assertThat(cookie)
                        .startsWith("__Host-roomscribe=")
                        .endsWith("; Path=/; HttpOnly; SameSite=Strict; Secure"));
        String pair = cookiesOf(signedIn).get(0).split(";", 2)[0];
        given().header("Cookie", pair)
                .get("/rooms/x/transcript")
                .then()
                .statusCode(404)
                .body("type", equalTo(NOT_TRANSCRIBED));
    }

    @Test
    void tokenIsStoredUntilItExpires() {
        String token = as(KeysProfile.id(Scope.TOKENS_WRITE))
                .contentType("application/json")
                .body("{\"subject\": \"alice\", \"lifetime_seconds\": 60}")
                .post("/rooms/weekly/tokens")
                .path("token");
        Response signedIn =
                given().header("Authorization", "bearer  " + token + " ").post("/sign-in");

        signedIn.then()
                .statusCode(200)
                .body("principal", equalTo("token:alice"))
                .body("rooms", contains("weekly"));
        String cookie = cookiesOf(signedIn).get(0);
        assertThat(cookie).startsWith("roomscribe=" + token + "; Max-Age=");
        assertThat(Integer.parseInt(cookie.replaceAll(".*Max-Age=(\\d+).*", "$1")))
                .isBetween(30, 60);
    }

    @Test
    void keyThatCanOnlyCreateTokensCannotSignIn() {
        as(KeysProfile.id(Scope.TOKENS_WRITE)).post("/sign-in").then().statusCode(403);
    }

    @Test
    void signingInNeedsTheHeaderAndAValidCredential() {
        given().post("/sign-in").then().statusCode(401);
        given().header("Cookie", cookieOf(READ)).post("/sign-in").then().statusCode(401);
        Response refused = given().header("Authorization", "Bearer rs_nobody_x").post("/sign-in");
        refused.then().statusCode(401);
        assertThat(cookiesOf(refused)).isEmpty();
    }

    @ParameterizedTest
    @CsvSource({"Origin, https://evil.example", "Origin, null", "Sec-Fetch-Site, same-site"})
    void pageOfAnotherOriginCannotSignAUserInOrOut(String name, String value) {
        as(ALL).header(name, value).post("/sign-in").then().statusCode(403);
        given().header(name, value).delete("/sign-in").then().statusCode(403);
    }

    @Test
    void signingOutDeletesTheCookie() {
        Response signedOut = given().delete("/sign-in");
        signedOut.then().statusCode(204);
        assertThat(cookiesOf(signedOut))
                .hasSize(2)
                .allMatch(cookie -> cookie.contains("=; Max-Age=0; Path=/; HttpOnly; SameSite=Strict"));
    }

    @Test
    void cookieIsReadByEveryOperationAndTheHeaderCountsBeforeIt() {
        String cookie = cookieOf(READ);
        given().header("Cookie", cookie).get("/rooms/x/transcript").then().statusCode(404);
        given().header("Cookie", cookie).get("/rooms").then().statusCode(403);
        as(ALL).header("Cookie", cookie).get("/rooms").then().statusCode(200);
        given().header("Cookie", cookieOf(ALL))
                .header("Authorization", "Bearer rs_nobody_x")
                .get("/rooms")
                .then()
                .statusCode(401);
    }

    @Test
    void invalidCookieIsRefusedExceptByWhatIsPublic() {
        for (String cookie : List.of("roomscribe=x", "roomscribe=a; roomscribe=b", "__Host-roomscribe=")) {
            given().header("Cookie", cookie).get("/rooms").then().statusCode(401);
            given().header("Cookie", cookie).get("/").then().statusCode(200);
            Response state = given().header("Cookie", cookie).get("/sign-in");
            state.then().statusCode(200).body("scopes", empty());
            assertThat(cookiesOf(state)).as("deleted").hasSize(2);
        }
    }

    /** The start of a room that does not exist is 404 if it is permitted. */
    @ParameterizedTest
    @CsvSource({
        "Sec-Fetch-Site, same-origin, 404, 404",
        "Sec-Fetch-Site, none, 403, 404",
        "Sec-Fetch-Site, same-site, 403, 403",
        "Sec-Fetch-Site, cross-site, 403, 403",
        "Origin, own, 404, 404",
        "Origin, https://evil.example, 403, 403",
        "Origin, null, 403, 403",
        "X-Nothing, x, 403, 404"
    })
    void onlyPagesOfTheServiceCanUseTheCookie(String name, String value, int change, int read) {
        String cookie = cookieOf(ALL);
        String sent = value.equals("own") ? ownOrigin() : value;
        String start = "/rooms/no-such-room/transcribe";
        given().header("Cookie", cookie).header(name, sent).post(start).then().statusCode(change);
        given().header("Cookie", cookie).header(name, sent).get(start).then().statusCode(read);
    }

    @Test
    void responsesNeverPermitCredentialsOfOtherOrigins() {
        String origin = "https://evil.example";
        for (String path : List.of("/sign-in", "/rooms")) {
            assertThat(given().header("Origin", origin).get(path).header("Access-Control-Allow-Credentials"))
                    .isNull();
            assertThat(given().header("Origin", origin)
                            .header("Access-Control-Request-Method", "GET")
                            .options(path)
                            .header("Access-Control-Allow-Credentials"))
                    .isNull();
        }
    }

    @Test
    void signingInAndOutIsAudited() {
        String cookie = cookieOf(ALL);
        try (AuditedLines audit = new AuditedLines()) {
            as(ALL).post("/sign-in").then().statusCode(200);
            given().post("/sign-in").then().statusCode(401);
            given().header("Cookie", cookie)
                    .header("Origin", ownOrigin())
                    .delete("/sign-in")
                    .then()
                    .statusCode(204);

            assertThat(audit.entries().stream()
                            .filter(entry -> entry.path("action").asText().startsWith("sign_"))
                            .map(entry -> entry.path("action").asText() + " "
                                    + entry.path("outcome").asText() + " "
                                    + entry.path("actor").asText()))
                    .containsExactly("sign_in done key:all", "sign_in refused anonymous", "sign_out done token:all");
            assertThat(audit.entries().toString()).doesNotContain("rs_", "eyJ");
        }
    }
}
