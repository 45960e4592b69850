package dev.roomscribe.transcript.log.file;

import static dev.roomscribe.transcript.log.file.CrashMark.IDS_SKIPPED_AFTER_CRASH;
import static org.assertj.core.api.Assertions.assertThat;

import dev.roomscribe.transcript.event.TestEvents;
import dev.roomscribe.transcript.log.LogEntry;
import java.io.IOException;
import java.nio.file.Files;
import java.time.Duration;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Whether ids continue without a hole after an unclean end: only if nothing that was delivered can be lost. */
class CrashMarkTest {
    private static final Duration PAUSE = Duration.ofSeconds(5);

    private final SimulatedStore store = SimulatedStore.started();

    @AfterEach
    void close() throws IOException {
        store.close();
    }

    /** Appends a session of two events. */
    private void appendSession() {
        store.append(TestEvents.started(), TestEvents.ended());
    }

    /** Returns how many ids are left out before the next event. */
    private long skipped() {
        long end = store.opened().end().sequence();
        store.append(TestEvents.utterance("next"));
        LogEntry next = store.stored().get(store.stored().size() - 1);
        return next.id().sequence() - end - 1;
    }

    private void restartMachine() {
        store.bootId = Optional.of("b" + store.stored().size());
        store.killAndOpen(PAUSE);
    }

    private String mark() throws IOException {
        return Files.readString(store.crashMark());
    }

    @Test
    void theMarkExistsBeforeTheFirstEvent() throws IOException {
        assertThat(mark()).isEqualTo("complete b00\n");
    }

    @Test
    void idsContinueWithoutAHoleIfOnlyTheProcessWasKilled() {
        appendSession();
        store.killAndOpen(PAUSE);
        assertThat(skipped()).isZero();
    }

    @Test
    void theEndOfAnInterruptedSessionFollowsWithoutAHole() {
        store.append(TestEvents.started(), TestEvents.utterance("a"));
        store.killAndOpen(PAUSE);
        assertThat(store.stored().stream().map(entry -> entry.id().sequence())).containsExactly(1L, 2L, 3L, 4L);
    }

    @Test
    void idsAreSkippedAfterTheMachineRestarted() {
        appendSession();
        restartMachine();
        assertThat(skipped()).isEqualTo(IDS_SKIPPED_AFTER_CRASH);
    }

    @Test
    void idsAreSkippedWhereTheOperatingSystemNamesNoBoot() {
        store.bootId = Optional.empty();
        store.killAndOpen(PAUSE);
        appendSession();
        store.killAndOpen(PAUSE);
        assertThat(skipped()).isEqualTo(IDS_SKIPPED_AFTER_CRASH);
    }

    /** The processes in between write nothing to this log. */
    @Test
    void aRestartOfTheMachineCountsUntilALaterProcessHasWritten() {
        appendSession();
        restartMachine();
        store.killAndOpen(PAUSE);
        store.killAndOpen(PAUSE);
        assertThat(skipped()).isEqualTo(IDS_SKIPPED_AFTER_CRASH);
        store.killAndOpen(PAUSE);
        assertThat(skipped()).isZero();
    }

    @Test
    void idsAreSkippedIfDeliveredEventsWaitedForAFullDisk() throws IOException {
        store.append(TestEvents.started());
        store.disk.writesFail = true;
        store.append(TestEvents.utterance("waits"));
        assertThat(store.delivered).hasSize(2);
        assertThat(mark()).startsWith("waiting ");
        store.killAndOpen(PAUSE);
        LogEntry afterCrash = store.stored().get(1);
        assertThat(afterCrash.id().sequence()).isEqualTo(1 + IDS_SKIPPED_AFTER_CRASH + 1);
        // Another log of that process may not have been opened since.
        assertThat(mark()).startsWith("waiting ");
        restartMachine();
        assertThat(mark()).startsWith("complete ");
    }

    @Test
    void theMarkIsSetBeforeTheEventIsDelivered() throws IOException {
        store.append(TestEvents.started());
        store.disk.writesFail = true;
        // The failed write is one call; the next one sets the mark.
        store.disk.killAfter(1, 0);
        var unused = store.submit(TestEvents.utterance("waits"));
        try {
            store.run();
        } catch (FaultyDisk.Killed e) {
            // Expected; depending on the executor it ends there.
        }
        assertThat(store.disk.isKilled()).isTrue();
        assertThat(store.delivered).hasSize(1);
    }

    @Test
    void idsContinueOnceAllWaitingEventsAreWritten() throws IOException {
        appendSession();
        store.disk.writesFail = true;
        store.append(TestEvents.utterance("waits"));
        store.disk.writesFail = false;
        store.tick();
        assertThat(store.unwritten).isZero();
        assertThat(mark()).startsWith("complete ");
        store.killAndOpen(PAUSE);
        assertThat(skipped()).isZero();
    }

    @Test
    void aDamagedMarkCountsAsWaiting() throws IOException {
        appendSession();
        Files.writeString(store.crashMark(), "compting " + store.bootId.orElseThrow() + "\n");
        store.killAndOpen(PAUSE);
        assertThat(skipped()).isEqualTo(IDS_SKIPPED_AFTER_CRASH);
        Files.writeString(store.crashMark(), "?");
        store.killAndOpen(PAUSE);
        assertThat(skipped()).isEqualTo(IDS_SKIPPED_AFTER_CRASH);
        assertThat(mark()).startsWith("waiting ");
    }

    @Test
    void aDeletedMarkIsWrittenAgain() throws IOException {
        appendSession();
        Files.delete(store.crashMark());
        store.tick();
        assertThat(mark()).startsWith("complete ");
        Files.delete(store.crashMark());
        store.killAndOpen(PAUSE);
        // Nothing is known of the process before.
        assertThat(skipped()).isEqualTo(IDS_SKIPPED_AFTER_CRASH);
    }

    @Test
    void aStoreWhoseMarkCannotBeWrittenSkipsIds() throws IOException {
        store.killWithFullDisk();
        store.openLog();
        store.disk.writesFail = false;
        appendSession();
        store.bootId = Optional.of("b00");
        store.killAndOpen(PAUSE);
        assertThat(skipped()).isEqualTo(IDS_SKIPPED_AFTER_CRASH);
    }

    @Test
    void theOperatingSystemNamesItsBoot() {
        // Every Linux does; elsewhere ids are skipped.
        assertThat(Disk.SYSTEM.bootId().isPresent()).isEqualTo(Files.exists(Disk.BOOT_ID));
        assertThat(Disk.SYSTEM.bootId()).isEqualTo(Disk.SYSTEM.bootId());
    }
}
