package dev.roomscribe.fishjam;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class CloseActionTest {
    @ParameterizedTest
    @CsvSource({
        "1000, invalid token, FAIL",
        "1000, missing token, FAIL",
        "1000, expired token, REFRESH_TOKEN",
        "1000, unauthenticated, FAIL",
        "1000, room not found, ROOM_CLOSED",
        "1000, peer not found, REPLACE_AGENT",
        "1000, peer already connected, RECONNECT_LATER",
        "1000, Peer removed, STOP",
        "1000, Room stopped, ROOM_CLOSED",
        "1000, ' ROOM STOPPED ', ROOM_CLOSED",
        "1000, reached peers limit, FAIL",
        "1000, node not found, RECONNECT_LATER",
        "1000, invalid sdk version, FAIL",
        "1000, invalid auth request, FAIL",
        "1000, something new, RECONNECT",
        "1000, '', RECONNECT",
        "1001, '', RECONNECT",
        "1003, operation not allowed, FAIL",
        "1006, '', RECONNECT",
        "1011, Internal server error, REPLACE_AGENT",
        "1012, peer removed, RECONNECT",
    })
    void theReasonDecidesForCode1000(int code, String reason, CloseAction action) {
        assertThat(CloseAction.of(code, reason)).isEqualTo(action);
    }
}
