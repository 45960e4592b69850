package dev.roomscribe.recognition.worker;

import dev.roomscribe.recognition.Decoder;
import dev.roomscribe.recognition.DecoderException;
import dev.roomscribe.recognition.DecoderLostException;
import dev.roomscribe.recognition.worker.proto.Reply;
import dev.roomscribe.recognition.worker.proto.Request;
import java.io.IOException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.Channel;
import java.nio.channels.ServerSocketChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.OptionalLong;
import java.util.Set;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * One worker process, as the service sees it. May be used from any thread; {@link #call} blocks for as long as the
 * decoder takes.
 */
final class Worker {
    private static final Duration LAST_WORDS = Duration.ofSeconds(2);
    /** Exit codes over this are 128 and the number of a signal. */
    private static final int SIGNALLED = 128;

    private static final int SIGKILL = 9;

    private final String name;
    private final Process process;
    private final OutputTail lastLines;
    private final long startedNanos;
    private final List<Connection> connections;
    private final BlockingQueue<Connection> idle;
    private final MemoryTrend memory = new MemoryTrend();
    private final AtomicLong decoderIds = new AtomicLong();
    private final AtomicInteger decoders = new AtomicInteger();

    /** Guards what follows. */
    private final Set<Call> calls = new HashSet<>();

    private @Nullable Set<Call> culprits;
    private WorkerObserver.End end = WorkerObserver.End.CRASHED;
    private long cpuNanos;

    private volatile boolean retiring;
    private volatile boolean broken;

    private Worker(
            String name, Process process, OutputTail lastLines, List<Connection> connections, long startedNanos) {
        this.name = name;
        this.process = process;
        this.lastLines = lastLines;
        this.connections = connections;
        this.startedNanos = startedNanos;
        idle = new LinkedBlockingQueue<>(connections);
    }

    /**
     * Starts a process, and waits until it has loaded the model.
     *
     * @param directory where its socket is made, and it works
     * @throws DecoderException if it does not come to decode; the message says what became of it
     */
    static Worker start(String name, Path directory, Path model, WorkerLimits limits, long nowNanos) {
        Path socket = directory.resolve(name + ".sock");
        try (ServerSocketChannel listener = ServerSocketChannel.open(StandardProtocolFamily.UNIX)) {
            listener.bind(UnixDomainSocketAddress.of(socket));
            Process process = WorkerCommand.start(directory, socket, limits.lanes(), model);
            OutputTail lastLines = new OutputTail(name, process.getInputStream());
            // Whoever waits for a connection is woken by the listener's end, and by nothing else.
            var unused = process.onExit()
                    .orTimeout(limits.startWithin().toMillis(), TimeUnit.MILLISECONDS)
                    .whenComplete((ended, late) -> close(listener));
            List<Connection> connections = new ArrayList<>();
            try {
                while (connections.size() < limits.lanes()) {
                    connections.add(new Connection(listener.accept()));
                }
                return new Worker(name, process, lastLines, connections, nowNanos);
            } catch (IOException e) {
                String fate = fate(process, lastLines);
                process.destroyForcibly();
                connections.forEach(Worker::close);
                throw new DecoderException("The process that is to decode did not start: " + fate);
            }
        } catch (IOException | UnsupportedOperationException e) {
            throw new DecoderException("The process that is to decode cannot be started: " + e);
        } finally {
            delete(socket);
        }
    }

    String name() {
        return name;
    }

    Process process() {
        return process;
    }

    long startedNanos() {
        return startedNanos;
    }

    MemoryTrend memory() {
        return memory;
    }

    /** Returns whether a call failed, so that the process is as good as gone. */
    boolean isBroken() {
        return broken;
    }

    int decoders() {
        return decoders.get();
    }

    /** Lets its decoders go, each at the end of an utterance. */
    void retire() {
        retiring = true;
    }

    boolean isRetiring() {
        return retiring;
    }

    /**
     * Opens a decoder.
     *
     * @param alone held during every call for audio that may have ended a process before; null for any other
     */
    Decoder open(@Nullable Semaphore alone) {
        RemoteDecoder decoder = new RemoteDecoder(this, decoderIds.incrementAndGet(), alone);
        decoders.incrementAndGet();
        try {
            decoder.open();
            return decoder;
        } catch (DecoderException e) {
            decoders.decrementAndGet();
            throw e;
        }
    }

    void closed() {
        decoders.decrementAndGet();
    }

    /**
     * Makes one call.
     *
     * @throws DecoderException if it ended the process
     * @throws DecoderLostException if the process ended for another reason
     */
    Reply call(Request request, boolean suspect) {
        Call call = new Call(suspect);
        Connection connection;
        try {
            connection = idle.take();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new DecoderLostException("Waiting for " + name + " was interrupted");
        }
        try {
            synchronized (calls) {
                calls.add(call);
            }
            return connection.exchange(request);
        } catch (IOException e) {
            throw lost(call);
        } finally {
            synchronized (calls) {
                calls.remove(call);
            }
            idle.add(connection);
        }
    }

    private DecoderException lost(Call call) {
        broken = true;
        String fate = fate();
        process.destroyForcibly();
        boolean killed = !process.isAlive() && process.exitValue() == SIGNALLED + SIGKILL;
        synchronized (calls) {
            if (culprits == null) {
                // No audio makes libvosk send that signal: it came from outside.
                culprits = killed ? Set.of() : suspectsOrAll();
            }
            String message = "The process that decoded is gone: " + fate;
            return culprits.contains(call) ? new DecoderException(message) : new DecoderLostException(message);
        }
    }

    /** Of several calls under way, those are to blame whose audio was there the last time. */
    private Set<Call> suspectsOrAll() {
        Set<Call> suspects = calls.stream().filter(Call::isSuspect).collect(Collectors.toSet());
        return suspects.isEmpty() ? Set.copyOf(calls) : suspects;
    }

    /** Looks at the calls under way, and kills the process if one hangs. */
    void watch(long watchedNanos, Duration limit) {
        long cpu = process.info().totalCpuDuration().map(Duration::toNanos).orElse(cpuNanos + watchedNanos);
        synchronized (calls) {
            long worked = calls.isEmpty() ? 0 : (cpu - cpuNanos) / calls.size();
            cpuNanos = cpu;
            calls.forEach(call -> call.watch(watchedNanos, worked));
            Set<Call> hanging = calls.stream().filter(call -> call.hangs(limit)).collect(Collectors.toSet());
            if (!hanging.isEmpty() && culprits == null) {
                culprits = hanging;
                end = WorkerObserver.End.HUNG;
                process.destroyForcibly();
            }
        }
    }

    /** Ends the process; whatever still decodes in it is to be decoded elsewhere. */
    void kill() {
        synchronized (calls) {
            if (culprits == null) {
                culprits = Set.of();
                end = WorkerObserver.End.REPLACED;
            }
        }
        process.destroyForcibly();
        connections.forEach(Worker::close);
    }

    /** Returns why the process ended. */
    WorkerObserver.End end() {
        synchronized (calls) {
            return end;
        }
    }

    /** Returns the memory that the process takes, in bytes, where the system tells. */
    OptionalLong memoryBytes() {
        try {
            return Files.readAllLines(Path.of("/proc", Long.toString(process.pid()), "status")).stream()
                    .filter(line -> line.startsWith("VmRSS:"))
                    .mapToLong(line -> Long.parseLong(line.replaceAll("\\D", "")) * 1024)
                    .findFirst();
        } catch (IOException e) {
            return OptionalLong.empty();
        }
    }

    /** Returns what became of the process. */
    String fate() {
        return fate(process, lastLines);
    }

    private static String fate(Process process, OutputTail lastLines) {
        try {
            boolean ended = process.waitFor(LAST_WORDS.toMillis(), TimeUnit.MILLISECONDS);
            if (ended) {
                lastLines.await(LAST_WORDS);
            }
            return (ended ? exit(process.exitValue()) : "it is alive, but does not answer") + "; " + lastLines;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return "nobody waited for it";
        }
    }

    private static String exit(int code) {
        return code > SIGNALLED
                ? "signal %d ended it (exit code %d)".formatted(code - SIGNALLED, code)
                : "exit code " + code;
    }

    private static void close(Channel channel) {
        try {
            channel.close();
        } catch (IOException e) {
            // It is closed all the same.
        }
    }

    private static void close(Connection connection) {
        try {
            connection.close();
        } catch (IOException e) {
            // It is closed all the same.
        }
    }

    private static void delete(Path socket) {
        try {
            Files.deleteIfExists(socket);
        } catch (IOException e) {
            // It goes with its directory.
        }
    }
}
