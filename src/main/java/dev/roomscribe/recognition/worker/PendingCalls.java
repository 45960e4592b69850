package dev.roomscribe.recognition.worker;

import java.time.Duration;
import java.util.HashSet;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** The calls that one worker has not answered yet, and which of them caused its end. Thread-safe. */
final class PendingCalls {
    private final Set<PendingCall> calls = new HashSet<>();

    /** The calls that caused the end of the process; null while the cause of its end is not known. */
    private @Nullable Set<PendingCall> causes;

    private WorkerObserver.ExitReason exitReason = WorkerObserver.ExitReason.CRASHED;
    private long processCpuNanos;

    /** Returns a new pending call. */
    synchronized PendingCall begin(boolean suspect) {
        PendingCall call = new PendingCall(suspect);
        calls.add(call);
        return call;
    }

    synchronized void end(PendingCall call) {
        calls.remove(call);
    }

    /**
     * Returns whether a pending call caused the crash of the process.
     *
     * @param killed whether SIGKILL ended the process. No audio makes libvosk send that signal, so it came from outside
     */
    synchronized boolean causedCrash(PendingCall call, boolean killed) {
        if (causes == null) {
            causes = killed ? Set.of() : suspectsOrAll();
        }
        return causes.contains(call);
    }

    /** If audio on which a decoder failed before is among the pending calls, it is the cause. */
    private Set<PendingCall> suspectsOrAll() {
        Set<PendingCall> suspects =
                calls.stream().filter(PendingCall::isSuspect).collect(Collectors.toSet());
        return suspects.isEmpty() ? Set.copyOf(calls) : suspects;
    }

    /**
     * Checks for calls that hang.
     *
     * @param elapsedNanos the time since the last check
     * @param cpuNanos the processor time that the process has used since it started
     * @return whether the process must be killed
     */
    synchronized boolean findHanging(long elapsedNanos, long cpuNanos, Duration limit) {
        long cpuPerCall = calls.isEmpty() ? 0 : (cpuNanos - processCpuNanos) / calls.size();
        processCpuNanos = cpuNanos;
        calls.forEach(call -> call.onStillPending(elapsedNanos, cpuPerCall));
        Set<PendingCall> hanging =
                calls.stream().filter(call -> call.hangs(limit)).collect(Collectors.toSet());
        if (hanging.isEmpty() || causes != null) {
            return false;
        }
        causes = hanging;
        exitReason = WorkerObserver.ExitReason.HUNG;
        return true;
    }

    /** Returns the processor time passed to the last {@link #findHanging}, in nanoseconds. */
    synchronized long processCpuNanos() {
        return processCpuNanos;
    }

    /** Notes that the service is about to end the process: no call is the cause. */
    synchronized void onReplaced() {
        if (causes == null) {
            causes = Set.of();
            exitReason = WorkerObserver.ExitReason.REPLACED;
        }
    }

    /** Returns why the process ended. */
    synchronized WorkerObserver.ExitReason exitReason() {
        return exitReason;
    }
}
