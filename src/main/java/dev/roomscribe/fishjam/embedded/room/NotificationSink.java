package dev.roomscribe.fishjam.embedded.room;

import dev.roomscribe.fishjam.proto.ServerMessage;

/** Receives the notifications of all rooms. */
@FunctionalInterface
public interface NotificationSink {
    /** Called under the lock of {@link Rooms}, in the order of events; must not block. */
    void publish(EmbeddedRoom room, ServerMessage notification);
}
