package dev.roomscribe.api;

import static dev.roomscribe.api.KeysProfile.ALL;
import static dev.roomscribe.api.KeysProfile.bearer;
import static io.restassured.RestAssured.given;

import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.TestProfile;
import io.restassured.http.ContentType;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The options in the body of a request that creates a token. */
@QuarkusTest
@TestProfile(KeysProfile.class)
class TokenOptionsTest {
    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "{'scope': 'x'} | #/scope | Unknown option \"scope\"; the options are lifetime_seconds, scopes, subject.",
                "[] | # | The body must be a JSON object of options",
                "{'subject': []} | #/subject | subject must be a text of 1 to 128 characters.",
                "{'subject': ' '} | #/subject | the subject must have 1 to 128 characters",
                "{'scopes': 'captions:read'} | #/scopes | scopes must be a list of scopes",
                "{'scopes': ['captions:write']} | #/scopes | The scopes of a token are captions:read,",
                "{'scopes': []} | #/scopes | a token has at least one scope",
                "{'lifetime_seconds': 'x'} | #/lifetime_seconds | lifetime_seconds must be a whole number of seconds",
                "{'lifetime_seconds': 0} | #/lifetime_seconds | the lifetime must be at least 1 s",
                "{'lifetime_seconds': 99999999999} | #/lifetime_seconds | the lifetime must be at most",
            })
    void invalidOptionIsNamed(String body, String pointer, String detail) {
        RoomTest.problemOf(
                given().header("Authorization", bearer(ALL))
                        .contentType(ContentType.JSON)
                        .body(body.replace('\'', '"'))
                        .post("/rooms/weekly/tokens")
                        .then(),
                400,
                "pointer",
                pointer,
                detail);
    }

    @Test
    void roomThatIsAlsoAPatternIsRefused() {
        RoomTest.problem(
                given().header("Authorization", bearer(ALL))
                        .post("/rooms/weekly*/tokens")
                        .then(),
                400,
                "bad-request",
                "contains *");
    }
}
