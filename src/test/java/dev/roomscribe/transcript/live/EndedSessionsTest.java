package dev.roomscribe.transcript.live;

import static org.assertj.core.api.Assertions.assertThat;

import dev.roomscribe.transcript.event.TestEvents;
import org.junit.jupiter.api.Test;

class EndedSessionsTest {
    private final EndedSessions sessions = new EndedSessions("r1");

    @Test
    void anEndThatIsBeingAppendedIsNotInTheLog() {
        assertThat(sessions.admit(TestEvents.ended())).isTrue();
        assertThat(sessions.contains("s1")).isTrue();
        assertThat(sessions.isStored("s1")).isFalse();
        assertThat(sessions.admit(TestEvents.utterance("late"))).isFalse();
        sessions.observe(TestEvents.ended());
        assertThat(sessions.isStored("s1")).isTrue();
    }

    @Test
    void anEndThatIsRefusedEndsNothing() {
        assertThat(sessions.admit(TestEvents.ended())).isTrue();
        sessions.revoke("s1");
        assertThat(sessions.contains("s1")).isFalse();
        assertThat(sessions.admit(TestEvents.utterance("goes on"))).isTrue();
    }
}
