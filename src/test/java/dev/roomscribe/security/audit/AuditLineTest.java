package dev.roomscribe.security.audit;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.time.Instant;
import net.jqwik.api.Example;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.StringLength;

class AuditLineTest {
    private static final Instant TIME = Instant.parse("2026-11-27T10:00:00.123Z");

    private static AuditEvent event(String room, String requestId) {
        return new AuditEvent(
                TIME, AuditAction.START, AuditOutcome.DONE, "anonymous", 201, null, room, "192.0.2.1", requestId, null);
    }

    @Property(tries = 500)
    void everyValueStaysInItsFieldOnOneLineOfAscii(
            @ForAll @StringLength(max = 300) String room, @ForAll @StringLength(max = 300) String requestId)
            throws JsonProcessingException {
        String line = AuditLine.of(event(room, requestId));
        assertThat(line).matches("[ -~]*");
        JsonNode parsed = new ObjectMapper().readTree(line);
        assertThat(parsed.path("room").asText()).isEqualTo(room);
        assertThat(parsed.path("request_id").asText()).isEqualTo(requestId);
        assertThat(parsed.size()).isEqualTo(8);
    }

    @Example
    void longValueIsCut() {
        assertThat(AuditLine.of(event("x".repeat(100_000), "id")))
                .hasSizeLessThan(1_000)
                .contains("x...\"");
    }

    @Example
    void fieldsHaveTheNamesOfTheDocumentation() {
        assertThat(AuditLine.of(event("weekly\n\u2028", "id-1")))
                .isEqualTo("{\"time\":\"2026-11-27T10:00:00.123Z\",\"action\":\"start\",\"outcome\":\"done\","
                        + "\"actor\":\"anonymous\",\"status\":201,\"room\":\"weekly\\u000a\\u2028\","
                        + "\"address\":\"192.0.2.1\",\"request_id\":\"id-1\"}");
        assertThat(AuditLine.of(new AuditEvent(
                        TIME, AuditAction.TOKEN, AuditOutcome.DONE, "key:a", 201, null, "weekly", null, "id-1", "t-1")))
                .endsWith("\"request_id\":\"id-1\",\"token_id\":\"t-1\"}");
        assertThat(AuditLine.of(AuditEvent.ofService(TIME, AuditAction.STOP, "weekly", "idle")))
                .isEqualTo("{\"time\":\"2026-11-27T10:00:00.123Z\",\"action\":\"stop\",\"outcome\":\"done\","
                        + "\"actor\":\"service\",\"reason\":\"idle\",\"room\":\"weekly\"}");
    }
}
