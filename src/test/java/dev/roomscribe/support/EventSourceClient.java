package dev.roomscribe.support;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.UncheckedIOException;
import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Predicate;
import org.awaitility.Awaitility;

/**
 * A subscriber that reconnects as the EventSource of a browser does: to the same URL, with the id of the last event that it
 * received, until it is closed. A response that is not 200 ends it, which a browser does not retry either.
 */
public final class EventSourceClient implements AutoCloseable {
    private static final Duration POLL_INTERVAL = Duration.ofMillis(10);

    private final URI service;
    private final String path;
    private final Duration reconnectDelay;
    /** The connections that were opened, the newest last. */
    private final List<CaptionClient> connections = new CopyOnWriteArrayList<>();

    private final List<Integer> refusals = new CopyOnWriteArrayList<>();
    private final Thread thread = new Thread(this::run, "event-source");
    private volatile boolean closed;

    /**
     * Subscribes to the events after an id.
     *
     * @param service the address of the service, which need not listen yet
     * @param reconnectDelay how long to wait before each connection but the first
     */
    public EventSourceClient(URI service, String path, Duration reconnectDelay) {
        this.service = service;
        this.path = path;
        this.reconnectDelay = reconnectDelay;
        thread.setDaemon(true);
        thread.start();
    }

    private void run() {
        try {
            while (!closed && refusals.isEmpty()) {
                connect();
                Thread.sleep(reconnectDelay.toMillis());
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private void connect() throws InterruptedException {
        CaptionClient connection;
        try {
            List<CaptionClient.Event> received = durable();
            connection = received.isEmpty()
                    ? CaptionClient.subscribe(service, path)
                    : CaptionClient.subscribe(
                            service,
                            path,
                            "Last-Event-ID",
                            received.get(received.size() - 1).id());
        } catch (UncheckedIOException e) {
            // The service is down.
            return;
        }
        connections.add(connection);
        if (connection.status() != 200) {
            refusals.add(connection.status());
        }
        while (!closed && !connection.ended()) {
            Thread.sleep(POLL_INTERVAL.toMillis());
        }
    }

    /** Returns what was received so far. */
    public List<CaptionClient.Event> events() {
        return connections.stream()
                .flatMap(connection -> connection.events().stream())
                .toList();
    }

    /** Returns the events with an id that were received so far. */
    public List<CaptionClient.Event> durable() {
        return events().stream().filter(event -> event.id() != null).toList();
    }

    /** Returns what was received so far of a type. */
    public List<CaptionClient.Event> events(String type) {
        return events().stream().filter(event -> event.is(type)).toList();
    }

    /** Waits until a condition holds for what was received; fails if the service refuses the subscriber. */
    public void await(Duration timeout, Predicate<List<CaptionClient.Event>> condition) {
        Awaitility.await()
                .atMost(timeout)
                .pollInterval(POLL_INTERVAL)
                .failFast(
                        "the service refused the subscriber",
                        () -> assertThat(refusals).isEmpty())
                .until(() -> condition.test(events()));
    }

    @Override
    public void close() {
        closed = true;
        thread.interrupt();
        connections.forEach(CaptionClient::close);
    }
}
