package dev.roomscribe.fishjam.embedded;

import static dev.roomscribe.fishjam.Futures.get;

import dev.roomscribe.fishjam.AgentOptions;
import dev.roomscribe.fishjam.CreatedPeer;
import dev.roomscribe.fishjam.FishjamAddress;
import dev.roomscribe.fishjam.FishjamOptions;
import dev.roomscribe.fishjam.RecordingAgentListener;
import dev.roomscribe.fishjam.agent.AgentSocket;
import dev.roomscribe.fishjam.client.FishjamClient;
import io.vertx.core.Vertx;
import java.time.Duration;
import java.util.Random;

/** An embedded Fishjam with a client in front of it, for one test. */
final class EmbeddedSetup implements AutoCloseable {
    final Vertx vertx = Vertx.vertx();
    final EmbeddedFishjam fishjam;
    final FishjamClient client;

    EmbeddedSetup() {
        this(EmbeddedOptions.defaults());
    }

    EmbeddedSetup(EmbeddedOptions options) {
        fishjam = get(EmbeddedFishjam.start(vertx, options));
        client = new FishjamClient(
                vertx,
                FishjamAddress.of(fishjam.url()),
                fishjam.managementToken(),
                FishjamOptions.defaults()
                        .withRetries(0)
                        .withRequestTimeout(Duration.ofSeconds(2))
                        .withAuthenticationTimeout(Duration.ofSeconds(2))
                        .withLiveness(Duration.ofMillis(300), Duration.ofSeconds(1)));
    }

    CreatedPeer agent(EmbeddedRoom room) {
        return get(client.createAgent(room.id(), AgentOptions.autoSubscribe()));
    }

    AgentSocket connect(CreatedPeer agent, RecordingAgentListener listener) {
        return get(client.connectAgent(agent.token(), agent.peerWebsocketUrl(), listener));
    }

    /** Returns as much noise, the same every time, with which no two places can be confused. */
    static byte[] noise(double seconds) {
        byte[] pcm = new byte[2 * (int) (seconds * 16_000)];
        new Random(7).nextBytes(pcm);
        return pcm;
    }

    @Override
    public void close() {
        client.close();
        fishjam.close();
        get(vertx.close());
    }
}
