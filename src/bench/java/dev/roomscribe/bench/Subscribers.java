package dev.roomscribe.bench;

import dev.roomscribe.support.RoomscribeProcess;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.ByteBuffer;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.UUID;
import java.util.stream.Stream;

/**
 * Measures the time from the append of a final to the log until the last of many subscribers of the room has read it. The
 * subscribers also read all partials, and run on the same machine.
 */
final class Subscribers implements Benchmarks.Benchmark {
    /** After this time the service's code is compiled; before, finals reach 5,000 subscribers a second late. */
    private static final int WARM_UP_SECONDS = 10;

    private static final int SECONDS = 120;
    private static final byte[] FINAL = "event:transcript.final\n".getBytes(StandardCharsets.US_ASCII);

    @Override
    public void run() throws IOException, InterruptedException {
        System.out.printf("| subscribers | finals | ms to the last, p50 | p95 | p99 | processor of the service |%n");
        System.out.printf("|---|---|---|---|---|---|%n");
        for (int count : new int[] {100, 1_000, 5_000}) {
            measure(count);
        }
    }

    private static void measure(int count) throws IOException, InterruptedException {
        Path data = Path.of("target/process-data", UUID.randomUUID().toString());
        try (RoomscribeProcess service = RoomscribeProcess.start(
                Map.of("ROOMSCRIBE_DATA_DIRECTORY", data.toString()),
                "-Droomscribe.fishjam.embedded=true",
                "-Droomscribe.limits.streams=0")) {
            URI url = service.url();
            HttpClient http = HttpClient.newHttpClient();
            HttpRequest start = HttpRequest.newBuilder(url.resolve("/rooms/demo/transcribe"))
                    .POST(HttpRequest.BodyPublishers.noBody())
                    .build();
            http.send(start, HttpResponse.BodyHandlers.discarding());
            List<Reader> readers = new ArrayList<>();
            try (Selector selector = Selector.open()) {
                for (int number = 0; number < count; number++) {
                    readers.add(new Reader(url, selector));
                }
                read(selector, WARM_UP_SECONDS);
                long begin = System.currentTimeMillis();
                long cpu = Measurement.cpuNanos(service.handle());
                read(selector, SECONDS);
                double cpuShare = (Measurement.cpuNanos(service.handle()) - cpu) / 1e9 / SECONDS;
                report(readers, appendTimes(data), begin, cpuShare);
                for (Reader reader : readers) {
                    reader.channel.close();
                }
            }
        }
    }

    private static void read(Selector selector, int seconds) throws IOException {
        long end = System.currentTimeMillis() + seconds * 1_000L;
        while (System.currentTimeMillis() < end) {
            selector.select(100);
            for (Iterator<SelectionKey> keys = selector.selectedKeys().iterator(); keys.hasNext(); keys.remove()) {
                ((Reader) keys.next().attachment()).read(System.currentTimeMillis());
            }
        }
    }

    /** Returns the time of each final in the log, whose lines are {@code crc id millis json}. */
    private static List<Long> appendTimes(Path data) throws IOException {
        List<Long> appended = new ArrayList<>();
        try (Stream<Path> files = Files.walk(data)) {
            for (Path file : files.filter(path -> path.toString().contains("transcripts"))
                    .filter(Files::isRegularFile)
                    .sorted()
                    .toList()) {
                for (String line : Files.readAllLines(file)) {
                    if (line.contains("\"type\":\"transcript.final\"")) {
                        appended.add(Long.parseLong(line.split(" ", 4)[2]));
                    }
                }
            }
        }
        return appended;
    }

    private static void report(List<Reader> readers, List<Long> appended, long begin, double cpuShare) {
        List<Double> millis = new ArrayList<>();
        int complete =
                readers.stream().mapToInt(reader -> reader.finals.size()).min().orElseThrow();
        for (int number = 0; number < complete; number++) {
            int which = number;
            if (appended.get(number) > begin) {
                long last = readers.stream()
                        .mapToLong(reader -> reader.finals.get(which))
                        .max()
                        .orElseThrow();
                millis.add((double) (last - appended.get(number)));
            }
        }
        System.out.printf(
                Locale.ROOT,
                "| %d | %d | %.0f | %.0f | %.0f | %.0f %% of a core |%n",
                readers.size(),
                millis.size(),
                Measurement.percentile(millis, 0.5),
                Measurement.percentile(millis, 0.95),
                Measurement.percentile(millis, 0.99),
                cpuShare * 100);
    }

    /** A subscriber that reads all events from the beginning. */
    private static final class Reader {
        final List<Long> finals = new ArrayList<>();
        final SocketChannel channel;

        private final ByteBuffer buffer = ByteBuffer.allocateDirect(16 * 1024);
        /** The number of bytes of {@link #FINAL} that were just read. */
        private int matched;

        Reader(URI service, Selector selector) throws IOException {
            channel = SocketChannel.open(new InetSocketAddress(service.getHost(), service.getPort()));
            channel.write(ByteBuffer.wrap("GET /rooms/demo/transcript/events?after=0 HTTP/1.1\r\nHost: bench\r\n\r\n"
                    .getBytes(StandardCharsets.US_ASCII)));
            channel.configureBlocking(false);
            channel.register(selector, SelectionKey.OP_READ, this);
        }

        void read(long now) throws IOException {
            buffer.clear();
            if (channel.read(buffer) < 0) {
                throw new IOException("A subscriber's stream has ended");
            }
            buffer.flip();
            while (buffer.hasRemaining()) {
                byte next = buffer.get();
                matched = next == FINAL[matched] ? matched + 1 : next == FINAL[0] ? 1 : 0;
                if (matched == FINAL.length) {
                    finals.add(now);
                    matched = 0;
                }
            }
        }
    }
}
