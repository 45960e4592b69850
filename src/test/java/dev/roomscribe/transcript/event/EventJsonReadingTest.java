package dev.roomscribe.transcript.event;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import dev.roomscribe.contract.DocumentedSchemas;
import java.time.Instant;
import java.util.Arrays;
import java.util.stream.Collectors;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The log stores the JSON that subscribers receive, so the JSON has to contain every field. */
class EventJsonReadingTest {
    @Property(tries = 300)
    void everyDurableEventIsReadBackFromItsJson(@ForAll("events") DurableEvent event) {
        String json = EventJson.of("r1", new EventId(1, 2), event);
        assertThat(EventJson.read(json)).contains(event);
        DocumentedSchemas.checkEvent(json);
    }

    @Test
    void theGeneratorCoversEveryTypeOfDurableEvent() {
        assertThat(Arrays.stream(DurableEvent.class.getPermittedSubclasses()).collect(Collectors.toSet()))
                .isEqualTo(events().sampleStream()
                        .limit(2_000)
                        .map(Object::getClass)
                        .collect(Collectors.toSet()));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "{",
                "{}",
                "{\"type\":\"transcript.later\"}",
                "{\"type\":\"session.ended\",\"session_id\":\"s\",\"instants\":1,\"reason\":\"bored\"}",
                "{\"type\":\"session.started\",\"session_id\":\"s\",\"started_at\":\"noon\"}"
            })
    void unknownOrInvalidJsonIsNotAnEvent(String json) {
        assertThat(EventJson.read(json)).isEmpty();
    }

    private record Detail(String text, boolean continues) {}

    private record End(
            EndReason reason, boolean truncated, @Nullable String text) {}

    @Provide
    Arbitrary<DurableEvent> events() {
        Arbitrary<String> text = Arbitraries.strings().ofMaxLength(8);
        Arbitrary<String> optionalText = text.injectNull(0.3);
        Arbitrary<Double> seconds = Arbitraries.longs().between(0, 400_000_000).map(millis -> millis / 1000.0);
        Arbitrary<Instant> instants =
                Arbitraries.longs().between(0, 4_000_000_000_000L).map(Instant::ofEpochMilli);
        Arbitrary<Integer> retention = Arbitraries.integers().greaterOrEqual(0).injectNull(0.3);
        Arbitrary<DurableEvent> started = Combinators.combine(text, instants, text, text, optionalText, retention)
                .as(SessionStarted::new);
        Arbitrary<DurableEvent> resumed = Combinators.combine(
                        text, seconds, instants, text, text, optionalText, retention)
                .as(SessionResumed::new);
        Arbitrary<DurableEvent> ended = Combinators.combine(
                        text, seconds, instants, Arbitraries.of(SessionEndReason.values()), optionalText, retention)
                .as(SessionEnded::new);
        Arbitrary<DurableEvent> joined = Combinators.combine(text, text, optionalText, optionalText, seconds, instants)
                .as((session, peer, name, metadata, when, instant) -> new PeerJoined(
                        session,
                        peer,
                        name,
                        metadata == null
                                ? null
                                : JsonNodeFactory.instance.objectNode().put("camelCase", metadata),
                        when,
                        instant));
        Arbitrary<DurableEvent> left =
                Combinators.combine(text, text, optionalText, seconds, instants).as(PeerLeft::new);
        Arbitrary<DurableEvent> renamed =
                Combinators.combine(text, text, optionalText, seconds, instants).as(PeerRenamed::new);
        Arbitrary<DurableEvent> gap = Combinators.combine(
                        text,
                        optionalText,
                        optionalText,
                        seconds,
                        seconds.injectNull(0.3),
                        Arbitraries.of(GapReason.values()),
                        instants,
                        Combinators.combine(text, Arbitraries.of(true, false)).as(Detail::new))
                .as((session, peer, track, from, to, reason, instant, detail) -> new StreamGap(
                        session, peer, track, from, to, reason, instant, detail.text(), detail.continues()));
        Arbitrary<Double> confidence =
                Arbitraries.integers().between(0, 1_000).map(n -> n / 1000.0).injectNull(0.3);
        Arbitrary<DurableEvent> utterances = Combinators.combine(
                        text,
                        optionalText,
                        confidence,
                        Combinators.combine(text, seconds, seconds, confidence)
                                .as(Word::new)
                                .list()
                                .ofMaxSize(3),
                        seconds,
                        instants,
                        optionalText,
                        Combinators.combine(
                                        Arbitraries.of(EndReason.values()), Arbitraries.of(true, false), optionalText)
                                .as(End::new))
                .as((content, name, score, words, when, instant, language, end) -> new FinalTranscript(
                        content,
                        content,
                        content,
                        name,
                        content,
                        7,
                        content,
                        end.text(),
                        score,
                        words,
                        when,
                        when,
                        instant,
                        language,
                        content,
                        end.reason(),
                        end.truncated()));
        Arbitrary<DurableEvent> erased = Combinators.combine(
                        text, optionalText, seconds.injectNull(0.3), seconds.injectNull(0.3), instants.injectNull(0.3))
                .as(TranscriptErased::new);
        return Arbitraries.oneOf(started, resumed, ended, joined, left, renamed, gap, utterances, erased);
    }
}
