package dev.roomscribe.support;

import static dev.roomscribe.support.DemoScript.LOOP_SECONDS;

import dev.roomscribe.recognition.Decoder.DecodedWord;
import dev.roomscribe.recognition.Recordings;
import dev.roomscribe.recognition.vosk.BareLibvosk;
import dev.roomscribe.recognition.vosk.VoskModel;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.DoubleStream;
import java.util.stream.Stream;

/**
 * The words that the speakers of the demo room say, with the times that libvosk gives them, and what became of them in the
 * events of a session.
 */
public final class SpokenWords {
    /** How far a word may be from its time; less than the shortest time between two equal words. */
    private static final double MAX_ERROR_SECONDS = 0.4;
    /** How far a word is looked for whose time may be wrong. */
    private static final double NEAR_SECONDS = 2;
    /** How far a gap may begin after a word that it contains: the error of the word's time. */
    private static final double GAP_MARGIN_SECONDS = 0.05;

    /** Intervals that are closer than this adjoin: their times are rounded to milliseconds. */
    private static final double ADJOINING_SECONDS = 0.001;

    private static final Map<String, List<DecodedWord>> RECORDED = decode();

    private SpokenWords() {}

    /** A word, and when it was spoken by the wall clock, in seconds. */
    public record Spoken(String text, double start, double end) {}

    /**
     * Returns what a speaker has said in an interval: all words that are completely in it.
     *
     * @param recordingStart when the first sample of the recording, which repeats, was spoken
     */
    public static List<Spoken> said(String speaker, Instant recordingStart, double from, double to) {
        return DoubleStream.iterate(seconds(recordingStart), start -> start <= to, start -> start + LOOP_SECONDS)
                .boxed()
                .flatMap(start -> RECORDED.get(speaker).stream()
                        .map(word -> new Spoken(word.text(), start + word.start(), start + word.end())))
                .filter(word -> word.start() >= from && word.end() <= to)
                .toList();
    }

    /** Returns the words that are in no final of the peer. */
    public static List<Spoken> notRecognized(List<Spoken> said, String peerId, List<CaptionClient.Event> events) {
        List<Spoken> recognized = new ArrayList<>(recognized(peerId, events));
        List<Spoken> missing = new ArrayList<>();
        for (Spoken word : said) {
            boolean found = recognized.removeIf(heard ->
                    heard.text().equals(word.text()) && Math.abs(heard.start() - word.start()) < MAX_ERROR_SECONDS);
            if (!found) {
                missing.add(word);
            }
        }
        return missing;
    }

    /**
     * Returns how much later the words of a peer's finals are than they were spoken, in seconds; each is compared with the
     * nearest equal word that the speaker has said.
     */
    public static List<Double> timeErrors(
            String speaker, Instant recordingStart, String peerId, List<CaptionClient.Event> events) {
        return recognized(peerId, events).stream()
                .flatMap(heard ->
                        said(speaker, recordingStart, heard.start() - NEAR_SECONDS, heard.end() + NEAR_SECONDS).stream()
                                .filter(word -> word.text().equals(heard.text()))
                                .map(word -> heard.start() - word.start())
                                .min(Comparator.comparingDouble(Math::abs))
                                .stream())
                .toList();
    }

    /** Returns the words of a peer's finals. */
    public static List<Spoken> recognized(String peerId, List<CaptionClient.Event> events) {
        return events.stream()
                .filter(event -> event.is("transcript.final") && peerId.equals(event.text("peer_id")))
                .flatMap(SpokenWords::words)
                .toList();
    }

    private static Stream<Spoken> words(CaptionClient.Event utterance) {
        double sessionStart = seconds(Instant.parse(utterance.text("started_at")))
                - utterance.data().path("start").asDouble();
        List<Spoken> words = new ArrayList<>();
        utterance
                .data()
                .path("words")
                .forEach(word -> words.add(new Spoken(
                        word.path("word").asText(),
                        sessionStart + word.path("start").asDouble(),
                        sessionStart + word.path("end").asDouble())));
        return words.stream();
    }

    /** Returns the words that are in no gap of the peer, or of all peers. */
    public static List<Spoken> outsideGaps(List<Spoken> words, String peerId, List<CaptionClient.Event> events) {
        List<double[]> gaps = gaps(peerId, events);
        return words.stream()
                .filter(word -> !contain(gaps, word.start() + GAP_MARGIN_SECONDS, word.end() - GAP_MARGIN_SECONDS))
                .toList();
    }

    /** Returns the intervals in which audio of a peer is missing from the session, as wall-clock seconds, earliest first. */
    public static List<double[]> gaps(String peerId, List<CaptionClient.Event> events) {
        return events.stream()
                .filter(SpokenWords::isGap)
                .filter(gap -> !gap.data().hasNonNull("peer_id") || peerId.equals(gap.text("peer_id")))
                .map(gap -> {
                    double from = seconds(Instant.parse(gap.text("started_at")));
                    double length = gap.data().path("to").asDouble()
                            - gap.data().path("from").asDouble();
                    return new double[] {from, from + length};
                })
                .sorted((a, b) -> Double.compare(a[0], b[0]))
                .toList();
    }

    /** Returns whether an event is a gap in its session, not the one between two sessions. */
    public static boolean isGap(CaptionClient.Event event) {
        return event.is("stream.gap") && !"not_transcribed".equals(event.text("reason"));
    }

    /** Returns intervals that adjoin or overlap as one. */
    public static List<double[]> joined(List<double[]> sorted) {
        List<double[]> joined = new ArrayList<>();
        for (double[] interval : sorted) {
            double[] last = joined.isEmpty() ? null : joined.get(joined.size() - 1);
            if (last != null && interval[0] <= last[1] + ADJOINING_SECONDS) {
                last[1] = Math.max(last[1], interval[1]);
            } else {
                joined.add(interval.clone());
            }
        }
        return joined;
    }

    /** Returns whether adjoining intervals contain another one. */
    private static boolean contain(List<double[]> sorted, double from, double to) {
        return joined(sorted).stream()
                .anyMatch(interval -> interval[0] <= from + ADJOINING_SECONDS && interval[1] >= to);
    }

    public static double seconds(Instant time) {
        return time.getEpochSecond() + time.getNano() / 1e9;
    }

    private static Map<String, List<DecodedWord>> decode() {
        try (VoskModel model = VoskModel.builtIn()) {
            return Stream.of("alice", "bob")
                    .collect(Collectors.toMap(
                            speaker -> speaker,
                            speaker -> BareLibvosk.decode(model, Recordings.demo(speaker)).stream()
                                    .flatMap(utterance -> utterance.words().stream())
                                    .toList()));
        }
    }
}
