package dev.roomscribe.support;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/** Responses of {@code GET /rooms} and {@code GET /sessions} about meetings that have not taken place. */
public final class ScriptedRooms {
    private static final List<String> PEOPLE =
            List.of("Ana López", "Jonas Weber", "Marta Kowalska", "Sofía Núñez", "Liam O’Brien");

    private ScriptedRooms() {}

    /** A running session of {@code GET /rooms?running=true}. */
    public record Live(
            String room, String state, boolean paused, int lagMs, double lostSeconds, int people, Duration length) {
        public Live(String room) {
            this(room, "listening", false, 200, 0, 2, Duration.ofMinutes(12));
        }

        public Live in(String other) {
            return new Live(room, other, paused, lagMs, lostSeconds, people, length);
        }

        public Live behind(int ms) {
            return new Live(room, state, paused, ms, lostSeconds, people, length);
        }

        public Live losing(double seconds) {
            return new Live(room, state, paused, lagMs, seconds, people, length);
        }

        public Live pausedNow() {
            return new Live(room, state, true, lagMs, lostSeconds, people, length);
        }

        public Live with(int number, Duration since) {
            return new Live(room, state, paused, lagMs, lostSeconds, number, since);
        }

        private String json() {
            String peers = IntStream.range(0, people)
                    .mapToObj(i -> "{\"peer_id\": \"p%d\", \"name\": \"%s\", \"tracks\": []}"
                            .formatted(i, PEOPLE.get(i % PEOPLE.size())))
                    .collect(Collectors.joining(","));
            return """
                    {"room_id": "%1$s", "session_id": "of-%1$s", "state": "%2$s", "paused": %3$s, "options": {},
                     "started_at": "%4$s", "lag_ms": %5$d, "queued_ms": 0, "peers": [%6$s],
                     "counts": {"finals": 5, "partials": 9, "gaps": 3, "lost_seconds": 99, "audio_seconds": 9, "malformed_frames": 0},
                     "transcript": {"sessions": 1, "finals": 5, "last_session":
                       {"room_id": "%1$s", "session_id": "of-%1$s", "state": "running", "gaps": 1, "lost_seconds": %7$s}}}
                    """.formatted(
                    room, state, paused, Instant.now().minus(length), lagMs, peers, String.valueOf(lostSeconds));
        }
    }

    /** Returns the response of {@code GET /rooms?running=true}. */
    public static String running(List<Live> rooms) {
        return rooms.stream().map(Live::json).collect(Collectors.joining(",", "{\"rooms\": [", "]}"));
    }

    public static String running(Live... rooms) {
        return running(List.of(rooms));
    }

    /** Returns the response of {@code GET /sessions}. */
    public static String past(String next, String... sessions) {
        return "{\"sessions\": [%s]%s}"
                .formatted(String.join(",", sessions), next.isEmpty() ? "" : ", \"next\": \"" + next + "\"");
    }

    /** Returns a session that has ended, with two people; one of them has left and joined again. */
    public static String session(String room, String id, String startedAt, double lostSeconds) {
        return """
                {"room_id": "%1$s", "session_id": "%2$s", "state": "ended", "started_at": "%3$s", "ended_at": "%3$s",
                 "reason": "idle", "duration": 2530.0, "finals": 310, "gaps": 1, "lost_seconds": %4$s, "speakers": [
                   {"peer_id": "a", "name": "Ana López", "talk_seconds": 640.2, "finals": 120},
                   {"peer_id": "b", "name": "Jonas Weber", "talk_seconds": 500.0, "finals": 80},
                   {"peer_id": "c", "name": "Ana López", "talk_seconds": 60.0, "finals": 10}], "beginning_lost": false}
                """.formatted(room, id, startedAt, String.valueOf(lostSeconds));
    }

    /** Returns a session that has no end and does not run. */
    public static String interrupted(String room, String id, String startedAt) {
        return session(room, id, startedAt, 0)
                .replace("\"state\": \"ended\"", "\"state\": \"interrupted\"")
                .replace("\"ended_at\": \"" + startedAt + "\",", "")
                .replace("\"reason\": \"idle\",", "");
    }
}
