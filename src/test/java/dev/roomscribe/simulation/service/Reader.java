package dev.roomscribe.simulation.service;

import dev.roomscribe.simulation.clock.VirtualTime;
import dev.roomscribe.transcript.live.Delivery;
import dev.roomscribe.transcript.live.Subscription;
import dev.roomscribe.transcript.live.SubscriptionRequest;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** A subscriber that reconnects with the id of the last event that it received, as browsers do. */
public final class Reader {
    /**
     * What it received.
     *
     * @param id null for an event that is not stored
     */
    public record Received(@Nullable String id, String type, String json) {}

    private final VirtualTime time;
    private final Consumer<Received> onReceived;
    private final List<Received> received = new ArrayList<>();
    private @Nullable Subscription subscription;
    private @Nullable String lastId = "0";
    private int connection;

    public Reader(VirtualTime time) {
        this(time, received -> {});
    }

    /** @param onReceived called with everything that it receives */
    public Reader(VirtualTime time, Consumer<Received> onReceived) {
        this.time = time;
        this.onReceived = onReceived;
    }

    /** Connects to a process, and ends the previous connection. */
    public void connect(CaptionSource process) {
        disconnect();
        connect(connection, process);
    }

    private void connect(int of, CaptionSource process) {
        // A client that is not yet known to the room waits until it is.
        process.find().whenComplete((found, failure) -> {
            if (of != connection || process.lifetime().isEnded()) {
                return;
            }
            if (found == null || found.isEmpty()) {
                time.at(time.nanos() + 250_000_000, process.lifetime(), () -> {
                    if (of == connection) {
                        connect(of, process);
                    }
                });
            } else {
                subscription = found.get().subscribe(new SubscriptionRequest(lastId, true, Set.of()));
                readNext(of, process, subscription);
            }
        });
    }

    /** Ends the connection. */
    public void disconnect() {
        connection++;
        if (subscription != null) {
            subscription.close();
            subscription = null;
        }
    }

    private void readNext(int of, CaptionSource process, Subscription from) {
        from.next().whenComplete((delivery, failure) -> {
            if (of == connection && failure == null) {
                receive(of, process, from, delivery);
            }
        });
    }

    private void receive(int of, CaptionSource process, Subscription from, Optional<Delivery> delivery) {
        if (delivery.isEmpty()) {
            return;
        }
        if (delivery.get() instanceof Delivery.Event event) {
            Received next = new Received(event.id(), event.type(), event.json());
            received.add(next);
            onReceived.accept(next);
            if (event.id() != null) {
                lastId = event.id();
            }
        }
        time.at(time.nanos() + time.jitter(3_000_000), process.lifetime(), () -> {
            if (of == connection) {
                readNext(of, process, from);
            }
        });
    }

    /** Returns everything that it received, in order. */
    public List<Received> received() {
        return received;
    }
}
