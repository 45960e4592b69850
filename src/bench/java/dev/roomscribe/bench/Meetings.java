package dev.roomscribe.bench;

import dev.roomscribe.audio.GateOptions;
import dev.roomscribe.audio.SpeechGate;
import dev.roomscribe.recognition.EndReason;
import dev.roomscribe.recognition.SpeechStream;
import dev.roomscribe.recognition.StreamOptions;
import dev.roomscribe.recognition.pool.DecodingPool;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/**
 * How many meetings of ten people, of whom two talk and the others have a quiet room around them, one thread of decoding
 * carries in real time with a lag of under 500 ms in 99 of 100 looks, with the gate and without.
 */
final class Meetings implements Benchmarks.Benchmark {
    private static final int PEERS = 10;
    private static final double WARM_UP_SECONDS = 4;
    private static final double SECONDS = 20;
    private static final double MOST_LAG_MILLIS = 500;
    private static final int FIRST_UNGATED = 3;
    private static final int FIRST_GATED = 24;
    private static final short[][] QUIET = {
        Setup.quiet(Setup.ALICE.length, 1), Setup.quiet(Setup.ALICE.length, 2), Setup.quiet(Setup.ALICE.length, 3)
    };

    @Override
    public void run() {
        System.out.printf(
                "| ten people, two of them talking | rooms a core | lag p99 (ms) | with one more |%n|---|---|---|---|%n");
        int without = search("everything decoded", FIRST_UNGATED, 1, Setup.UNGATED);
        int with = search("behind the gate", FIRST_GATED, 4, GateOptions.defaults());
        System.out.printf(Locale.ROOT, "| ratio | %.1f | | |%n", (double) with / without);
    }

    private static int search(String what, int first, int step, GateOptions options) {
        int rooms = first;
        double lag = lag(rooms, options);
        while (lag > MOST_LAG_MILLIS && rooms > step) {
            rooms -= step;
            lag = lag(rooms, options);
        }
        double next = lag(rooms + step, options);
        while (next <= MOST_LAG_MILLIS) {
            rooms += step;
            lag = next;
            next = lag(rooms + step, options);
        }
        System.out.printf(Locale.ROOT, "| %s | %d | %.0f | %.0f (%d rooms) |%n", what, rooms, lag, next, rooms + step);
        return rooms;
    }

    private static double lag(int rooms, GateOptions options) {
        try (DecodingPool pool = Setup.pool(Setup.workers(1), 1)) {
            List<SpeechStream> streams = new ArrayList<>();
            List<SpeechGate> gates = new ArrayList<>();
            for (int peer = 0; peer < rooms * PEERS; peer++) {
                streams.add(
                        pool.open(new StreamOptions(true, options.endpointing().isZero()), new Setup.Silent()));
                gates.add(new SpeechGate(options));
            }
            List<Double> lags = new ArrayList<>();
            double late = Setup.inRealTime(WARM_UP_SECONDS + SECONDS, chunk -> {
                for (int peer = 0; peer < streams.size(); peer++) {
                    int room = peer / PEERS;
                    long from = (long) ((room * 0.618 % 1) * Setup.ALICE.length) + (long) chunk * Setup.CHUNK;
                    gates.get(peer).push(Setup.chunk(voice(peer % PEERS), from), new Setup.Through(streams.get(peer)));
                }
                if (chunk % 5 == 0 && chunk > WARM_UP_SECONDS * 50) {
                    streams.forEach(stream -> lags.add(stream.load().lag().toNanos() / 1e6));
                }
            });
            streams.forEach(stream -> Setup.await(stream, EndReason.TRACK_ENDED));
            return Math.max(late, Setup.percentile(lags, 0.99));
        }
    }

    private static short[] voice(int peer) {
        return peer == 0 ? Setup.ALICE : peer == 1 ? Setup.BOB : QUIET[peer % QUIET.length];
    }
}
