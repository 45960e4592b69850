package dev.roomscribe.fishjam.embedded;

import static dev.roomscribe.fishjam.Futures.get;

import dev.roomscribe.fishjam.AgentOptions;
import dev.roomscribe.fishjam.CreatedPeer;
import dev.roomscribe.fishjam.FishjamAddress;
import dev.roomscribe.fishjam.FishjamOptions;
import dev.roomscribe.fishjam.RecordingAgentListener;
import dev.roomscribe.fishjam.agent.AgentSocket;
import dev.roomscribe.fishjam.client.FishjamClient;
import dev.roomscribe.fishjam.embedded.room.EmbeddedRoom;
import io.vertx.core.Vertx;
import java.time.Duration;
import java.util.Random;

/** An embedded Fishjam and a client of it, for one test. */
public final class EmbeddedSetup implements AutoCloseable {
    /** Fails fast and does not retry, so that a test sees every failure. */
    private static final FishjamOptions FAIL_FAST = FishjamOptions.defaults()
            .withRetries(0)
            .withRequestTimeout(Duration.ofSeconds(5))
            .withAuthenticationTimeout(Duration.ofSeconds(5));

    public final Vertx vertx = Vertx.vertx();
    public final EmbeddedFishjam fishjam;
    public final FishjamClient client;

    public EmbeddedSetup() {
        this(EmbeddedOptions.defaults());
    }

    public EmbeddedSetup(EmbeddedOptions options) {
        this(options, FAIL_FAST);
    }

    private EmbeddedSetup(EmbeddedOptions options, FishjamOptions clientOptions) {
        fishjam = get(EmbeddedFishjam.start(vertx, options));
        client = clientWith(fishjam.managementToken(), clientOptions);
    }

    /** Returns a setup whose client has the default options. */
    public static EmbeddedSetup withDefaultClient() {
        return withDefaultClient(EmbeddedOptions.defaults());
    }

    /** Returns a setup whose client has the default options. */
    public static EmbeddedSetup withDefaultClient(EmbeddedOptions options) {
        return new EmbeddedSetup(options, FishjamOptions.defaults());
    }

    /** Returns another client, which the test closes. */
    public FishjamClient clientWith(String managementToken) {
        return clientWith(managementToken, FishjamOptions.defaults());
    }

    /** Returns another client, which the test closes. */
    public FishjamClient clientWith(String managementToken, FishjamOptions options) {
        return new FishjamClient(vertx, FishjamAddress.of(fishjam.url()), managementToken, options);
    }

    public CreatedPeer createAgent(EmbeddedRoom room) {
        return get(client.createAgent(room.id(), AgentOptions.autoSubscribe()));
    }

    public AgentSocket connect(CreatedPeer agent, RecordingAgentListener listener) {
        return get(client.connectAgent(agent.token(), agent.peerWebsocketUrl(), listener));
    }

    /** Returns noise at 16 kHz, the same in every run, in which no two chunks are alike. */
    public static byte[] noise(double seconds) {
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
