package dev.roomscribe.transcript.live;

import dev.roomscribe.transcript.event.EventId;
import dev.roomscribe.transcript.log.LogEntry;

/** An entry of the log and the delivery that subscribers receive for it. */
record LoggedEvent(LogEntry entry, Delivery.Event delivery) {
    static LoggedEvent of(LogEntry entry) {
        return new LoggedEvent(entry, new Delivery.Event(entry.id().toString(), entry.type(), entry.json()));
    }

    EventId id() {
        return entry.id();
    }
}
