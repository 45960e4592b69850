package dev.roomscribe.recognition.worker;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.protobuf.ByteString;
import com.google.protobuf.InvalidProtocolBufferException;
import dev.roomscribe.recognition.vosk.VoskModel;
import dev.roomscribe.recognition.worker.proto.Reply;
import dev.roomscribe.recognition.worker.proto.Request;
import dev.roomscribe.recognition.worker.proto.Utterance;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.Tuple;
import net.jqwik.api.constraints.Size;
import net.jqwik.api.lifecycle.AfterContainer;
import net.jqwik.api.lifecycle.BeforeContainer;

/** Malformed and unexpected messages between the service and a worker. */
class WorkerProtocolTest {
    private static final Request FLUSH = Request.newBuilder()
            .setDecoder(1)
            .setFlush(Request.Flush.getDefaultInstance())
            .build();

    private static VoskModel model;
    private static Path directory;

    @BeforeContainer
    static void load() throws IOException {
        model = VoskModel.builtIn();
        directory = Files.createTempDirectory("workers");
    }

    @AfterContainer
    static void free() throws IOException {
        model.close();
        Files.deleteIfExists(directory);
    }

    @Property(tries = 300)
    void anyBytesAreAReplyOrAnIoException(@ForAll @Size(max = 200) byte[] bytes) throws IOException {
        try {
            assertThat(exchange(FLUSH, bytes).getAnswerCase())
                    .isIn(Reply.AnswerCase.UTTERANCE, Reply.AnswerCase.FAILURE);
        } catch (IOException end) {
            assertThat(end).hasMessageNotContaining("null");
        }
    }

    @Property(tries = 300)
    void aTruncatedReplyIsRejected(@ForAll("texts") String text, @ForAll double share) throws IOException {
        ByteArrayOutputStream written = new ByteArrayOutputStream();
        Reply.newBuilder()
                .setUtterance(Utterance.newBuilder().setText(text + "."))
                .build()
                .writeDelimitedTo(written);
        int length = (int) (Math.abs(share % 1) * written.size());

        assertThatThrownBy(() -> exchange(FLUSH, Arrays.copyOf(written.toByteArray(), length)))
                .isInstanceOf(IOException.class);
    }

    @Property(tries = 100)
    void aReplyToAnotherCallIsRejected(@ForAll boolean ended) throws IOException {
        ByteArrayOutputStream written = new ByteArrayOutputStream();
        Reply.newBuilder()
                .setProgress(Reply.Progress.newBuilder().setEndpoint(ended))
                .build()
                .writeDelimitedTo(written);

        assertThatThrownBy(() -> exchange(FLUSH, written.toByteArray()))
                .isInstanceOf(IOException.class)
                .isNotInstanceOf(InvalidProtocolBufferException.class);
    }

    @Property(tries = 60)
    void requestsInAnyOrderAreAnswered(@ForAll("requests") @Size(max = 40) List<Request> requests) {
        RequestHandler handler = new RequestHandler(model);

        assertThat(requests)
                .allSatisfy(request -> assertThat(handler.handle(request).getAnswerCase())
                        .isNotEqualTo(Reply.AnswerCase.ANSWER_NOT_SET));

        requests.forEach(request -> handler.handle(Request.newBuilder()
                .setDecoder(request.getDecoder())
                .setClose(Request.Close.getDefaultInstance())
                .build()));
    }

    @Provide
    Arbitrary<String> texts() {
        return Arbitraries.strings().ofMaxLength(50);
    }

    @Provide
    Arbitrary<List<Request>> requests() {
        Arbitrary<Request.Builder> calls = Arbitraries.frequencyOf(
                Tuple.of(2, Arbitraries.create(() -> Request.newBuilder().setOpen(Request.Open.getDefaultInstance()))),
                Tuple.of(6, accepts()),
                Tuple.of(
                        1,
                        Arbitraries.create(() -> Request.newBuilder().setResult(Request.Result.getDefaultInstance()))),
                Tuple.of(
                        1, Arbitraries.create(() -> Request.newBuilder().setFlush(Request.Flush.getDefaultInstance()))),
                Tuple.of(
                        1, Arbitraries.create(() -> Request.newBuilder().setClose(Request.Close.getDefaultInstance()))),
                Tuple.of(1, Arbitraries.create(Request::newBuilder)));
        return Combinators.combine(calls, Arbitraries.longs().between(1, 3))
                .as((call, decoder) -> call.setDecoder(decoder).build())
                .list();
    }

    /** Includes odd numbers of bytes, and none. */
    private static Arbitrary<Request.Builder> accepts() {
        return Arbitraries.bytes()
                .array(byte[].class)
                .ofMaxSize(4_000)
                .map(pcm -> Request.newBuilder()
                        .setAccept(Request.Accept.newBuilder()
                                .setPcm(ByteString.copyFrom(pcm))
                                .setWantsPartial(pcm.length % 2 == 0)));
    }

    /** Sends a request to a process that replies with these bytes and closes the connection. */
    private static Reply exchange(Request request, byte[] answer) throws IOException {
        Path socket = directory.resolve("socket");
        try (ServerSocketChannel listener = ServerSocketChannel.open(StandardProtocolFamily.UNIX)) {
            listener.bind(UnixDomainSocketAddress.of(socket));
            try (SocketChannel process = SocketChannel.open(UnixDomainSocketAddress.of(socket));
                    WorkerConnection connection = new WorkerConnection(listener.accept())) {
                process.write(ByteBuffer.wrap(answer));
                process.shutdownOutput();
                return connection.exchange(request);
            }
        } finally {
            Files.delete(socket);
        }
    }
}
