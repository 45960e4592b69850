package dev.roomscribe.fishjam.embedded;

import com.fasterxml.jackson.databind.JsonNode;
import java.time.Duration;
import java.util.HexFormat;

/**
 * What no real Fishjam has: {@code POST …/faults} with a JSON object that says in {@code fault} what is to go wrong, for
 * whoever tries a client out by hand. It takes the management token as every other call does.
 *
 * <p>Faults of the service: {@code answer} (status, content_type, body, times), {@code refuse_sockets} (status, times),
 * {@code refuse_notifiers} (times), {@code delay_authentication} (ms), {@code delay_answers} (ms), {@code expire_tokens}, {@code lose_notifications} and {@code double_notifications}
 * (times), {@code drop_notifiers}, {@code notify} (hex), {@code heal}. Of a room: {@code crash_room} (room). Of a peer
 * (room, peer): {@code drop}, {@code freeze}, {@code crash}, {@code send} (hex), {@code leave}, {@code rejoin},
 * {@code mute}, {@code unmute}, {@code rename} (name).
 */
final class ControlApi {
    private final EmbeddedFishjam fishjam;

    ControlApi(EmbeddedFishjam fishjam) {
        this.fishjam = fishjam;
    }

    void act(JsonNode wish) throws Refusal {
        String fault = wish.path("fault").asText();
        try {
            if (!actOnAll(fault, wish) && !actOnRoom(fault, wish)) {
                throw Refusal.badRequest("Unknown fault: \"" + fault + "\"");
            }
        } catch (IllegalArgumentException e) {
            throw Refusal.badRequest("Fault " + fault + ": " + e.getMessage());
        }
    }

    private boolean actOnAll(String fault, JsonNode wish) {
        Faults faults = fishjam.faults();
        int times = wish.path("times").asInt(1);
        switch (fault) {
            case "answer" ->
                faults.answer(
                        new Faults.Answer(
                                wish.path("status").asInt(503),
                                wish.path("content_type").asText("application/json"),
                                wish.path("body").asText("")),
                        times);
            case "refuse_sockets" -> faults.refuseSockets(wish.path("status").asInt(503), times);
            case "refuse_notifiers" -> faults.refuseNotifiers(times);
            case "delay_answers" ->
                faults.delayAnswers(Duration.ofMillis(wish.path("ms").asLong(60_000)));
            case "delay_authentication" ->
                faults.delayAuthentication(Duration.ofMillis(wish.path("ms").asLong(60_000)));
            case "expire_tokens" -> fishjam.expireTokens();
            case "lose_notifications" -> faults.loseNotifications(times);
            case "double_notifications" -> faults.doubleNotifications(times);
            case "drop_notifiers" -> fishjam.dropNotifiers();
            case "notify" -> fishjam.notifyRaw(bytes(wish));
            case "heal" -> faults.heal();
            default -> {
                return false;
            }
        }
        return true;
    }

    private boolean actOnRoom(String fault, JsonNode wish) throws Refusal {
        EmbeddedRoom room = fishjam.room(wish.path("room").asText()).orElse(null);
        if (room == null) {
            return false;
        }
        if (fault.equals("crash_room")) {
            room.crash("crashed on demand");
            return true;
        }
        String peerId = wish.path("peer").asText();
        return actOn(room.peer(peerId).orElseThrow(() -> Refusal.notFound("Peer", peerId)), fault, wish);
    }

    private static boolean actOn(EmbeddedPeer peer, String fault, JsonNode wish) {
        switch (fault) {
            case "drop" -> peer.drop();
            case "freeze" -> peer.freeze();
            case "crash" -> peer.crash("crashed on demand");
            case "send" -> peer.sendRaw(bytes(wish));
            case "leave" -> peer.leave();
            case "rejoin" -> peer.rejoin();
            case "mute" -> peer.mute();
            case "unmute" -> peer.unmute();
            case "rename" -> peer.rename(wish.path("name").asText());
            default -> {
                return false;
            }
        }
        return true;
    }

    private static byte[] bytes(JsonNode wish) {
        return HexFormat.of().parseHex(wish.path("hex").asText());
    }
}
