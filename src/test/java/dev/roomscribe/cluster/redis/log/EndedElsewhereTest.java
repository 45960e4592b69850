package dev.roomscribe.cluster.redis.log;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.roomscribe.support.RedisServer;
import dev.roomscribe.transcript.event.CaptionEvent;
import dev.roomscribe.transcript.event.TestEvents;
import dev.roomscribe.transcript.live.RoomTranscript;
import dev.roomscribe.transcript.live.SubscriberLimits;
import dev.roomscribe.transcript.live.TranscriptObserver;
import dev.roomscribe.transcript.live.Transcripts;
import dev.roomscribe.transcript.log.RoomOnOtherNodeException;
import io.vertx.core.Vertx;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A session that this node ends after another node has taken it. */
class EndedElsewhereTest {
    private static final TranscriptObserver OBSERVER = new TranscriptObserver() {
        @Override
        public void published(String roomId, CaptionEvent event) {}

        @Override
        public void subscribed() {}

        @Override
        public void unsubscribed() {}
    };

    @Test
    void aSessionWhoseEndIsNotStoredGoesOn(@TempDir Path directory) {
        Vertx vertx = Vertx.vertx();
        try (RedisServer redis = RedisServer.start(directory);
                LogNode node = new LogNode(vertx, redis.url(), "a", directory.resolve("a"))) {
            Transcripts transcripts = new Transcripts(
                    node.store, new SubscriberLimits(20, 4, Duration.ofSeconds(2)), InstantSource.system(), OBSERVER);
            RoomTranscript room = LogNode.await(transcripts.open("r2").opened());
            assertThatThrownBy(() -> LogNode.await(room.append(TestEvents.ended())))
                    .hasCauseInstanceOf(RoomOnOtherNodeException.class);
            assertThat(room.hasEnded(TestEvents.ended().sessionId())).isFalse();
            node.leases.take("r2");
            LogNode.await(room.append(TestEvents.ended()));
            assertThat(room.hasEnded(TestEvents.ended().sessionId())).isTrue();
        } finally {
            vertx.close();
        }
    }
}
