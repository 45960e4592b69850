package dev.roomscribe.api;

import static io.restassured.RestAssured.when;
import static org.assertj.core.api.Assertions.assertThat;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.notNullValue;

import dev.roomscribe.fishjam.embedded.EmbeddedFishjam;
import dev.roomscribe.fishjam.embedded.media.Recording;
import dev.roomscribe.fishjam.embedded.room.EmbeddedRoom;
import dev.roomscribe.recognition.Recordings;
import dev.roomscribe.support.CaptionClient;
import dev.roomscribe.support.Management;
import dev.roomscribe.support.Sounds;
import dev.roomscribe.transcript.live.Transcripts;
import io.quarkus.test.common.http.TestHTTPResource;
import io.restassured.response.ValidatableResponse;
import jakarta.inject.Inject;
import java.net.URI;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;

/** A test over real HTTP, with the real engine and an embedded Fishjam, that has a room of its own. */
abstract class RoomTest {
    static final Duration SOON = Duration.ofSeconds(60);
    static final String GREETING = "good morning everyone let us start the meeting";

    @Inject
    Optional<EmbeddedFishjam> fishjam;

    @Inject
    Transcripts transcripts;

    @TestHTTPResource
    URI service;

    EmbeddedRoom room;
    String roomId;

    @BeforeEach
    void openRoom() {
        room = fishjam.orElseThrow().openRoom("room-" + UUID.randomUUID());
        roomId = room.id();
    }

    @AfterEach
    void closeRoom() {
        when().delete("/rooms/{room}/transcribe", roomId).then().statusCode(204);
        assertThat(room.agents()).isEmpty();
        room.delete();
    }

    CaptionClient subscribe(String query, String... headers) {
        return CaptionClient.subscribe(service, "/rooms/" + roomId + "/transcript/events" + query, headers);
    }

    /** Returns how many caption streams are open. */
    static int subscribers() {
        return meter("roomscribe_transcript_subscribers");
    }

    /** Returns the value of a meter without labels. */
    static int meter(String name) {
        return Management.metrics()
                .lines()
                .filter(line -> line.startsWith(name + " "))
                .mapToInt(line -> (int) Double.parseDouble(line.substring(name.length() + 1)))
                .findFirst()
                .orElseThrow(() -> new AssertionError(name + " is missing"));
    }

    /** Checks that the response is a problem document whose detail contains a text. */
    static void problem(ValidatableResponse response, int status, String type, String detail) {
        response.statusCode(status)
                .contentType("application/problem+json")
                .body("type", equalTo("urn:roomscribe:problem:" + type))
                .body("status", equalTo(status))
                .body("title", notNullValue())
                .body("detail", containsString(detail));
    }

    /** Checks that the problem document names one part of the request: a {@code parameter}, a {@code header} or a {@code pointer}. */
    static void problemOf(ValidatableResponse response, int status, String kind, String name, String detail) {
        response.statusCode(status)
                .contentType("application/problem+json")
                .body("detail", containsString(detail))
                .body("errors", equalTo(List.of(Map.of(kind, name, "detail", detail(response)))));
    }

    private static String detail(ValidatableResponse response) {
        return response.extract().path("detail");
    }

    /** Returns a recording of the {@link #GREETING}: 4 s of audio. */
    static Recording greeting() {
        return Sounds.recording(Arrays.copyOf(Recordings.demo("alice"), 4 * 16_000));
    }
}
