package dev.roomscribe.fishjam.embedded;

import dev.roomscribe.fishjam.embedded.media.Playback;
import dev.roomscribe.fishjam.embedded.media.Recording;
import dev.roomscribe.fishjam.embedded.room.EmbeddedRoom;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.time.Instant;

/** The demo room: Alice and Bob hold a conversation that repeats endlessly, both recordings on one clock. */
public final class DemoRoom {
    /** The id of the room. */
    public static final String ID = "demo";

    private DemoRoom() {}

    /** Opens the room and starts the conversation; call it once. It reads files, so not on an event loop. */
    public static EmbeddedRoom open(EmbeddedFishjam fishjam) {
        Recording alice = recording("alice");
        Recording bob = recording("bob");
        EmbeddedRoom room = fishjam.openRoom(ID);
        Instant start = fishjam.now();
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
            throw new UncheckedIOException("The demo room's recording " + resource + " cannot be read", e);
        }
    }
}
