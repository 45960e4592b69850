package dev.roomscribe.bench;

import dev.roomscribe.audio.GateOptions;
import dev.roomscribe.fishjam.embedded.media.Playback;
import dev.roomscribe.fishjam.embedded.media.Recording;
import dev.roomscribe.fishjam.embedded.room.EmbeddedRoom;
import dev.roomscribe.session.SessionCalls;
import dev.roomscribe.session.StartOptions;
import dev.roomscribe.session.TestService;
import dev.roomscribe.transcript.event.StreamGap;
import io.vertx.core.Future;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.locks.LockSupport;

/**
 * Starts rooms of ten peers that talk without a pause, in an embedded Fishjam on the same machine: thirty at once, and one
 * after the other until one is refused.
 */
final class Bursts {
    private static final int ROOMS = 30;
    private static final int PEERS = 10;
    private static final int SECONDS = 20;
    /** Longer than until the streams of a session are measured. */
    private static final int SECONDS_BETWEEN_STARTS = 14;

    private static final int MAX_ROOMS_IN_A_ROW = 8;

    private final double selfTestCost;

    Bursts(double selfTestCost) {
        this.selfTestCost = selfTestCost;
    }

    void run() {
        System.out.printf(
                "| rooms of ten that all talk | admitted | refused | streams stated at the start, at the end | lag p50, p99"
                        + " (ms) | lost (s) |%n|---|---|---|---|---|---|%n");
        measure("thirty at once", false);
        measure("one after the other", true);
    }

    private void measure(String label, boolean inARow) {
        try (TestService service = TestService.with(Pools.workers(2))
                .selfTestCost(selfTestCost)
                .threads(Pools.THREADS)
                .gate(GateOptions.defaults())
                .maxSessions(100)
                .start()) {
            List<String> rooms = rooms(service);
            int atStart = service.load().capacity().streams();
            List<Double> lags = new ArrayList<>();
            int admitted = 0;
            int refused = 0;
            if (inARow) {
                while (refused == 0 && admitted < MAX_ROOMS_IN_A_ROW) {
                    boolean succeeded = isAdmitted(service.sessions.start(rooms.get(admitted), StartOptions.DEFAULT));
                    admitted += succeeded ? 1 : 0;
                    refused += succeeded ? 0 : 1;
                    watch(service, SECONDS_BETWEEN_STARTS, lags);
                }
            } else {
                List<Future<SessionCalls.Started>> starts = rooms.stream()
                        .map(room -> service.sessions.start(room, StartOptions.DEFAULT))
                        .toList();
                admitted = (int) starts.stream().filter(Bursts::isAdmitted).count();
                refused = ROOMS - admitted;
                watch(service, SECONDS, lags);
            }
            int atEnd = service.load().capacity().streams();
            double lost = rooms.stream()
                    .flatMap(room -> service.published(room, StreamGap.class).stream())
                    .mapToDouble(gap -> gap.to() == null ? 0 : gap.to() - gap.from())
                    .sum();
            System.out.printf(
                    Locale.ROOT,
                    "| %s | %d | %d | %d, %d | %.0f, %.0f | %.1f |%n",
                    label,
                    admitted,
                    refused,
                    atStart,
                    atEnd,
                    Measurement.percentile(lags, 0.5),
                    Measurement.percentile(lags, 0.99),
                    lost);
        }
    }

    private static List<String> rooms(TestService service) {
        ByteBuffer pcm = ByteBuffer.allocate(2 * Capacity.SPEECH.length).order(ByteOrder.LITTLE_ENDIAN);
        pcm.asShortBuffer().put(Capacity.SPEECH);
        Recording speech = Recording.pcm(pcm.array());
        List<String> rooms = new ArrayList<>();
        for (int number = 0; number < ROOMS; number++) {
            EmbeddedRoom room = service.fishjam.openRoom("burst " + number);
            for (int peer = 0; peer < PEERS; peer++) {
                room.join(
                        "Peer " + peer,
                        Playback.of(speech)
                                .looping()
                                .startingAt(service.fishjam.now().minusMillis(997L * (PEERS * number + peer))));
            }
            rooms.add(room.id());
        }
        return rooms;
    }

    private static boolean isAdmitted(Future<SessionCalls.Started> start) {
        TestService.await(start.otherwiseEmpty());
        return start.succeeded();
    }

    private static void watch(TestService service, int seconds, List<Double> lags) {
        long end = System.nanoTime() + seconds * 1_000_000_000L;
        while (System.nanoTime() < end) {
            lags.add(service.load().lag().toNanos() / 1e6);
            LockSupport.parkNanos(100_000_000);
        }
    }
}
