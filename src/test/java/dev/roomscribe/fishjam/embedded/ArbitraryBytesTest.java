package dev.roomscribe.fishjam.embedded;

import static dev.roomscribe.fishjam.Futures.get;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.roomscribe.fishjam.CreatedPeer;
import dev.roomscribe.fishjam.RecordingAgentListener;
import dev.roomscribe.fishjam.agent.AgentSocket;
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

/** Whatever bytes come on one socket, on either side: everybody else goes on hearing. */
class ArbitraryBytesTest {
    private static EmbeddedSetup setup;
    private static RecordingAgentListener other;
    private static AgentSocket otherSocket;

    @BeforeContainer
    static void start() {
        setup = new EmbeddedSetup();
        EmbeddedRoom room = setup.fishjam.openRoom("other");
        room.join("Ana", Playback.of(Recording.pcm(EmbeddedSetup.noise(0.1))).looping());
        other = new RecordingAgentListener();
        otherSocket = setup.connect(setup.agent(room), other);
    }

    @AfterContainer
    static void stop() {
        setup.close();
    }

    private static void theOtherRoomHearsOn() {
        int before = other.chunks.size();
        await().until(() -> other.chunks.size() > before);
        assertThat(otherSocket.isOpen()).isTrue();
        assertThat(other.closes).isEmpty();
        other.chunks.clear();
    }

    @Property(tries = 25)
    void whatFishjamSendsToOneAgentHurtsNoOther(@ForAll @Size(max = 20) List<byte[]> frames) {
        EmbeddedRoom room = setup.fishjam.openRoom("hurt");
        RecordingAgentListener hearing = new RecordingAgentListener();
        CreatedPeer agent = setup.agent(room);
        AgentSocket socket = setup.connect(agent, hearing);
        EmbeddedPeer peer = room.peer(agent.peer().id()).orElseThrow();

        frames.forEach(peer::sendRaw);
        room.join("Bob", Playback.of(Recording.pcm(EmbeddedSetup.noise(0.1))).looping());

        await().until(() -> hearing.chunks.size() > 1);
        assertThat(socket.isOpen()).isTrue();
        theOtherRoomHearsOn();
        room.delete();
    }

    @Property(tries = 25)
    void whatAStrangerSendsToFishjamHurtsNobody(
            @ForAll @Size(max = 10) List<byte[]> frames, @ForAll boolean toTheServerSocket) {
        String path = toTheServerSocket ? "/socket/server/websocket" : "/socket/agent/websocket";
        WebSocketClient strangers = setup.vertx.createWebSocketClient();
        WebSocket stranger = get(strangers.connect(
                new WebSocketConnectOptions().setAbsoluteURI(setup.fishjam.url().replace("http:", "ws:") + path)));
        frames.forEach(frame -> {
            if (!stranger.isClosed()) {
                var unused = stranger.writeBinaryMessage(Buffer.buffer(frame));
            }
        });

        theOtherRoomHearsOn();
        assertThat(get(setup.client.rooms())).isNotEmpty();
        get(strangers.close());
    }
}
