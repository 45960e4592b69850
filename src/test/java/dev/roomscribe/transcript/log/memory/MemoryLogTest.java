package dev.roomscribe.transcript.log.memory;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import dev.roomscribe.transcript.event.TestEvents;
import dev.roomscribe.transcript.log.TranscriptLogContract;
import dev.roomscribe.transcript.log.TranscriptStore;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;

/** What a log in memory does besides what every log does: it drops events one by one. */
class MemoryLogTest extends TranscriptLogContract {
    private static final Duration HOUR = Duration.ofHours(1);

    @Override
    public TranscriptStore store() {
        return new MemoryStore(new Retention(3, HOUR), clock);
    }

    @Test
    void overTheCountTheOldestAreDropped() {
        List.of("a", "b", "c", "d", "e").forEach(text -> append(TestEvents.utterance(text)));
        assertThat(kept()).containsExactly(3L, 4L, 5L);
        assertThat(log().start()).isEqualTo(id(2));
        assertThat(end()).isEqualTo(id(5));
    }

    @Test
    void whatIsAsOldAsTheAgeAllowsIsKeptAndWhatIsOlderDropped() {
        append(TestEvents.utterance("a"));
        clock.advance(Duration.ofMinutes(1));
        append(TestEvents.utterance("b"));
        clock.advance(HOUR.minusMinutes(1));
        log().trim();
        assertThat(kept()).containsExactly(1L, 2L);
        clock.advance(Duration.ofMillis(1));
        log().trim();
        assertThat(kept()).containsExactly(2L);
        assertThat(log().start()).isEqualTo(id(1));
    }

    @Test
    void appendingDropsWhatIsTooOldByItself() {
        append(TestEvents.utterance("a"));
        clock.advance(HOUR.plusMillis(1));
        append(TestEvents.utterance("b"));
        assertThat(kept()).containsExactly(2L);
    }

    @Test
    void readingGoesOnAfterAPositionThatWasDropped() {
        List.of("a", "b", "c", "d").forEach(text -> append(TestEvents.utterance(text)));
        assertThat(read(id(0))).startsWith(2L);
    }

    @Test
    void aClockThatIsSetBackDropsNothing() {
        append(TestEvents.utterance("a"));
        clock.advance(HOUR.negated());
        append(TestEvents.utterance("b"));
        assertThat(kept()).containsExactly(1L, 2L);
    }

    @Test
    void aLogHasToKeepSomething() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new Retention(0, HOUR))
                .withMessageContaining("maxEvents");
    }
}
