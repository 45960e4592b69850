package dev.roomscribe.simulation.service;

import dev.roomscribe.simulation.clock.VirtualTime;
import dev.roomscribe.transcript.live.Delivery;
import dev.roomscribe.transcript.live.RoomTranscript;
import dev.roomscribe.transcript.live.Subscription;
import dev.roomscribe.transcript.live.SubscriptionRequest;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
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
    private final List<Received> received = new ArrayList<>();
    private @Nullable Subscription subscription;
    private @Nullable String lastId = "0";
    private int connection;

    public Reader(VirtualTime time) {
        this.time = time;
    }

    /** Connects to a process, and ends the previous connection. */
    public void connect(ServiceProcess process) {
        disconnect();
        int of = connection;
        RoomTranscript transcript = process.transcript();
        // A client that is not yet known to the room waits until it is.
        process.transcripts().find(transcript.roomId()).whenComplete((found, failure) -> {
            if (of != connection || !process.isRunning()) {
                return;
            }
            if (found == null || found.isEmpty()) {
                time.at(time.nanos() + 250_000_000, () -> {
                    if (of == connection && process.isRunning()) {
                        connect(process);
                    }
                });
            } else {
                subscription = found.get().subscribe(new SubscriptionRequest(lastId, true, Set.of()));
                readNext(of, subscription);
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

    private void readNext(int of, Subscription from) {
        from.next().whenComplete((delivery, failure) -> {
            if (of == connection && failure == null) {
                receive(of, from, delivery);
            }
        });
    }

    private void receive(int of, Subscription from, Optional<Delivery> delivery) {
        if (delivery.isEmpty()) {
            return;
        }
        if (delivery.get() instanceof Delivery.Event event) {
            received.add(new Received(event.id(), event.type(), event.json()));
            if (event.id() != null) {
                lastId = event.id();
            }
        }
        time.at(time.nanos() + time.jitter(3_000_000), () -> {
            if (of == connection) {
                readNext(of, from);
            }
        });
    }

    /** Returns everything that it received, in order. */
    public List<Received> received() {
        return received;
    }
}
