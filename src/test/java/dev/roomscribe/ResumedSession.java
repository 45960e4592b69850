package dev.roomscribe;

import static dev.roomscribe.support.SpokenWords.seconds;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.roomscribe.support.CaptionClient;
import dev.roomscribe.support.SpokenWords;
import dev.roomscribe.support.SpokenWords.Spoken;
import dev.roomscribe.transcript.event.EventId;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.stream.LongStream;

/** Verifies the stored events of one session that several processes ran, from its start to its end. */
final class ResumedSession {
    /** Audio at the end of the session that may not have arrived before it. */
    private static final double DELIVERY_SECONDS = 0.3;

    private static final double MAX_PIECE_SECONDS = 10;
    /** Times are in whole milliseconds. */
    private static final double ROUNDING_SECONDS = 0.002;
    /** How much the times of two words that follow each other may overlap: libvosk's times are multiples of 0.03 s. */
    private static final double MAX_OVERLAP_SECONDS = 0.1;
    /** How far from an interruption speech may be recognized as another word, because its context is missing. */
    private static final double CONTEXT_SECONDS = 1.5;

    private static final double NEAR_SECONDS = 3;
    /**
     * How long before the end of a gap audio may have been spoken that was still received: a gap ends when the service has
     * read that its agent is connected, and a busy process reads that late.
     */
    private static final double UNREAD_SECONDS = 1;

    /** @param recordingStart when the first sample of the speaker's recording was spoken */
    record Speaker(String name, String peerId, Instant recordingStart) {}

    private final List<CaptionClient.Event> events;

    /** @param events all events with an id, in the order in which a subscriber received them */
    ResumedSession(List<CaptionClient.Event> events) {
        this.events = events;
    }

    /**
     * Verifies ids and the order of types.
     *
     * @param reasons why audio is missing before each resumption
     */
    void verifyEvents(List<String> reasons) {
        assertThat(events.stream()
                        .map(event -> EventId.parse(event.id()).orElseThrow().sequence()))
                .isEqualTo(LongStream.rangeClosed(1, events.size()).boxed().toList());
        assertThat(events.stream().map(event -> event.text("session_id"))).containsOnly(sessionId());
        assertThat(events.get(0).type()).isEqualTo("session.started");
        assertThat(events.get(events.size() - 1).type()).isEqualTo("session.ended");
        assertThat(events.get(events.size() - 1).text("reason")).isEqualTo("stopped");
        assertThat(ofType("session.started")).hasSize(1);
        assertThat(ofType("session.ended")).hasSize(1);
        assertThat(ofType("session.resumed")).hasSize(reasons.size());
        assertThat(ofType("transcript.final").stream().map(event -> event.text("utterance_id")))
                .isNotEmpty()
                .doesNotHaveDuplicates();
        List<List<CaptionClient.Event>> parts = parts();
        for (int i = 0; i < reasons.size(); i++) {
            CaptionClient.Event resumed = parts.get(i + 1).get(0);
            verifyGaps(parts.get(i), resumed, reasons.get(i));
            verifyAgent(resumed, i);
        }
        assertThat(SpokenWords.gaps("", parts.get(reasons.size()))).isEmpty();
    }

    /** Returns the events of each process: the first ones, and those from each resumption on. */
    private List<List<CaptionClient.Event>> parts() {
        List<List<CaptionClient.Event>> parts = new ArrayList<>();
        for (CaptionClient.Event event : events) {
            if (parts.isEmpty() || event.is("session.resumed")) {
                parts.add(new ArrayList<>());
            }
            parts.get(parts.size() - 1).add(event);
        }
        return parts;
    }

    /** The gaps of all peers adjoin and end at the resumption. The first one states how long no process ran at all. */
    static void verifyGaps(List<CaptionClient.Event> part, CaptionClient.Event resumed, String reason) {
        List<CaptionClient.Event> gaps =
                part.stream().filter(SpokenWords::isGap).toList();
        // Audio that arrives right after a resumption may belong to a peer that is not read from Fishjam yet.
        assertThat(gaps)
                .allSatisfy(gap -> assertThat(gap.text("reason"))
                        .isIn(gap.data().hasNonNull("peer_id") ? List.of(reason, "unknown_peer") : List.of(reason)));
        List<CaptionClient.Event> ofAll =
                gaps.stream().filter(gap -> !gap.data().hasNonNull("peer_id")).toList();
        assertThat(ofAll).as("gaps before %s", resumed).isNotEmpty();
        for (int i = 0; i < ofAll.size(); i++) {
            double to = ofAll.get(i).data().path("to").asDouble();
            double next = i + 1 < ofAll.size()
                    ? ofAll.get(i + 1).data().path("from").asDouble()
                    : resumed.data().path("at").asDouble();
            assertThat(to).as("end of %s", ofAll.get(i)).isCloseTo(next, within(ROUNDING_SECONDS));
            assertThat(to - ofAll.get(i).data().path("from").asDouble())
                    .isBetween(0.0, i == 0 ? Double.MAX_VALUE : MAX_PIECE_SECONDS + ROUNDING_SECONDS);
        }
        if (reason.equals("service_restarted")) {
            assertThat(gaps)
                    .as("all audio that was recognized is final")
                    .noneMatch(gap -> gap.data().hasNonNull("peer_id")
                            && gap.text("reason").equals(reason));
        }
    }

    private void verifyAgent(CaptionClient.Event resumed, int index) {
        CaptionClient.Event before =
                index == 0 ? events.get(0) : ofType("session.resumed").get(index - 1);
        assertThat(resumed.text("agent_id")).isNotEmpty().isNotEqualTo(before.text("agent_id"));
        assertThat(resumed.text("model")).isEqualTo(before.text("model"));
    }

    /**
     * Verifies that every word is in one final or in a gap.
     *
     * @param joined when the speakers joined, in seconds by the wall clock
     */
    void verifyWords(List<Speaker> speakers, double joined) {
        double ended = seconds(Instant.parse(events.get(events.size() - 1).text("ended_at")));
        for (Speaker speaker : speakers) {
            List<Spoken> said =
                    SpokenWords.said(speaker.name(), speaker.recordingStart(), joined, ended - DELIVERY_SECONDS);
            List<Spoken> lost = SpokenWords.notRecognized(said, speaker.peerId(), events);
            List<double[]> gaps = SpokenWords.gaps(speaker.peerId(), events);
            List<Spoken> outside = SpokenWords.outsideGaps(lost, speaker.peerId(), events);
            List<Spoken> missing = outside.stream()
                    .filter(word -> !isCut(word, gaps) && !isMisheard(word, speaker, gaps))
                    .toList();
            assertThat(missing)
                    .as(() -> "words of %s that are neither in a final nor in a gap; near them: %s, gaps %s"
                            .formatted(speaker, near(missing, speaker), near(missing, gaps)))
                    .isEmpty();
            verifyOnce(speaker, gaps);
        }
    }

    private List<Spoken> near(List<Spoken> words, Speaker speaker) {
        return SpokenWords.recognized(speaker.peerId(), events).stream()
                .filter(heard -> words.stream().anyMatch(word -> Math.abs(heard.start() - word.start()) < NEAR_SECONDS))
                .toList();
    }

    private static List<String> near(List<Spoken> words, List<double[]> gaps) {
        return gaps.stream()
                .filter(gap -> words.stream()
                        .anyMatch(word -> gap[0] < word.end() + NEAR_SECONDS && gap[1] > word.start() - NEAR_SECONDS))
                .map(Arrays::toString)
                .toList();
    }

    /** Whether a gap begins or ends in a word. */
    private static boolean isCut(Spoken word, List<double[]> gaps) {
        return gaps.stream().anyMatch(gap -> gap[0] < word.end() && gap[1] > word.start());
    }

    /** Whether a final contains speech at the time of a word that is close to a gap. */
    private boolean isMisheard(Spoken word, Speaker speaker, List<double[]> gaps) {
        return gaps.stream()
                        .anyMatch(
                                gap -> gap[0] < word.end() + CONTEXT_SECONDS && gap[1] > word.start() - CONTEXT_SECONDS)
                && SpokenWords.recognized(speaker.peerId(), events).stream()
                        .anyMatch(heard -> heard.start() < word.end() && heard.end() > word.start());
    }

    /** No moment of a speaker is in two words, and no word is in a gap, except where its end is uncertain. */
    private void verifyOnce(Speaker speaker, List<double[]> gaps) {
        List<Spoken> heard = SpokenWords.recognized(speaker.peerId(), events).stream()
                .sorted(Comparator.comparingDouble(Spoken::start))
                .toList();
        for (int i = 0; i + 1 < heard.size(); i++) {
            assertThat(heard.get(i + 1).start())
                    .as("start of %s after %s", heard.get(i + 1), heard.get(i))
                    .isGreaterThanOrEqualTo(heard.get(i).end() - MAX_OVERLAP_SECONDS);
        }
        List<double[]> whole = SpokenWords.joined(gaps);
        assertThat(heard)
                .allSatisfy(word -> assertThat(whole)
                        .noneMatch(gap ->
                                gap[0] < word.start() - MAX_OVERLAP_SECONDS && gap[1] > word.end() + UNREAD_SECONDS));
    }

    private String sessionId() {
        return events.get(0).text("session_id");
    }

    private List<CaptionClient.Event> ofType(String type) {
        return events.stream().filter(event -> event.is(type)).toList();
    }
}
