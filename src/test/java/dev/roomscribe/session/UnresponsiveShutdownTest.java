package dev.roomscribe.session;

import static dev.roomscribe.session.TestService.await;
import static org.assertj.core.api.Assertions.assertThat;

import dev.roomscribe.cluster.Lease;
import dev.roomscribe.cluster.SessionRecord;
import dev.roomscribe.cluster.SessionRecords;
import dev.roomscribe.fishjam.embedded.room.EmbeddedRoom;
import dev.roomscribe.recognition.vosk.ToneModel;
import dev.roomscribe.recognition.vosk.VoskModel;
import dev.roomscribe.runtime.ShutdownDeadline;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The disk with the session records does not respond, and Fishjam is silent: sessions are suspended in time all the same. */
class UnresponsiveShutdownTest {
    private static final CompletionStage<Void> NEVER = new CompletableFuture<>();

    /** The first record was stored before the disk stopped to respond. */
    private static final class DeadDisk implements SessionRecords {
        private volatile boolean dead;

        @Override
        public CompletionStage<List<SessionRecord>> interrupted() {
            return CompletableFuture.completedStage(List.of());
        }

        @Override
        public CompletionStage<Optional<Lease>> acquire(String roomId) {
            return CompletableFuture.completedStage(Optional.of(new Lease() {
                @Override
                public long fence() {
                    return 1;
                }

                @Override
                public CompletionStage<Void> save(SessionRecord record) {
                    return answer();
                }

                @Override
                public CompletionStage<Void> end() {
                    return answer();
                }

                @Override
                public CompletionStage<Void> release() {
                    return answer();
                }
            }));
        }

        private CompletionStage<Void> answer() {
            return dead ? NEVER : CompletableFuture.completedStage(null);
        }

        @Override
        public boolean isDurable() {
            return true;
        }
    }

    @Test
    void sessionsAreSuspendedBeforeTheDeadline(@TempDir Path directory) {
        DeadDisk disk = new DeadDisk();
        try (TestService service = TestService.with(VoskModel.load(ToneModel.write(directory), null, null))
                .records(disk)
                .start()) {
            EmbeddedRoom room = service.fishjam.openRoom("weekly");
            room.join("Ana");
            service.start("weekly");
            disk.dead = true;
            service.fishjam.faults().delayAnswers(Duration.ofHours(1));

            ShutdownDeadline deadline = ShutdownDeadline.after(Duration.ofSeconds(3));
            await(service.sessions.drain(deadline));
            // Each step had its share, so the last one ended at the deadline and not after the timeouts of a session.
            assertThat(System.nanoTime() - deadline.endNanos())
                    .isLessThan(Duration.ofSeconds(3).toNanos());
            assertThat(room.agents()).hasSize(1);
            service.fishjam.faults().heal();
        }
    }
}
