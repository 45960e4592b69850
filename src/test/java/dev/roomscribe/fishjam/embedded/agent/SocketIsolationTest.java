package dev.roomscribe.fishjam.embedded.agent;

import static dev.roomscribe.fishjam.Futures.get;
import static dev.roomscribe.support.Waiting.await;
import static org.assertj.core.api.Assertions.assertThat;

import dev.roomscribe.fishjam.CreatedPeer;
import dev.roomscribe.fishjam.RecordingAgentListener;
import dev.roomscribe.fishjam.agent.AgentSocket;
import dev.roomscribe.fishjam.embedded.EmbeddedSetup;
import dev.roomscribe.fishjam.embedded.media.Playback;
import dev.roomscribe.fishjam.embedded.media.Recording;
import dev.roomscribe.fishjam.embedded.room.EmbeddedPeer;
import dev.roomscribe.fishjam.embedded.room.EmbeddedRoom;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.WebSocket;
import io.vertx.core.http.WebSocketClient;
import io.vertx.core.http.WebSocketConnectOptions;
import java.util.List;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.Size;
import net.jqwik.api.lifecycle.AfterContainer;
import net.jqwik.api.lifecycle.BeforeContainer;

/** Arbitrary bytes on one socket, in either direction, do not affect the agents on other sockets. */
class SocketIsolationTest {
    private static EmbeddedSetup setup;
    private static RecordingAgentListener other;
    private static AgentSocket otherSocket;

    @BeforeContainer
    static void start() {
        setup = new EmbeddedSetup();
        EmbeddedRoom room = setup.fishjam.openRoom("other");
        room.join("Ana", Playback.of(Recording.pcm(EmbeddedSetup.noise(0.1))).looping());
        other = new RecordingAgentListener();
        otherSocket = setup.connect(setup.createAgent(room), other);
    }

    @AfterContainer
    static void stop() {
        setup.close();
    }

    private static void otherRoomStillReceivesAudio() {
        int before = other.chunks.size();
        await().until(() -> other.chunks.size() > before);
        assertThat(otherSocket.isOpen()).isTrue();
        assertThat(other.closes).isEmpty();
        other.chunks.clear();
    }

    @Property(tries = 25)
    void malformedFramesToOneAgentDoNotAffectAnother(@ForAll @Size(max = 20) List<byte[]> frames) {
        EmbeddedRoom room = setup.fishjam.openRoom("malformed");
        RecordingAgentListener listener = new RecordingAgentListener();
        CreatedPeer agent = setup.createAgent(room);
        AgentSocket socket = setup.connect(agent, listener);
        EmbeddedPeer peer = room.peer(agent.peer().id()).orElseThrow();

        frames.forEach(peer::sendRaw);
        room.join("Bob", Playback.of(Recording.pcm(EmbeddedSetup.noise(0.1))).looping());

        await().until(() -> listener.chunks.size() > 1);
        assertThat(socket.isOpen()).isTrue();
        otherRoomStillReceivesAudio();
        room.delete();
    }

    @Property(tries = 25)
    void malformedFramesToTheServerDoNotAffectAgents(
            @ForAll @Size(max = 10) List<byte[]> frames, @ForAll boolean toNotifierSocket) {
        String path = toNotifierSocket ? "/socket/server/websocket" : "/socket/agent/websocket";
        WebSocketClient client = setup.vertx.createWebSocketClient();
        WebSocket socket = get(client.connect(
                new WebSocketConnectOptions().setAbsoluteURI(setup.fishjam.url().replace("http:", "ws:") + path)));
        frames.forEach(frame -> {
            if (!socket.isClosed()) {
                var unused = socket.writeBinaryMessage(Buffer.buffer(frame));
            }
        });

        otherRoomStillReceivesAudio();
        assertThat(get(setup.client.rooms())).isNotEmpty();
        get(client.close());
    }
}
