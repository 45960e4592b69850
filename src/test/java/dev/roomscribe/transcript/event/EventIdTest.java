package dev.roomscribe.transcript.event;

import static org.assertj.core.api.Assertions.assertThat;

import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.LongRange;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class EventIdTest {
    private static final long MAX = 999_999_999_999_999_999L;

    @Property
    void aFormattedIdIsParsedBack(
            @ForAll @LongRange(max = MAX) long epoch, @ForAll @LongRange(max = MAX) long sequence) {
        EventId id = new EventId(epoch, sequence);
        assertThat(EventId.parse(id.toString())).contains(id);
    }

    @Test
    void anIdIsFormattedAsEpochAndSequence() {
        assertThat(new EventId(1_790_000_000_000L, 412)).hasToString("1790000000000-412");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "0",
                "-",
                "1-",
                "-1",
                "1--2",
                "1-2-3",
                "1-x",
                " 1-2",
                "1-2 ",
                "1-2\n",
                "+1-2",
                "1.0-2",
                "1-٢",
                "1-1234567890123456789",
                "99999999999999999999-1"
            })
    void otherTextIsNotAnId(String text) {
        assertThat(EventId.parse(text)).isEmpty();
    }

    @Test
    void idsAreOrderedAsNumbersByEpochThenSequence() {
        assertThat(new EventId(1, 9)).isLessThan(new EventId(1, 10)).isLessThan(new EventId(2, 1));
        assertThat(new EventId(10, 1)).isGreaterThan(new EventId(9, 2));
        assertThat(new EventId(3, 4)).isEqualByComparingTo(new EventId(3, 4));
    }
}
