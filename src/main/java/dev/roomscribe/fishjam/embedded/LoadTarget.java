package dev.roomscribe.fishjam.embedded;

import io.vertx.core.Vertx;
import java.time.Duration;
import java.time.Instant;
import java.util.List;

/**
 * An embedded Fishjam by itself, full of people who talk without end, to try an agent out under load. Runs until it is
 * killed. {@code docs/load.md} says how to start it.
 */
public final class LoadTarget {
    /** How much earlier each peer began than the one before: whole chunks, so that it does not move the chunks. */
    private static final Duration HEAD_START = Duration.ofMillis(1_780);

    private LoadTarget() {}

    /**
     * Starts it and prints one line, {@code URL TOKEN}, once every room is open.
     *
     * @param args any of {@code --port} of the loopback interface (0, the default, takes any), {@code --rooms} and
     *     {@code --peers} in each, with a number after it
     */
    public static void main(String[] args) {
        Wanted wanted;
        try {
            wanted = Wanted.of(List.of(args));
        } catch (IllegalArgumentException e) {
            System.err.println(e.getMessage());
            System.exit(2);
            return;
        }
        Vertx vertx = Vertx.vertx();
        EmbeddedFishjam.start(vertx, EmbeddedOptions.defaults().withPort(wanted.port()))
                .compose(fishjam -> vertx.<EmbeddedFishjam>executeBlocking(() -> {
                    fill(fishjam, wanted.rooms(), wanted.peers());
                    return fishjam;
                }))
                .onSuccess(fishjam -> System.out.println(fishjam.url() + " " + fishjam.managementToken()))
                .onFailure(e -> {
                    System.err.println("The load target cannot start: " + e.getMessage());
                    System.exit(1);
                });
    }

    /** What was asked for on the command line. */
    record Wanted(int port, int rooms, int peers) {
        static Wanted of(List<String> args) {
            Wanted wanted = new Wanted(0, 100, 10);
            for (int i = 0; i < args.size(); i += 2) {
                if (i + 1 == args.size() || !args.get(i + 1).matches("\\d{1,5}")) {
                    throw usage();
                }
                wanted = wanted.with(args.get(i), Integer.parseInt(args.get(i + 1)));
            }
            return wanted;
        }

        private Wanted with(String name, int number) {
            return switch (name) {
                case "--port" -> {
                    if (number > 65_535) {
                        throw usage();
                    }
                    yield new Wanted(number, rooms, peers);
                }
                case "--rooms" -> new Wanted(port, number, peers);
                case "--peers" -> new Wanted(port, rooms, number);
                default -> throw usage();
            };
        }

        private static IllegalArgumentException usage() {
            return new IllegalArgumentException("Usage: LoadTarget [--port N] [--rooms N] [--peers N]");
        }
    }

    /** Opens rooms {@code load-1} and so on, whose peers' chunks fall evenly into each 20 ms. */
    static void fill(EmbeddedFishjam fishjam, int rooms, int peers) {
        List<Recording> recordings = List.of(DemoRoom.recording("alice"), DemoRoom.recording("bob"));
        Instant now = fishjam.microphones().now();
        long stepNanos = Microphone.CHUNK_NANOS / Math.max(1, rooms * peers);
        for (int r = 0; r < rooms; r++) {
            EmbeddedRoom room = fishjam.openRoom("load-" + (r + 1));
            for (int p = 0; p < peers; p++) {
                // A room's peers lie far apart in the 20 ms, as people do who joined at different times.
                Instant start = now.minus(HEAD_START.multipliedBy((long) r * peers + p))
                        .minusNanos(stepNanos * ((long) p * rooms + r));
                Recording recording = recordings.get(p % recordings.size());
                room.join("Peer " + (p + 1), Playback.of(recording).looping().startingAt(start));
            }
        }
    }
}
