package dev.roomscribe.fishjam.agent;

import static dev.roomscribe.fishjam.Futures.get;
import static org.assertj.core.api.Assertions.assertThat;

import dev.roomscribe.fishjam.FishjamAddress;
import dev.roomscribe.fishjam.FishjamOptions;
import dev.roomscribe.fishjam.SocketClosed;
import dev.roomscribe.fishjam.client.FishjamClient;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpServer;
import io.vertx.core.http.ServerWebSocket;
import java.util.HexFormat;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.lifecycle.AfterContainer;
import net.jqwik.api.lifecycle.BeforeContainer;

/** No message from a server closes the socket or prevents later messages from being received. */
class ArbitraryFrameTest {
    private static final byte[] AUDIO = HexFormat.of().parseHex("12160a027031120a0a02743110021a027b7d1a040100ff7f");
    private static final Vertx VERTX = Vertx.vertx();
    private static final ChunkQueue CHUNKS = new ChunkQueue();
    private static final byte[] MARK = HexFormat.of().parseHex("12180a046d61726b120a0a02743110021a027b7d1a040100ff7f");
    private static final CompletableFuture<ServerWebSocket> SERVER_SIDE = new CompletableFuture<>();

    @BeforeContainer
    static void connect() {
        HttpServer server = get(VERTX.createHttpServer()
                .webSocketHandler(socket -> socket.binaryMessageHandler(token -> {
                    socket.writeBinaryMessage(Buffer.buffer(new byte[] {0x0a, 0}));
                    SERVER_SIDE.complete(socket);
                }))
                .listen(0, "127.0.0.1"));
        FishjamAddress address = FishjamAddress.of("http://127.0.0.1:" + server.actualPort());
        get(new FishjamClient(VERTX, address, "m", FishjamOptions.defaults()).connectAgent("t", null, CHUNKS));
    }

    @AfterContainer
    static void close() {
        get(VERTX.close());
    }

    @Property(tries = 500)
    void noMessageClosesTheSocket(@ForAll("messages") byte[] message) throws InterruptedException {
        SERVER_SIDE.join().writeBinaryMessage(Buffer.buffer(message));
        SERVER_SIDE.join().writeBinaryMessage(Buffer.buffer(MARK));

        AudioChunk chunk = CHUNKS.next();
        while (!chunk.peerId().equals("mark")) {
            assertThat(chunk.pcm().length).isPositive().isEven();
            chunk = CHUNKS.next();
        }
    }

    /** Random bytes, and valid messages with one changed byte. */
    @Provide
    Arbitrary<byte[]> messages() {
        Arbitrary<byte[]> noise =
                Arbitraries.bytes().array(byte[].class).ofMinSize(0).ofMaxSize(200);
        Arbitrary<byte[]> damaged = Arbitraries.integers()
                .between(0, AUDIO.length - 1)
                .flatMap(at -> Arbitraries.bytes().map(value -> {
                    byte[] message = AUDIO.clone();
                    message[at] = value;
                    return message;
                }));
        return Arbitraries.oneOf(noise, damaged);
    }

    /** Queues chunks, so that a test can wait for the next one without polling. */
    private static final class ChunkQueue implements AgentListener {
        private final BlockingQueue<AudioChunk> chunks = new LinkedBlockingQueue<>();

        @Override
        public void onAudio(AudioChunk chunk) {
            chunks.add(chunk);
        }

        @Override
        public void onClosed(SocketClosed closed) {}

        AudioChunk next() throws InterruptedException {
            AudioChunk chunk = chunks.poll(60, TimeUnit.SECONDS);
            if (chunk == null) {
                throw new AssertionError("no chunk arrived within 60 s");
            }
            return chunk;
        }
    }
}
