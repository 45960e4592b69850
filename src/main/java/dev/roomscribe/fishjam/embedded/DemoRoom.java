package dev.roomscribe.fishjam.embedded;

import java.io.FileNotFoundException;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.time.Instant;

/** The room to try things out with: Alice and Bob, on one clock, in a conversation that never ends. */
public final class DemoRoom {
    /** The id of the room. */
    public static final String ID = "demo";

    private DemoRoom() {}

    /** Opens the room and lets the conversation begin; to be called once. Reads files, so not on an event loop. */
    public static EmbeddedRoom open(EmbeddedFishjam fishjam) {
        Recording alice = recording("alice");
        Recording bob = recording("bob");
        EmbeddedRoom room = fishjam.openRoom(ID);
        Instant start = fishjam.microphones().now();
        room.join("Alice", Playback.of(alice).looping().startingAt(start));
        room.join("Bob", Playback.of(bob).looping().startingAt(start));
        return room;
    }

    static Recording recording(String name) {
        String resource = "/demo-room/" + name + ".wav";
        try (InputStream file = DemoRoom.class.getResourceAsStream(resource)) {
            if (file == null) {
                throw new FileNotFoundException(resource);
            }
            return Recording.wav(file);
        } catch (IOException e) {
            throw new UncheckedIOException("The demo room's recordings cannot be read", e);
        }
    }
}
