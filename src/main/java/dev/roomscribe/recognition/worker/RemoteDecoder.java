package dev.roomscribe.recognition.worker;

import com.google.protobuf.UnsafeByteOperations;
import dev.roomscribe.recognition.Decoder;
import dev.roomscribe.recognition.DecoderException;
import dev.roomscribe.recognition.worker.proto.Reply;
import dev.roomscribe.recognition.worker.proto.Request;
import dev.roomscribe.recognition.worker.proto.Utterance;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.List;
import java.util.concurrent.Semaphore;
import org.jspecify.annotations.Nullable;

/** A decoder in a worker process. */
final class RemoteDecoder implements Decoder {
    private final Worker worker;
    private final long id;
    private final @Nullable Semaphore alone;
    private long cpuNanos;
    private boolean gone;

    RemoteDecoder(Worker worker, long id, @Nullable Semaphore alone) {
        this.worker = worker;
        this.id = id;
        this.alone = alone;
    }

    void open() {
        ask(request().setOpen(Request.Open.getDefaultInstance()));
    }

    @Override
    public Progress accept(short[] samples, int count, boolean showing) {
        byte[] pcm = new byte[count * Short.BYTES];
        ByteBuffer.wrap(pcm).order(ByteOrder.LITTLE_ENDIAN).asShortBuffer().put(samples, 0, count);
        Reply.Progress progress = ask(request()
                        .setAccept(Request.Accept.newBuilder()
                                .setPcm(UnsafeByteOperations.unsafeWrap(pcm))
                                .setShowing(showing)))
                .getProgress();
        return new Progress(progress.getEnded(), progress.hasText() ? progress.getText() : null);
    }

    @Override
    public Decoded result() {
        return decoded(ask(request().setResult(Request.Result.getDefaultInstance())));
    }

    @Override
    public Decoded flush() {
        return decoded(ask(request().setFlush(Request.Flush.getDefaultInstance())));
    }

    @Override
    public long cpuNanos() {
        return cpuNanos;
    }

    /** One that may end its process is not kept any longer than it has to. */
    @Override
    public boolean isWornOut() {
        return alone != null || worker.isRetiring();
    }

    @Override
    public void close() {
        if (!gone) {
            try {
                ask(request().setClose(Request.Close.getDefaultInstance()));
            } catch (DecoderException e) {
                // It went with its process.
            }
        }
        gone = true;
        worker.closed();
    }

    private Request.Builder request() {
        return Request.newBuilder().setDecoder(id);
    }

    private Reply ask(Request.Builder request) {
        if (alone != null) {
            alone.acquireUninterruptibly();
        }
        try {
            Reply reply = worker.call(request.build(), alone != null);
            cpuNanos += reply.getCpuNanos();
            if (reply.getAnswerCase() == Reply.AnswerCase.FAILURE) {
                throw new DecoderException(reply.getFailure());
            }
            return reply;
        } catch (DecoderException e) {
            gone = true;
            throw e;
        } finally {
            if (alone != null) {
                alone.release();
            }
        }
    }

    private static Decoded decoded(Reply reply) {
        Utterance utterance = reply.getUtterance();
        List<DecodedWord> words = utterance.getWordsList().stream()
                .map(word -> new DecodedWord(
                        word.getText(),
                        word.getStart(),
                        word.getEnd(),
                        word.hasConfidence() ? word.getConfidence() : null))
                .toList();
        return new Decoded(utterance.getText(), words);
    }
}
