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

/** Reads what a process says until it is silent for ever, and remembers the end of it. */
final class OutputTail {
    private static final System.Logger LOG = System.getLogger(OutputTail.class.getName());
    private static final int MOST_LINES = 20;
    private static final int LONGEST_LINE = 300;
    /** libvosk complains of some faults once per call: who wants to know reads the first. */
    private static final int MOST_LOGGED = 50;

    private final String name;
    private final InputStream in;
    private final Deque<String> lines = new ArrayDeque<>();
    private final CountDownLatch ended = new CountDownLatch(1);
    private int logged;

    /** Begins to read, on a thread of its own. */
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
                } else if (line.length() < LONGEST_LINE) {
                    line.append((char) character);
                }
            }
            add(line.toString());
        } catch (IOException e) {
            // The process is gone, and the pipe with it.
        } finally {
            ended.countDown();
        }
    }

    /** Waits for the last line. */
    void await(Duration limit) throws InterruptedException {
        var unused = ended.await(limit.toMillis(), TimeUnit.MILLISECONDS);
    }

    private void add(String line) {
        if (line.isBlank() || line.equals("#")) {
            return;
        }
        synchronized (lines) {
            lines.addLast(line);
            if (lines.size() > MOST_LINES) {
                lines.removeFirst();
            }
        }
        if (logged++ < MOST_LOGGED) {
            LOG.log(System.Logger.Level.DEBUG, "{0}: {1}", name, line);
        }
    }

    /** Returns the last lines, or that there are none. */
    @Override
    public String toString() {
        synchronized (lines) {
            return lines.isEmpty() ? "it said nothing" : "its last words: " + String.join(" | ", lines);
        }
    }
}
