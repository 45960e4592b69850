package dev.roomscribe.fishjam.embedded.notification;

import static dev.roomscribe.fishjam.Futures.get;
import static dev.roomscribe.support.Waiting.await;
import static org.assertj.core.api.Assertions.assertThat;

import dev.roomscribe.fishjam.embedded.EmbeddedOptions;
import dev.roomscribe.fishjam.embedded.EmbeddedSetup;
import dev.roomscribe.fishjam.embedded.room.EmbeddedRoom;
import dev.roomscribe.fishjam.notification.FishjamWebhook;
import dev.roomscribe.fishjam.notification.RoomNotification;
import dev.roomscribe.fishjam.proto.ServerMessage;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpServer;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.json.JsonObject;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.util.Deque;
import java.util.List;
import java.util.concurrent.ConcurrentLinkedDeque;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Webhooks as Fishjam posts them: signed, one at a time per room, retried on server errors. */
class WebhooksTest {
    private static final String SECRET = "webhook-secret";

    // Its fields are read; it is never compared.
    @SuppressWarnings("ArrayRecordComponent")
    private record Posted(String path, byte[] body, String signature) {}

    private final Vertx vertx = Vertx.vertx();
    private final Deque<Integer> answers = new ConcurrentLinkedDeque<>();
    private final List<Posted> posted = new CopyOnWriteArrayList<>();
    private final List<HttpServerRequest> held = new CopyOnWriteArrayList<>();
    private volatile boolean holding;
    private final HttpServer receiver = get(vertx.createHttpServer()
            .requestHandler(request -> request.body().onSuccess(body -> answer(request, body)))
            .listen(0, "127.0.0.1"));
    private final EmbeddedSetup setup =
            new EmbeddedSetup(EmbeddedOptions.defaults().withWebhook(url("/all"), SECRET));

    private String url(String path) {
        return "http://127.0.0.1:" + receiver.actualPort() + path;
    }

    private void answer(HttpServerRequest request, Buffer body) {
        posted.add(new Posted(
                request.path(), body.getBytes(), String.valueOf(request.getHeader(FishjamWebhook.SIGNATURE_HEADER))));
        if (holding) {
            held.add(request);
        } else {
            Integer status = answers.poll();
            request.response().setStatusCode(status == null ? 204 : status).end();
        }
    }

    @AfterEach
    void close() {
        setup.close();
        get(vertx.close());
    }

    private List<RoomNotification> read(Posted request) {
        return new FishjamWebhook(SECRET).read(request.body(), request.signature());
    }

    private void createRoom(String roomWebhook, boolean batches) throws Exception {
        JsonObject config = new JsonObject().put("webhookUrl", roomWebhook).put("batchWebhookNotifications", batches);
        HttpResponse<String> created = HttpClient.newHttpClient()
                .send(
                        HttpRequest.newBuilder(URI.create(setup.fishjam.url() + "/room"))
                                .header("Authorization", "Bearer " + setup.fishjam.managementToken())
                                .POST(HttpRequest.BodyPublishers.ofString(config.encode()))
                                .build(),
                        HttpResponse.BodyHandlers.ofString());
        assertThat(created.statusCode()).as(created.body()).isEqualTo(201);
    }

    @Test
    void everyNotificationIsPostedSignedAndInOrder() {
        EmbeddedRoom room = setup.fishjam.openRoom("r1");
        room.join("Ana").remove();
        await().untilAsserted(() -> assertThat(posted).hasSize(6));

        assertThat(posted.stream()
                        .flatMap(request -> read(request).stream())
                        .map(it -> it.getClass().getSimpleName()))
                .containsExactly(
                        "RoomCreated",
                        "PeerAdded",
                        "PeerConnected",
                        "PeerMetadataUpdated",
                        "PeerDisconnected",
                        "PeerDeleted");
    }

    @Test
    void aServerErrorIsRetriedAndARefusalIsNot() {
        answers.addAll(List.of(500, 503, 204, 400));
        EmbeddedRoom room = setup.fishjam.openRoom("r1");
        room.delete();
        setup.fishjam.openRoom("r1");
        await().untilAsserted(() -> assertThat(posted).hasSize(5));

        assertThat(posted.stream()
                        .map(request -> read(request).get(0).getClass().getSimpleName()))
                .containsExactly("RoomCreated", "RoomCreated", "RoomCreated", "RoomDeleted", "RoomCreated");
    }

    @Test
    void aRoomsOwnWebhookReplacesTheCommonOneAndBatches() throws Exception {
        holding = true;
        createRoom(url("/own"), true);
        await().until(() -> held.size() == 1);
        setup.fishjam.rooms().get(0).join("Ana");
        // Posts are queued in order: once this one has arrived, those of Ana are queued behind the held one.
        setup.fishjam.openRoom("later");
        await().until(() -> held.size() == 2);
        holding = false;
        held.get(0).response().end();
        await().untilAsserted(() -> assertThat(posted).hasSize(3));

        assertThat(posted).extracting(Posted::path).containsExactly("/own", "/all", "/own");
        assertThat(ServerMessage.parseFrom(posted.get(2).body()).hasNotificationBatch())
                .isTrue();
        assertThat(read(posted.get(2))).hasSize(3);
    }

    @Test
    void aSlowServerDelaysOnlyItsOwnRoom() throws Exception {
        holding = true;
        setup.fishjam.openRoom("slow").join("Ana");
        await().until(() -> held.size() == 1);
        holding = false;
        setup.fishjam.openRoom("quick").join("Bob");
        await().untilAsserted(() -> assertThat(posted).hasSize(5));

        assertThat(posted.stream().map(request -> read(request).get(0).roomId()))
                .containsExactly("slow", "quick", "quick", "quick", "quick");
    }
}
