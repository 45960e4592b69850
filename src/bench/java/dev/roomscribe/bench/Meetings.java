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
 * Measures how many rooms of ten peers one decoding thread can serve in real time, with and without the speech gate: two
 * peers talk, the others send the noise of a quiet room, and the 99th percentile of the lag is at most 500 ms.
 */
final class Meetings implements Benchmarks.Benchmark {
    private static final int PEERS = 10;
    private static final double WARM_UP_SECONDS = 4;
    private static final double SECONDS = 20;
    private static final double MAX_LAG_MILLIS = 500;
    private static final int UNGATED_START = 3;
    private static final int GATED_START = 24;
    private static final short[][] QUIET = {
        Audio.quiet(Audio.ALICE.length, 1), Audio.quiet(Audio.ALICE.length, 2), Audio.quiet(Audio.ALICE.length, 3)
    };

    @Override
    public void run() {
        System.out.printf(
                "| ten people, two of them talking | rooms a core | lag p99 (ms) | with one more |%n|---|---|---|---|%n");
        int without = search("everything decoded", UNGATED_START, 1, Pools.UNGATED);
        int with = search("behind the gate", GATED_START, 4, GateOptions.defaults());
        System.out.printf(Locale.ROOT, "| ratio | %.1f | | |%n", (double) with / without);
    }

    private static int search(String label, int start, int step, GateOptions options) {
        int rooms = start;
        double lag = lag(rooms, options);
        while (lag > MAX_LAG_MILLIS && rooms > step) {
            rooms -= step;
            lag = lag(rooms, options);
        }
        double next = lag(rooms + step, options);
        while (next <= MAX_LAG_MILLIS) {
            rooms += step;
            lag = next;
            next = lag(rooms + step, options);
        }
        System.out.printf(Locale.ROOT, "| %s | %d | %.0f | %.0f (%d rooms) |%n", label, rooms, lag, next, rooms + step);
        return rooms;
    }

    private static double lag(int rooms, GateOptions options) {
        try (DecodingPool pool = Pools.pool(Pools.workers(1), 1)) {
            List<SpeechStream> streams = new ArrayList<>();
            List<SpeechGate> gates = new ArrayList<>();
            for (int peer = 0; peer < rooms * PEERS; peer++) {
                streams.add(
                        pool.open(new StreamOptions(true, options.endpointing().isZero()), new Pools.StrictListener()));
                gates.add(new SpeechGate(options));
            }
            List<Double> lags = new ArrayList<>();
            double inputDelay = Measurement.inRealTime(WARM_UP_SECONDS + SECONDS, chunk -> {
                for (int peer = 0; peer < streams.size(); peer++) {
                    int room = peer / PEERS;
                    long from = (long) ((room * 0.618 % 1) * Audio.ALICE.length) + (long) chunk * Audio.CHUNK;
                    gates.get(peer).push(Audio.chunk(audio(peer % PEERS), from), new Pools.GateSink(streams.get(peer)));
                }
                if (chunk % 5 == 0 && chunk > WARM_UP_SECONDS * 50) {
                    streams.forEach(stream -> lags.add(stream.load().lag().toNanos() / 1e6));
                }
            });
            streams.forEach(stream -> Pools.close(stream, EndReason.TRACK_ENDED));
            return Math.max(inputDelay, Measurement.percentile(lags, 0.99));
        }
    }

    private static short[] audio(int peer) {
        return peer == 0 ? Audio.ALICE : peer == 1 ? Audio.BOB : QUIET[peer % QUIET.length];
    }
}
