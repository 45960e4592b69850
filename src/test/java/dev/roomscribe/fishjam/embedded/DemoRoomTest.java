package dev.roomscribe.fishjam.embedded;

import static dev.roomscribe.fishjam.Futures.get;
import static dev.roomscribe.support.Waiting.await;
import static org.assertj.core.api.Assertions.assertThat;

import dev.roomscribe.fishjam.NameFields;
import dev.roomscribe.fishjam.RecordingAgentListener;
import dev.roomscribe.fishjam.agent.AudioChunk;
import dev.roomscribe.fishjam.embedded.room.EmbeddedRoom;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** The peers of the demo room talk. */
class DemoRoomTest {
    private final EmbeddedSetup setup = EmbeddedSetup.withDefaultClient();
    private final RecordingAgentListener listener = new RecordingAgentListener();

    @AfterEach
    void close() {
        setup.close();
    }

    @Test
    void aliceAndBobTalkInTheDemoRoom() {
        EmbeddedRoom room = DemoRoom.open(setup.fishjam);
        setup.connect(setup.createAgent(room), listener);

        await().until(() ->
                listener.chunks.stream().map(AudioChunk::peerId).distinct().count() == 2);

        assertThat(get(setup.client.room("demo")).peers())
                .extracting(peer -> NameFields.DEFAULT.nameOf(peer).orElse(""))
                .contains("Alice", "Bob");
    }
}
