package dev.roomscribe.fishjam.embedded.http;

import com.fasterxml.jackson.databind.JsonNode;
import dev.roomscribe.fishjam.embedded.fault.Faults;
import dev.roomscribe.fishjam.embedded.notification.NotificationHub;
import dev.roomscribe.fishjam.embedded.room.EmbeddedPeer;
import dev.roomscribe.fishjam.embedded.room.EmbeddedRoom;
import dev.roomscribe.fishjam.embedded.room.PeerTokens;
import dev.roomscribe.fishjam.embedded.room.Rooms;
import java.time.Duration;
import java.util.HexFormat;

/**
 * Injects faults by hand, which the real Fishjam does not offer: {@code POST …/faults} with a JSON object whose field
 * {@code fault} names the fault. It requires the management token, like every other request.
 *
 * <p>Faults of the server, with their fields: {@code answer} (status, content_type, body, times), {@code refuse_sockets}
 * (status, times), {@code refuse_notifiers} (times), {@code delay_authentication} (ms), {@code delay_answers} (ms),
 * {@code expire_tokens}, {@code lose_notifications} and {@code double_notifications} (times), {@code drop_notifiers},
 * {@code notify} (hex), {@code heal}. Of a room: {@code crash_room} (room). Of a peer (room, peer): {@code drop},
 * {@code freeze}, {@code crash}, {@code send} (hex), {@code leave}, {@code rejoin}, {@code mute}, {@code unmute},
 * {@code rename} (name).
 */
public final class FaultApi {
    private static final int DEFAULT_STATUS = 503;
    private static final long DEFAULT_DELAY_MS = 60_000;
    private static final String CRASH_REASON = "crashed on demand";

    private final Rooms rooms;
    private final PeerTokens tokens;
    private final Faults faults;
    private final NotificationHub notifications;

    public FaultApi(Rooms rooms, PeerTokens tokens, Faults faults, NotificationHub notifications) {
        this.rooms = rooms;
        this.tokens = tokens;
        this.faults = faults;
        this.notifications = notifications;
    }

    /** Called under the rooms' lock. */
    void inject(JsonNode request) throws HttpException {
        String fault = request.path("fault").asText();
        try {
            if (!injectIntoServer(fault, request) && !injectIntoRoom(fault, request)) {
                throw HttpException.badRequest("Unknown fault: \"" + fault + "\"");
            }
        } catch (IllegalArgumentException e) {
            throw HttpException.badRequest("Fault " + fault + ": " + e.getMessage());
        }
    }

    private boolean injectIntoServer(String fault, JsonNode request) {
        int times = request.path("times").asInt(1);
        switch (fault) {
            case "answer" -> faults.answer(answer(request), times);
            case "refuse_sockets" -> faults.refuseSockets(status(request), times);
            case "refuse_notifiers" -> faults.refuseNotifiers(times);
            case "delay_answers" -> faults.delayAnswers(delay(request));
            case "delay_authentication" -> faults.delayAuthentication(delay(request));
            case "expire_tokens" -> tokens.expireAll();
            case "lose_notifications" -> faults.loseNotifications(times);
            case "double_notifications" -> faults.doubleNotifications(times);
            case "drop_notifiers" -> notifications.dropAll();
            case "notify" -> notifications.publishRaw(bytes(request));
            case "heal" -> faults.heal();
            default -> {
                return false;
            }
        }
        return true;
    }

    private boolean injectIntoRoom(String fault, JsonNode request) throws HttpException {
        EmbeddedRoom room = rooms.find(request.path("room").asText()).orElse(null);
        if (room == null) {
            return false;
        }
        if (fault.equals("crash_room")) {
            room.crash(CRASH_REASON);
            return true;
        }
        String peerId = request.path("peer").asText();
        return injectIntoPeer(
                room.peer(peerId).orElseThrow(() -> HttpException.notFound("Peer", peerId)), fault, request);
    }

    private static boolean injectIntoPeer(EmbeddedPeer peer, String fault, JsonNode request) {
        switch (fault) {
            case "drop" -> peer.drop();
            case "freeze" -> peer.freeze();
            case "crash" -> peer.crash(CRASH_REASON);
            case "send" -> peer.sendRaw(bytes(request));
            case "leave" -> peer.leave();
            case "rejoin" -> peer.rejoin();
            case "mute" -> peer.mute();
            case "unmute" -> peer.unmute();
            case "rename" -> peer.rename(request.path("name").asText());
            default -> {
                return false;
            }
        }
        return true;
    }

    private static Faults.Answer answer(JsonNode request) {
        return new Faults.Answer(
                status(request),
                request.path("content_type").asText("application/json"),
                request.path("body").asText(""));
    }

    private static int status(JsonNode request) {
        return request.path("status").asInt(DEFAULT_STATUS);
    }

    private static Duration delay(JsonNode request) {
        return Duration.ofMillis(request.path("ms").asLong(DEFAULT_DELAY_MS));
    }

    private static byte[] bytes(JsonNode request) {
        return HexFormat.of().parseHex(request.path("hex").asText());
    }
}
