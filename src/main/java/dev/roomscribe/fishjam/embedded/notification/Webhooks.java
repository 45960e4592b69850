package dev.roomscribe.fishjam.embedded.notification;

import dev.roomscribe.fishjam.embedded.room.EmbeddedRoom;
import dev.roomscribe.fishjam.notification.FishjamWebhook;
import dev.roomscribe.fishjam.proto.ServerMessage;
import dev.roomscribe.retry.Backoff;
import dev.roomscribe.runtime.EventLoop;
import dev.roomscribe.runtime.VertxEventLoop;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpClient;
import io.vertx.core.http.HttpClientOptions;
import io.vertx.core.http.HttpClientRequest;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.RequestOptions;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Posts notifications to a server's webhook: one request at a time per room, signed if there is a secret. A request is
 * sent up to eight times if the server or the network fails, and once if the server refuses it. For a room in batch mode,
 * the notifications that arrive during a request are sent together in the next one.
 *
 * <p>{@link #post} may be called from any thread; everything else runs on one event loop.
 */
public final class Webhooks {
    private static final int MAX_ATTEMPTS = 8;
    private static final Backoff BACKOFF = Backoff.between(Duration.ofMillis(250), Duration.ofSeconds(8));
    private static final int MAX_QUEUED = 10_000;

    private final Vertx vertx;
    private final EventLoop eventLoop;
    private final HttpClient http;
    private final @Nullable String url;
    private final @Nullable String secret;
    private final Map<String, RoomQueue> queues = new HashMap<>();

    /**
     * Creates the webhooks.
     *
     * @param url for rooms without a webhook of their own; null for none
     * @param secret signs the requests; null to leave them unsigned
     */
    public Webhooks(Vertx vertx, @Nullable String url, @Nullable String secret) {
        this.vertx = vertx;
        this.url = url;
        this.secret = secret;
        eventLoop = VertxEventLoop.of(vertx.getOrCreateContext());
        this.http = vertx.createHttpClient(
                new HttpClientOptions().setConnectTimeout(5_000).setMaxPoolSize(50));
    }

    /** Queues a notification; it is dropped if the room's queue is full, or if the room has no webhook. */
    void post(EmbeddedRoom room, ServerMessage notification) {
        String target =
                room.settings().webhookUrl() == null ? url : room.settings().webhookUrl();
        if (target != null) {
            boolean batching = room.settings().batchWebhookNotifications();
            eventLoop.execute(() -> queues.computeIfAbsent(room.id(), id -> new RoomQueue(id, target, batching))
                    .add(notification));
        }
    }

    public void close() {
        http.close();
    }

    /** The queued notifications of one room. */
    private final class RoomQueue {
        private final String roomId;
        private final String target;
        private final boolean batching;
        private final Deque<ServerMessage> queue = new ArrayDeque<>();
        private boolean busy;

        RoomQueue(String roomId, String target, boolean batching) {
            this.roomId = roomId;
            this.target = target;
            this.batching = batching;
        }

        void add(ServerMessage notification) {
            if (queue.size() < MAX_QUEUED) {
                queue.addLast(notification);
            }
            if (!busy) {
                sendNext();
            }
        }

        private void sendNext() {
            busy = !queue.isEmpty();
            if (busy) {
                send(body(), 1);
            } else {
                queues.remove(roomId);
            }
        }

        private byte[] body() {
            if (!batching) {
                return queue.removeFirst().toByteArray();
            }
            List<ServerMessage> all = new ArrayList<>(queue);
            queue.clear();
            return ServerMessage.newBuilder()
                    .setNotificationBatch(
                            ServerMessage.NotificationBatch.newBuilder().addAllNotifications(all))
                    .build()
                    .toByteArray();
        }

        private void send(byte[] body, int attempt) {
            RequestOptions request = new RequestOptions()
                    .setAbsoluteURI(target)
                    .setMethod(HttpMethod.POST)
                    .setTimeout(10_000)
                    .putHeader("Content-Type", "application/x-protobuf");
            if (secret != null) {
                request.putHeader(FishjamWebhook.SIGNATURE_HEADER, FishjamWebhook.signature(secret, body));
            }
            http.request(request).compose(opened -> status(opened, body)).onComplete(status -> {
                boolean again = status.failed() || status.result() >= 500;
                if (again && attempt < MAX_ATTEMPTS) {
                    vertx.setTimer(BACKOFF.delay(attempt).toMillis(), timer -> send(body, attempt + 1));
                } else {
                    sendNext();
                }
            });
        }

        private Future<Integer> status(HttpClientRequest request, byte[] body) {
            return request.send(Buffer.buffer(body))
                    .compose(response -> response.body().map(ignored -> response.statusCode()));
        }
    }
}
