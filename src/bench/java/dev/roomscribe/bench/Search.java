package dev.roomscribe.bench;

import dev.roomscribe.transcript.search.IndexLocation;
import dev.roomscribe.transcript.search.SearchIndex;
import dev.roomscribe.transcript.search.SearchRequest;
import dev.roomscribe.transcript.search.SearchTerms;
import dev.roomscribe.transcript.search.SearchUnavailableException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/** How long it takes to index 1,000 hours of meetings, and to find words in them. */
final class Search implements Benchmarks.Benchmark {
    private static final int QUERIES = 200;

    private static final List<String> ALL = List.of("*");
    private static final List<String> TENTH = List.of("team-3-*");
    private static final List<String> HUNDRED =
            IntStream.range(0, 100).mapToObj(n -> "team-" + n % 10 + "-" + n).toList();

    @Override
    public void run() throws Exception {
        Path directory = Files.createTempDirectory("roomscribe-search");
        try (SpokenHours hours = new SpokenHours();
                SearchIndex index = SearchIndex.start(hours, IndexLocation.in(directory), InstantSource.system())) {
            long begin = System.nanoTime();
            awaitReady(index);
            System.out.printf(
                    "%,d finals of %,d hours indexed in %.0f s; the index takes %.0f MB%n%n",
                    SpokenHours.FINALS, SpokenHours.HOURS, (System.nanoTime() - begin) / 1e9, size(directory) / 1e6);
            System.out.println("| query | rooms | hits on the first page | p50 | p95 | max |");
            System.out.println("|---|---|---|---|---|---|");
            Random random = new Random(7);
            measure(index, "rare word", random, n -> hours.word(10_000 + n));
            measure(index, "common word", random, hours::word);
            measure(index, "three words", random, n -> hours.word(n) + " " + hours.word(n + 5) + " " + hours.word(300));
            measure(
                    index,
                    "phrase of common words",
                    random,
                    n -> "\"" + hours.word(n) + " " + hours.word(n + 1) + "\"");
            measure(
                    index,
                    "phrase that does not occur",
                    random,
                    n -> "\"" + hours.word(n + 9_000) + " " + hours.word(n + 1) + " " + hours.word(n + 8_000) + "\"");
            measure(
                    index,
                    "prefix of two letters",
                    random,
                    n -> hours.word(n + 50).substring(0, 2) + "*");
        } finally {
            delete(directory);
        }
    }

    private static void awaitReady(SearchIndex index) throws InterruptedException {
        while (true) {
            try {
                index.search(request("ready", ALL));
                return;
            } catch (SearchUnavailableException e) {
                TimeUnit.MILLISECONDS.sleep(100);
            }
        }
    }

    private static SearchRequest request(String text, List<String> rooms) {
        return new SearchRequest(SearchTerms.parse(text), rooms, null, null, null, null, null, 20, null);
    }

    private static void measure(SearchIndex index, String name, Random random, Function<Integer, String> query) {
        // The same words for each set of rooms.
        long seed = random.nextLong();
        measure(index, name, "all", ALL, new Random(seed), query);
        measure(index, name, "a tenth, by prefix", TENTH, new Random(seed), query);
        measure(index, name, "100, by id", HUNDRED, new Random(seed), query);
    }

    private static void measure(
            SearchIndex index,
            String name,
            String rooms,
            List<String> patterns,
            Random random,
            Function<Integer, String> query) {
        double[] millis = new double[QUERIES];
        long hits = 0;
        for (int n = 0; n < QUERIES; n++) {
            String text = query.apply(random.nextInt(100));
            long begin = System.nanoTime();
            hits += index.search(request(text, patterns)).hits().size();
            millis[n] = (System.nanoTime() - begin) / 1e6;
        }
        Arrays.sort(millis);
        System.out.printf(
                "| %s | %s | %.1f | %.1f ms | %.1f ms | %.1f ms |%n",
                name,
                rooms,
                hits / (double) QUERIES,
                millis[QUERIES / 2],
                millis[QUERIES * 95 / 100],
                millis[QUERIES - 1]);
    }

    private static long size(Path directory) throws IOException {
        try (Stream<Path> files = Files.list(directory)) {
            return files.mapToLong(file -> file.toFile().length()).sum();
        }
    }

    private static void delete(Path directory) throws IOException {
        IndexLocation.in(directory).delete();
        Files.deleteIfExists(directory);
    }
}
