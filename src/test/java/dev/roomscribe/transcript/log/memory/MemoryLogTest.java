package dev.roomscribe.transcript.log.memory;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import dev.roomscribe.transcript.event.Events;
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
        List.of("a", "b", "c", "d", "e").forEach(text -> append(Events.said(text)));
        assertThat(kept()).containsExactly(3L, 4L, 5L);
        assertThat(log().start()).isEqualTo(id(2));
        assertThat(end()).isEqualTo(id(5));
    }

    @Test
    void whatIsAsOldAsTheAgeAllowsIsKeptAndWhatIsOlderDropped() {
        append(Events.said("a"));
        clock.turn(Duration.ofMinutes(1));
        append(Events.said("b"));
        clock.turn(HOUR.minusMinutes(1));
        log().trim();
        assertThat(kept()).containsExactly(1L, 2L);
        clock.turn(Duration.ofMillis(1));
        log().trim();
        assertThat(kept()).containsExactly(2L);
        assertThat(log().start()).isEqualTo(id(1));
    }

    @Test
    void appendingDropsWhatIsTooOldByItself() {
        append(Events.said("a"));
        clock.turn(HOUR.plusMillis(1));
        append(Events.said("b"));
        assertThat(kept()).containsExactly(2L);
    }

    @Test
    void readingGoesOnAfterAPositionThatWasDropped() {
        List.of("a", "b", "c", "d").forEach(text -> append(Events.said(text)));
        assertThat(read(id(0))).startsWith(2L);
    }

    @Test
    void aClockThatIsSetBackDropsNothing() {
        append(Events.said("a"));
        clock.turn(HOUR.negated());
        append(Events.said("b"));
        assertThat(kept()).containsExactly(1L, 2L);
    }

    @Test
    void aLogHasToKeepSomething() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new Retention(0, HOUR))
                .withMessageContaining("maxEvents");
    }
}
