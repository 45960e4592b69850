package dev.roomscribe;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.google.protobuf.ByteString;
import dev.roomscribe.fishjam.embedded.fault.Faults;
import dev.roomscribe.fishjam.embedded.room.EmbeddedPeer;
import dev.roomscribe.fishjam.embedded.room.EmbeddedRoom;
import dev.roomscribe.fishjam.proto.AgentResponse;
import dev.roomscribe.fishjam.proto.ServerMessage;
import dev.roomscribe.fishjam.proto.Track;
import dev.roomscribe.support.HttpCalls;
import dev.roomscribe.support.RemoteFishjam;
import dev.roomscribe.support.RoomscribeProcess;
import java.net.URI;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Map;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/** The log of the packaged service while ids, names and reasons from every side contain what could forge its lines. */
class UntrustedNamesIT {
    private static final Duration LIMIT = Duration.ofSeconds(30);
    /** Ends lines, moves the cursor, hides text, and reverses it. */
    private static final String HOSTILE =
            "x\n2026-01-01 00:00:00,000 ERROR forged\r\u0085\u2028\u2029\u001b[2K\u202e\u200b\u0000y";

    private static final Pattern HIDDEN = Pattern.compile("[\\p{C}\\u2028\\u2029]");
    private static final Pattern FIRST_OF_A_RECORD =
            Pattern.compile("[0-9-]{10} [0-9:,]{12} +(ERROR|WARN|INFO|DEBUG) +\\[.*");

    @Test
    void noTextFromOutsideEndsALineOfTheLogOrHidesAPartOfIt() {
        try (RemoteFishjam fishjam = new RemoteFishjam()) {
            EmbeddedRoom hostile = fishjam.openRoom("room " + HOSTILE);
            hostile.join(HOSTILE);
            EmbeddedRoom room = fishjam.openRoom("weekly");
            room.join(HOSTILE);
            Map<String, String> environment = Map.of(
                    "FISHJAM_ID", fishjam.url(),
                    "FISHJAM_MANAGEMENT_TOKEN", fishjam.managementToken(),
                    "FISHJAM_WEBHOOK_SECRET", "secret",
                    "ROOMSCRIBE_AUTO_TRANSCRIBE", "true",
                    "ROOMSCRIBE_TRANSCRIPT_STORAGE", "memory");
            try (RoomscribeProcess service = RoomscribeProcess.start(environment)) {
                URI url = service.url();
                await().atMost(LIMIT).until(() -> isConnected(room) && isConnected(hostile));
                sendOnTheAgentSocket(agent(hostile));
                fishjam.send(ServerMessage.newBuilder()
                        .setPeerCrashed(ServerMessage.PeerCrashed.newBuilder()
                                .setRoomId(HOSTILE)
                                .setPeerId(HOSTILE)
                                .setReason(HOSTILE))
                        .build());
                HttpCalls.post(url.resolve("/fishjam/webhooks"), HOSTILE);
                HttpCalls.post(url.resolve("/rooms/" + encoded("other" + HOSTILE) + "/transcribe"), "{}");
                HttpCalls.post(url.resolve("/rooms/" + encoded("\u2028\u202e") + "/transcribe"), "{}");
                HttpCalls.delete(url.resolve("/rooms/" + encoded(HOSTILE) + "/transcribe"));
                fishjam.faults()
                        .answer(new Faults.Answer(400, "application/json", "{\"errors\": \"\\u202e\\n forged\"}"), 3);
                HttpCalls.post(url.resolve("/rooms/another/transcribe"), "{}");
                agent(room).crash(HOSTILE);
                agent(hostile).drop();
                await().atMost(LIMIT).until(() -> service.log().contains("room x\\n2026-01-01"));
                service.terminate();
                service.awaitExit(LIMIT);

                assertThat(service.log().lines())
                        .allSatisfy(line -> assertThat(
                                        HIDDEN.matcher(line.replace("\t", "")).find())
                                .as(line)
                                .isFalse());
                assertThat(service.log().lines().filter(line -> line.contains("forged")))
                        .isNotEmpty()
                        .allMatch(line -> FIRST_OF_A_RECORD.matcher(line).matches());
            }
        }
    }

    private static boolean isConnected(EmbeddedRoom room) {
        return room.agents().stream().anyMatch(EmbeddedPeer::connected);
    }

    private static EmbeddedPeer agent(EmbeddedRoom room) {
        return room.agents().get(0);
    }

    private static void sendOnTheAgentSocket(EmbeddedPeer agent) {
        agent.sendRaw(AgentResponse.newBuilder()
                .setTrackData(AgentResponse.TrackData.newBuilder()
                        .setPeerId(HOSTILE)
                        .setTrack(Track.newBuilder().setId(HOSTILE).setMetadata(HOSTILE))
                        .setData(ByteString.copyFrom(new byte[640])))
                .build()
                .toByteArray());
    }

    private static String encoded(String segment) {
        return URLEncoder.encode(segment, StandardCharsets.UTF_8).replace("+", "%20");
    }
}
