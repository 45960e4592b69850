package dev.roomscribe.fishjam.embedded;

import dev.roomscribe.fishjam.notification.FishjamWebhook;
import dev.roomscribe.fishjam.proto.ServerMessage;
import dev.roomscribe.retry.Backoff;
import io.vertx.core.Context;
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
 * Posts notifications to a server's webhook: one at a time for each room, signed if there is a secret, tried up to eight
 * times if the server or the network fails and once if it refuses. What a room in batch mode has to tell while a request
 * is under way goes out together in the next.
 *
 * <p>{@link #post} may be called from any thread; all else happens on one event loop.
 */
final class Webhooks {
    private static final int MOST_TRIES = 8;
    private static final Backoff BACKOFF = Backoff.between(Duration.ofMillis(250), Duration.ofSeconds(8));
    private static final int MOST_WAITING = 10_000;

    private final Vertx vertx;
    private final Context context;
    private final HttpClient http;
    private final @Nullable String url;
    private final @Nullable String secret;
    private final Map<String, Line> lines = new HashMap<>();

    Webhooks(Vertx vertx, @Nullable String url, @Nullable String secret) {
        this.vertx = vertx;
        this.url = url;
        this.secret = secret;
        this.context = vertx.getOrCreateContext();
        this.http = vertx.createHttpClient(
                new HttpClientOptions().setConnectTimeout(5_000).setMaxPoolSize(50));
    }

    void post(EmbeddedRoom room, ServerMessage notification) {
        String target =
                room.settings().webhookUrl() == null ? url : room.settings().webhookUrl();
        if (target != null) {
            boolean batching = room.settings().batchesWebhooks();
            context.runOnContext(v -> lines.computeIfAbsent(room.id(), id -> new Line(id, target, batching))
                    .add(notification));
        }
    }

    void close() {
        http.close();
    }

    /** One room's requests, one after the other. */
    private final class Line {
        private final String roomId;
        private final String target;
        private final boolean batching;
        private final Deque<ServerMessage> waiting = new ArrayDeque<>();
        private boolean busy;

        Line(String roomId, String target, boolean batching) {
            this.roomId = roomId;
            this.target = target;
            this.batching = batching;
        }

        void add(ServerMessage notification) {
            if (waiting.size() < MOST_WAITING) {
                waiting.addLast(notification);
            }
            if (!busy) {
                next();
            }
        }

        private void next() {
            busy = !waiting.isEmpty();
            if (busy) {
                send(body(), 1);
            } else {
                lines.remove(roomId);
            }
        }

        private byte[] body() {
            if (!batching) {
                return waiting.removeFirst().toByteArray();
            }
            List<ServerMessage> all = new ArrayList<>(waiting);
            waiting.clear();
            return ServerMessage.newBuilder()
                    .setNotificationBatch(
                            ServerMessage.NotificationBatch.newBuilder().addAllNotifications(all))
                    .build()
                    .toByteArray();
        }

        private void send(byte[] body, int tries) {
            RequestOptions request = new RequestOptions()
                    .setAbsoluteURI(target)
                    .setMethod(HttpMethod.POST)
                    .setTimeout(10_000)
                    .putHeader("Content-Type", "application/x-protobuf");
            if (secret != null) {
                request.putHeader(FishjamWebhook.SIGNATURE_HEADER, FishjamWebhook.signature(secret, body));
            }
            http.request(request).compose(opened -> answered(opened, body)).onComplete(status -> {
                boolean again = status.failed() || status.result() >= 500;
                if (again && tries < MOST_TRIES) {
                    vertx.setTimer(BACKOFF.delay(tries).toMillis(), timer -> send(body, tries + 1));
                } else {
                    next();
                }
            });
        }

        private Future<Integer> answered(HttpClientRequest request, byte[] body) {
            return request.send(Buffer.buffer(body))
                    .compose(response -> response.body().map(ignored -> response.statusCode()));
        }
    }
}
