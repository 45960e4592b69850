package dev.roomscribe.recognition.worker;

import dev.roomscribe.recognition.DecoderException;
import dev.roomscribe.storage.PrivateFiles;
import java.io.IOException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.ServerSocketChannel;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.TimeUnit;

/** An operating system process that runs {@link WorkerMain}, and the connections to it. Thread-safe. */
final class WorkerProcess {
    /** How long {@link #describeEnd} waits for the exit and for the last output. */
    private static final Duration EXIT_WAIT = Duration.ofSeconds(2);
    /** A higher exit code is this number plus the number of the signal that ended the process. */
    private static final int SIGNAL_BASE = 128;

    private static final int SIGKILL = 9;

    private final Process process;
    private final WorkerDirectory directory;
    private final OutputTail output;
    private final List<WorkerConnection> connections;

    WorkerProcess(Process process, WorkerDirectory directory, OutputTail output, List<WorkerConnection> connections) {
        this.process = process;
        this.directory = directory;
        this.output = output;
        this.connections = List.copyOf(connections);
    }

    /**
     * Starts a process and waits until it has loaded the model and opened its connections. It has a directory of its own,
     * which is deleted when it has ended.
     *
     * @throws DecoderException if it does not start within {@link WorkerLimits#startupTimeout}; the message says why
     */
    static WorkerProcess start(String name, Path model, WorkerLimits limits) {
        WorkerDirectory directory = WorkerDirectory.create();
        try (ServerSocketChannel listener = ServerSocketChannel.open(StandardProtocolFamily.UNIX)) {
            listener.bind(UnixDomainSocketAddress.of(directory.socket()));
            PrivateFiles.restrict(directory.socket());
            Process process = WorkerCommand.start(directory, limits.connections(), model);
            deleteWhenEnded(directory, process);
            OutputTail output = new OutputTail(name, process.getInputStream());
            // Closing the listener is the only way to wake a thread that waits in accept().
            var unused = process.onExit()
                    .orTimeout(limits.startupTimeout().toMillis(), TimeUnit.MILLISECONDS)
                    .whenComplete((ended, timeout) -> close(listener));
            List<WorkerConnection> connections = new ArrayList<>();
            try {
                while (connections.size() < limits.connections()) {
                    connections.add(new WorkerConnection(listener.accept()));
                }
                return new WorkerProcess(process, directory, output, connections);
            } catch (IOException e) {
                String reason = describeEnd(process, output);
                process.destroyForcibly();
                connections.forEach(WorkerConnection::close);
                // The next start must not need memory at the same time.
                await(process);
                directory.close();
                throw new DecoderException("The worker process did not start: " + reason);
            }
        } catch (IOException | UnsupportedOperationException e) {
            directory.close();
            throw new DecoderException("The worker process cannot be started: " + e);
        }
    }

    Process process() {
        return process;
    }

    List<WorkerConnection> connections() {
        return connections;
    }

    /** Kills the process; calls in progress fail when it has exited. */
    void destroy() {
        process.destroyForcibly();
    }

    /** Kills the process and closes the connections, so that calls in progress fail immediately. */
    void kill() {
        process.destroyForcibly();
        connections.forEach(WorkerConnection::close);
    }

    /** Waits up to 2 s for the process to end, and deletes its directory. */
    void awaitEnd() {
        await(process);
        directory.close();
    }

    /** Returns whether the process has ended by SIGKILL. */
    boolean wasKilled() {
        return !process.isAlive() && process.exitValue() == SIGNAL_BASE + SIGKILL;
    }

    /** Returns the processor time used since the process started; empty if the system does not provide it. */
    Optional<Duration> cpuTime() {
        return process.info().totalCpuDuration();
    }

    /** Returns the memory of the process in bytes; empty if the system does not provide it. */
    OptionalLong memoryBytes() {
        return ProcessMemory.bytes(process.pid());
    }

    /** Returns how the process ended and its last output. Blocks for up to 4 s. */
    String describeEnd() {
        return describeEnd(process, output);
    }

    private static String describeEnd(Process process, OutputTail output) {
        try {
            boolean ended = process.waitFor(EXIT_WAIT.toMillis(), TimeUnit.MILLISECONDS);
            if (ended) {
                output.awaitEnd(EXIT_WAIT);
            }
            return (ended ? describe(process.exitValue()) : "it is still running, but does not respond") + "; "
                    + output.describe();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return "its exit code is not known";
        }
    }

    private static void deleteWhenEnded(WorkerDirectory directory, Process process) {
        var unused = process.onExit().thenRun(directory::close);
    }

    /** Cannot be interrupted: a start that is interrupted must not leave its process behind. */
    private static void await(Process process) {
        var unused = process.onExit()
                .completeOnTimeout(process, EXIT_WAIT.toMillis(), TimeUnit.MILLISECONDS)
                .join();
    }

    private static String describe(int exitCode) {
        return exitCode > SIGNAL_BASE
                ? "signal %d ended it (exit code %d)".formatted(exitCode - SIGNAL_BASE, exitCode)
                : "exit code " + exitCode;
    }

    private static void close(ServerSocketChannel listener) {
        try {
            listener.close();
        } catch (IOException e) {
            // Closed in any case.
        }
    }
}
