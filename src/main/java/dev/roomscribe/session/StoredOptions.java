package dev.roomscribe.session;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.json.JsonMapper;
import dev.roomscribe.webhook.WebhookUrl;
import java.io.UncheckedIOException;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The JSON form of {@link StartOptions} in a session record. Unlike the options that clients see, it contains the whole
 * URL of the webhook.
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
public record StoredOptions(
        boolean partials,
        @Nullable Set<String> peers,
        @Nullable Boolean announcement,
        @Nullable Integer endpointing,
        @Nullable String webhookUrl,
        @Nullable Integer retention) {
    private static final ObjectMapper JSON = JsonMapper.builder()
            // A later version may have written more.
            .disable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES)
            .build();

    /** Keeps the URL out of logs. */
    @Override
    public String toString() {
        return "StoredOptions";
    }

    public static String write(StartOptions options) {
        WebhookUrl url = options.webhookUrl();
        try {
            return JSON.writeValueAsString(new StoredOptions(
                    options.partials(),
                    options.peers(),
                    options.announcement(),
                    options.endpointing(),
                    url == null ? null : url.text(),
                    options.retention()));
        } catch (JsonProcessingException e) {
            throw new UncheckedIOException(e);
        }
    }

    /**
     * Parses what {@link #write} returned.
     *
     * @throws IllegalArgumentException if the text is not the JSON of valid options
     */
    public static StartOptions read(String json) {
        try {
            StoredOptions stored = JSON.readValue(json, StoredOptions.class);
            if (stored == null) {
                throw new IllegalArgumentException("the options of the session are missing");
            }
            return new StartOptions(
                    stored.partials,
                    stored.peers,
                    stored.announcement,
                    stored.endpointing,
                    stored.webhookUrl == null ? null : WebhookUrl.of(stored.webhookUrl),
                    stored.retention);
        } catch (JsonProcessingException e) {
            // The cause's message may contain a webhook's URL, which is secret.
            throw new IllegalArgumentException("the options of the session cannot be read");
        }
    }
}
