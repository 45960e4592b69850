package dev.roomscribe.cluster.local;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.roomscribe.cluster.Lease;
import dev.roomscribe.cluster.SessionRecord;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Records and leases in a directory, over several processes. */
class FileSessionRecordsTest {
    private static final Instant TEN = Instant.parse("2026-03-01T10:00:00.123Z");

    @TempDir
    private Path data;

    private FileSessionRecords open() throws IOException {
        return new FileSessionRecords(data.resolve("sessions"), Runnable::run);
    }

    private static <T> T await(CompletionStage<T> stage) {
        return stage.toCompletableFuture().join();
    }

    private static Lease acquire(FileSessionRecords records, String roomId) {
        return await(records.acquire(roomId)).orElseThrow();
    }

    private static SessionRecord record(String roomId, Lease lease, Instant startedAt) {
        return new SessionRecord(
                roomId,
                "session of " + roomId,
                lease.fence(),
                startedAt,
                "agent-1",
                false,
                roomId.equals("late") ? TEN.plusMillis(7_001) : null,
                "{\"partials\":true,\"webhook_url\":\"https://example.com/?key=1\"}");
    }

    @Test
    void theNextProcessFindsTheSessionsThatWereRunningTheOldestFirst() throws IOException {
        FileSessionRecords first = open();
        Lease lateLease = acquire(first, "late");
        SessionRecord late = record("late", lateLease, TEN.plusSeconds(5));
        Lease earlyLease = acquire(first, "early/../room");
        SessionRecord early = record("early/../room", earlyLease, TEN);
        Lease endedLease = acquire(first, "ended");
        await(endedLease.save(record("ended", endedLease, TEN)));
        assertThat(await(first.acquire("late"))).as("a lease that is taken").isEmpty();
        await(lateLease.save(late));
        await(earlyLease.save(early));
        await(endedLease.end());
        assertThat(await(first.interrupted())).as("of rooms without a lease").isEmpty();

        FileSessionRecords second = open();
        assertThat(await(second.interrupted())).containsExactly(early, late);
        assertThat(second.continues("session of late")).isTrue();
        assertThat(second.continues("session of ended")).isFalse();
    }

    @Test
    void theFenceGrowsWithEveryProcessThatContinuesTheSession() throws IOException {
        for (long fence = 1; fence <= 3; fence++) {
            Lease lease = acquire(open(), "r1");
            assertThat(lease.fence()).isEqualTo(fence);
            await(lease.save(record("r1", lease, TEN)));
        }
    }

    @Test
    void releasedSessionIsContinuedAndEndedSessionIsNot() throws IOException {
        FileSessionRecords records = open();
        Lease lease = acquire(records, "r1");
        await(lease.save(record("r1", lease, TEN)));
        await(lease.release());
        assertThat(await(records.interrupted())).hasSize(1);
        await(acquire(records, "r1").end());
        assertThat(await(records.interrupted())).isEmpty();
        assertThat(await(open().interrupted())).isEmpty();
        assertThat(acquire(records, "r1").fence()).isEqualTo(1);
    }

    @Test
    void onlyTheUserOfTheServiceCanReadTheFiles() throws IOException {
        FileSessionRecords records = open();
        Lease lease = acquire(records, "r1");
        await(lease.save(record("r1", lease, TEN)));
        Path directory = data.resolve("sessions");
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(directory)))
                .isEqualTo("rwx------");
        try (var files = Files.list(directory)) {
            List<Path> all = files.toList();
            assertThat(all).hasSize(1);
            assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(all.get(0))))
                    .isEqualTo("rw-------");
        }
    }

    @Test
    void damagedFileHidesNoOtherRecord() throws IOException {
        FileSessionRecords records = open();
        Lease lease = acquire(records, "r1");
        await(lease.save(record("r1", lease, TEN)));
        Files.writeString(data.resolve("sessions/0.json"), "{\"room_id\":\"r2\",");
        Files.writeString(
                data.resolve("sessions/1.json"), "{\"room_id\":\"r3\",\"session_id\":\"s\",\"started_at\":\"?\"}");
        Files.writeString(data.resolve("sessions/2.json"), "[]");
        assertThat(await(open().interrupted()))
                .extracting(SessionRecord::roomId)
                .containsExactly("r1");
    }

    @Test
    void recordThatCannotBeStoredFailsAndItsLeaseCanStillBeReleased() throws IOException {
        FileSessionRecords records = open();
        Lease lease = acquire(records, "r1");
        Files.delete(data.resolve("sessions"));
        Files.writeString(data.resolve("sessions"), "not a directory");
        CompletionStage<Void> saved = lease.save(record("r1", lease, TEN));
        assertThatThrownBy(() -> await(saved))
                .isInstanceOf(CompletionException.class)
                .hasCauseInstanceOf(IOException.class);
        await(lease.release());
        assertThat(await(records.acquire("r1"))).isPresent();
    }
}
