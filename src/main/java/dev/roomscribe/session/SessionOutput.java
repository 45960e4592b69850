package dev.roomscribe.session;

import static java.util.Objects.requireNonNull;

import dev.roomscribe.cluster.SessionRecords;
import dev.roomscribe.transcript.live.Transcripts;
import dev.roomscribe.webhook.Webhooks;
import org.jspecify.annotations.Nullable;

/**
 * The destinations of the sessions' events, and of what another process needs to continue them.
 *
 * @param transcripts the transcripts of all rooms
 * @param webhooks posts events to the URLs that clients name; null if no secret to sign them with is configured
 * @param records the sessions that should run
 */
public record SessionOutput(
        Transcripts transcripts, @Nullable Webhooks webhooks, SessionRecords records) {
    public SessionOutput {
        requireNonNull(transcripts, "transcripts is null");
        requireNonNull(records, "records is null");
    }
}
