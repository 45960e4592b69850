package dev.roomscribe.recognition.worker;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/** Reads the output of a process until it ends, on a thread of its own, and keeps the last lines. Thread-safe. */
final class OutputTail {
    private static final System.Logger LOG = System.getLogger(OutputTail.class.getName());
    private static final int MAX_LINES = 20;
    private static final int MAX_LINE_LENGTH = 300;
    /** libvosk reports some errors once per call; the first lines suffice for a diagnosis. */
    private static final int MAX_LOGGED_LINES = 50;

    private final String name;
    private final InputStream in;
    private final Deque<String> lines = new ArrayDeque<>();
    private final CountDownLatch ended = new CountDownLatch(1);
    private int loggedLines;

    /** Starts to read. */
    OutputTail(String name, InputStream in) {
        this.name = name;
        this.in = in;
        Thread reader = new Thread(this::read, name + "-output");
        reader.setDaemon(true);
        reader.start();
    }

    private void read() {
        try (BufferedReader reader = new BufferedReader(new InputStreamReader(in, StandardCharsets.UTF_8))) {
            StringBuilder line = new StringBuilder();
            for (int character = reader.read(); character >= 0; character = reader.read()) {
                if (character == '\n') {
                    add(line.toString());
                    line.setLength(0);
                } else if (line.length() < MAX_LINE_LENGTH) {
                    line.append((char) character);
                }
            }
            add(line.toString());
        } catch (IOException e) {
            // The process has ended and closed the pipe.
        } finally {
            ended.countDown();
        }
    }

    /** Waits until the last line was read, for at most {@code timeout}. */
    void awaitEnd(Duration timeout) throws InterruptedException {
        var unused = ended.await(timeout.toMillis(), TimeUnit.MILLISECONDS);
    }

    private void add(String line) {
        if (line.isBlank() || line.equals("#")) {
            return;
        }
        synchronized (lines) {
            lines.addLast(line);
            if (lines.size() > MAX_LINES) {
                lines.removeFirst();
            }
        }
        if (loggedLines++ < MAX_LOGGED_LINES) {
            LOG.log(System.Logger.Level.DEBUG, "{0}: {1}", name, line);
        }
    }

    /** Returns the last lines for a message. */
    String describe() {
        synchronized (lines) {
            return lines.isEmpty() ? "it printed nothing" : "its last output: " + String.join(" | ", lines);
        }
    }
}
