package dev.roomscribe.transcript.event;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import java.time.Instant;
import java.util.Arrays;
import java.util.stream.Collectors;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What the log keeps is what subscribers get, so that has to say everything. */
class EventJsonReadingTest {
    @Property(tries = 300)
    void whatIsWrittenIsReadBack(@ForAll("events") DurableEvent event) {
        assertThat(EventJson.read(EventJson.of("r1", new EventId(1, 2), event))).contains(event);
    }

    @Test
    void everyDurableEventIsAmongThem() {
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
                "{\"type\":\"session.ended\",\"session_id\":\"s\",\"at\":1,\"reason\":\"bored\"}",
                "{\"type\":\"session.started\",\"session_id\":\"s\",\"started_at\":\"noon\"}"
            })
    void whatALaterVersionWroteOrNobodyIsNoEvent(String json) {
        assertThat(EventJson.read(json)).isEmpty();
    }

    @Provide
    Arbitrary<DurableEvent> events() {
        Arbitrary<String> text = Arbitraries.strings().ofMaxLength(8);
        Arbitrary<String> known = text.injectNull(0.3);
        Arbitrary<Double> seconds = Arbitraries.longs().between(0, 400_000_000).map(millis -> millis / 1000.0);
        Arbitrary<Instant> at =
                Arbitraries.longs().between(0, 4_000_000_000_000L).map(Instant::ofEpochMilli);
        Arbitrary<DurableEvent> started =
                Combinators.combine(text, at, text, text, known).as(SessionStarted::new);
        Arbitrary<DurableEvent> ended = Combinators.combine(
                        text, seconds, at, Arbitraries.of(SessionEndReason.values()), known)
                .as(SessionEnded::new);
        Arbitrary<DurableEvent> joined = Combinators.combine(text, text, known, known, seconds, at)
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
                Combinators.combine(text, text, known, seconds, at).as(PeerLeft::new);
        Arbitrary<DurableEvent> renamed =
                Combinators.combine(text, text, known, seconds, at).as(PeerRenamed::new);
        Arbitrary<DurableEvent> gap = Combinators.combine(
                        text,
                        known,
                        known,
                        seconds,
                        seconds.injectNull(0.3),
                        Arbitraries.of(GapReason.values()),
                        at,
                        text)
                .as(StreamGap::new);
        Arbitrary<Double> confidence =
                Arbitraries.integers().between(0, 1_000).map(n -> n / 1000.0).injectNull(0.3);
        Arbitrary<DurableEvent> settled = Combinators.combine(
                        text,
                        known,
                        confidence,
                        Combinators.combine(text, seconds, seconds, confidence)
                                .as(Word::new)
                                .list()
                                .ofMaxSize(3),
                        seconds,
                        at,
                        known,
                        Arbitraries.of(EndReason.values()))
                .as((said, name, sure, words, when, instant, language, reason) -> new FinalTranscript(
                        said, said, said, name, said, 7, said, sure, words, when, when, instant, language, said,
                        reason));
        return Arbitraries.oneOf(started, ended, joined, left, renamed, gap, settled);
    }
}
