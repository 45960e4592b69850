package dev.roomscribe.session.admission;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Which of the rooms that other processes have left a node takes. */
class LeftRoomsTest {
    private long nanos = 1_000;
    private int capacity = 2;
    private final LeftRooms rooms = new LeftRooms(taking -> taking < capacity, () -> nanos);

    private void pass(Duration duration) {
        nanos += duration.toNanos();
    }

    @Test
    void aRoomThatDoesNotFitIsTakenIfNoOtherNodeHasTakenItForTenSeconds() {
        rooms.seen(List.of("r1", "r2"));
        assertThat(rooms.isDue("r1", 1)).isTrue();
        assertThat(rooms.isDue("r2", 2)).isFalse();
        pass(Duration.ofSeconds(9));
        rooms.seen(List.of("r2"));
        assertThat(rooms.isDue("r2", 2)).isFalse();
        pass(Duration.ofSeconds(1));
        assertThat(rooms.isDue("r2", 2)).isTrue();
        rooms.seen(List.of());
        rooms.seen(List.of("r2"));
        assertThat(rooms.isDue("r2", 2)).as("left again").isFalse();
    }

    @Test
    void aRoomThatCannotBeReadIsLeftToOthersForAWhile() {
        rooms.seen(List.of("r1", "r2"));
        rooms.unreadable("r1");
        pass(LeftRooms.UNREADABLE.minusSeconds(1));
        assertThat(rooms.isDue("r1", 0)).isFalse();
        assertThat(rooms.isDue("r2", 0)).isTrue();
        pass(Duration.ofSeconds(1));
        assertThat(rooms.isDue("r1", 0)).isTrue();
    }
}
