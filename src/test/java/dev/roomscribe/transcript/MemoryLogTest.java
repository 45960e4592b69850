package dev.roomscribe.transcript;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;

class MemoryLogTest {
    private static final Duration HOUR = Duration.ofHours(1);

    private final MutableClock clock = new MutableClock();
    private final MemoryLog log = new MemoryLog("r1", new Retention(3, HOUR), clock);

    @Test
    void idsCountFromOneInAnEpochNamedByTheClock() {
        assertThat(log.append(Events.said("a")).id()).hasToString("1790000000000-1");
        clock.turn(Duration.ofMinutes(1));
        assertThat(log.append(Events.said("b")).id()).hasToString("1790000000000-2");
    }

    @Test
    void anEmptyLogStartsWhereItEnds() {
        assertThat(log.start()).isEqualTo(log.end()).isEqualTo(id(0));
        assertThat(log.next(id(0))).isEmpty();
        assertThat(log.entries()).isEmpty();
    }

    @Test
    void overTheCountTheOldestAreDropped() {
        List.of("a", "b", "c", "d", "e").forEach(text -> log.append(Events.said(text)));
        assertThat(kept()).containsExactly(3L, 4L, 5L);
        assertThat(log.start()).isEqualTo(id(2));
        assertThat(log.end()).isEqualTo(id(5));
    }

    @Test
    void whatIsAsOldAsTheAgeAllowsIsKeptAndWhatIsOlderDropped() {
        log.append(Events.said("a"));
        clock.turn(Duration.ofMinutes(1));
        log.append(Events.said("b"));
        clock.turn(HOUR.minusMinutes(1));
        log.trim();
        assertThat(kept()).containsExactly(1L, 2L);
        clock.turn(Duration.ofMillis(1));
        log.trim();
        assertThat(kept()).containsExactly(2L);
        assertThat(log.start()).isEqualTo(id(1));
    }

    @Test
    void appendingDropsWhatIsTooOldByItself() {
        log.append(Events.said("a"));
        clock.turn(HOUR.plusMillis(1));
        log.append(Events.said("b"));
        assertThat(kept()).containsExactly(2L);
    }

    @Test
    void aLogThatAgedAwayGoesOnCounting() {
        log.append(Events.said("a"));
        log.append(Events.said("b"));
        clock.turn(HOUR.plusMillis(1));
        log.trim();
        assertThat(log.start()).isEqualTo(log.end()).isEqualTo(id(2));
        assertThat(log.append(Events.said("c")).id()).isEqualTo(id(3));
        assertThat(log.start()).isEqualTo(id(2));
    }

    @Test
    void readingGoesOnAfterAPositionEvenOneThatWasDropped() {
        List.of("a", "b", "c", "d").forEach(text -> log.append(Events.said(text)));
        assertThat(log.next(id(0)).orElseThrow().id()).isEqualTo(id(2));
        assertThat(log.next(id(2)).orElseThrow().id()).isEqualTo(id(3));
        assertThat(log.next(id(4))).isEmpty();
    }

    @Test
    void aClockThatIsSetBackDropsNothing() {
        log.append(Events.said("a"));
        clock.turn(HOUR.negated());
        log.append(Events.said("b"));
        assertThat(kept()).containsExactly(1L, 2L);
    }

    @Test
    void aLogHasToKeepSomething() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new Retention(0, HOUR))
                .withMessageContaining("maxEvents");
    }

    private List<Long> kept() {
        return log.entries().stream().map(entry -> entry.id().sequence()).toList();
    }

    private static EventId id(long sequence) {
        return new EventId(MutableClock.START.toEpochMilli(), sequence);
    }
}
