package dev.roomscribe.fishjam;

import dev.roomscribe.fishjam.agent.AgentListener;
import dev.roomscribe.fishjam.agent.AudioChunk;
import dev.roomscribe.fishjam.client.FishjamClient;
import io.vertx.core.Vertx;

/** The README's example of the client as a library: joins a room and prints what it receives. */
public final class ListeningAgent {
    private ListeningAgent() {}

    // README begins
    public static void main(String[] arguments) {
        Vertx vertx = Vertx.vertx();
        FishjamClient fishjam = new FishjamClient(
                vertx,
                FishjamAddress.of(System.getenv("FISHJAM_ID")),
                System.getenv("FISHJAM_MANAGEMENT_TOKEN"),
                FishjamOptions.defaults());
        AgentListener listener = new AgentListener() {
            @Override
            public void onAudio(AudioChunk chunk) { // 16-bit little-endian mono PCM at 16 kHz, usually 20 ms of it
                System.out.println(chunk.peerId() + " sent " + chunk.pcm().length / 2 + " samples");
            }

            @Override
            public void onClosed(SocketClosed closed) {
                System.out.println("closed: " + closed.reason() + ", action: " + closed.action());
            }
        };
        fishjam.createAgent(arguments[0], AgentOptions.autoSubscribe())
                .compose(agent -> fishjam.connectAgent(agent.token(), agent.peerWebsocketUrl(), listener))
                .onSuccess(agent -> System.out.println("listening"))
                .onFailure(failure -> System.out.println(failure.getMessage()));
    }
    // README ends
}
