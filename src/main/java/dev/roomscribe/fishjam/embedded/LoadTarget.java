package dev.roomscribe.fishjam.embedded;

import dev.roomscribe.fishjam.embedded.media.AudioScheduler;
import dev.roomscribe.fishjam.embedded.media.Playback;
import dev.roomscribe.fishjam.embedded.media.Recording;
import dev.roomscribe.fishjam.embedded.room.EmbeddedRoom;
import io.vertx.core.Vertx;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Locale;

/**
 * Runs only an embedded Fishjam, with many rooms whose peers talk continuously, as the target of a load test. It runs
 * until it is killed; {@code docs/load.md} describes how to start it.
 */
public final class LoadTarget {
    /** How much earlier each peer starts than the previous one: whole chunks, so that chunk boundaries stay in place. */
    private static final Duration START_OFFSET = Duration.ofMillis(1_780);

    private LoadTarget() {}

    /**
     * Starts the server and prints one line, {@code URL TOKEN}, once every room is open.
     *
     * @param args any of {@code --port} on the loopback interface (default 0, any free one), {@code --rooms} and
     *     {@code --peers} per room, each followed by a number
     */
    public static void main(String[] args) {
        Locale.setDefault(Locale.ROOT);
        Options options;
        try {
            options = Options.parse(List.of(args));
        } catch (IllegalArgumentException e) {
            System.err.println(e.getMessage());
            System.exit(2);
            return;
        }
        Vertx vertx = Vertx.vertx();
        EmbeddedFishjam.start(vertx, EmbeddedOptions.defaults().withPort(options.port()))
                .compose(fishjam -> vertx.<EmbeddedFishjam>executeBlocking(() -> {
                    openRooms(fishjam, options.rooms(), options.peers());
                    return fishjam;
                }))
                .onSuccess(fishjam -> System.out.println(fishjam.url() + " " + fishjam.managementToken()))
                .onFailure(e -> {
                    System.err.println("The load target cannot start: " + e.getMessage());
                    System.exit(1);
                });
    }

    /** The command-line options. */
    record Options(int port, int rooms, int peers) {
        static Options parse(List<String> args) {
            Options options = new Options(0, 100, 10);
            for (int i = 0; i < args.size(); i += 2) {
                if (i + 1 == args.size() || !args.get(i + 1).matches("\\d{1,5}")) {
                    throw usage();
                }
                options = options.with(args.get(i), Integer.parseInt(args.get(i + 1)));
            }
            return options;
        }

        private Options with(String name, int number) {
            return switch (name) {
                case "--port" -> {
                    if (number > 65_535) {
                        throw usage();
                    }
                    yield new Options(number, rooms, peers);
                }
                case "--rooms" -> new Options(port, number, peers);
                case "--peers" -> new Options(port, rooms, number);
                default -> throw usage();
            };
        }

        private static IllegalArgumentException usage() {
            return new IllegalArgumentException("Usage: LoadTarget [--port N] [--rooms N] [--peers N]");
        }
    }

    /** Opens rooms {@code load-1} and so on. The chunks of all peers are spread evenly over each 20 ms. */
    static void openRooms(EmbeddedFishjam fishjam, int rooms, int peers) {
        List<Recording> recordings = List.of(DemoRoom.recording("alice"), DemoRoom.recording("bob"));
        Instant now = fishjam.now();
        long stepNanos = AudioScheduler.CHUNK_NANOS / Math.max(1, rooms * peers);
        for (int r = 0; r < rooms; r++) {
            EmbeddedRoom room = fishjam.openRoom("load-" + (r + 1));
            for (int p = 0; p < peers; p++) {
                // The peers of one room are far apart within the 20 ms, like people who joined at different times.
                Instant start = now.minus(START_OFFSET.multipliedBy((long) r * peers + p))
                        .minusNanos(stepNanos * ((long) p * rooms + r));
                Recording recording = recordings.get(p % recordings.size());
                room.join("Peer " + (p + 1), Playback.of(recording).looping().startingAt(start));
            }
        }
    }
}
