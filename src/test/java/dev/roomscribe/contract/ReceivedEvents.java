package dev.roomscribe.contract;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;

/** Checks the events that a client receives on a thread of its own, where a failure would not fail the test. Thread-safe. */
public final class ReceivedEvents {
    private final List<AssertionError> failures = new CopyOnWriteArrayList<>();

    /** Checks the body of a webhook. */
    public void onEvent(String json) {
        check(() -> DocumentedSchemas.checkEvent(json));
    }

    /**
     * Checks a server-sent event.
     *
     * @param id the field {@code id:}; null if there is none
     * @param type the field {@code event:}; null if there is none
     */
    public void onEvent(JsonNode event, String id, String type) {
        check(() -> {
            DocumentedSchemas.checkEvent(event);
            assertThat(event.path("type").asText(null)).isEqualTo(type);
            assertThat(event.path("id").asText(null)).isEqualTo(id);
        });
    }

    /** Fails if an event was not as the OpenAPI document describes it. */
    public void requireDocumented() {
        if (!failures.isEmpty()) {
            throw new AssertionError(failures.get(0).getMessage(), failures.get(0));
        }
    }

    private void check(Runnable assertion) {
        try {
            assertion.run();
        } catch (AssertionError e) {
            failures.add(e);
        }
    }
}
