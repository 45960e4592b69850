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
    private final @Nullable Semaphore suspectCalls;
    private long cpuNanos;
    private boolean failed;

    /** Parameters as for {@link Worker#open}. */
    RemoteDecoder(Worker worker, long id, @Nullable Semaphore suspectCalls) {
        this.worker = worker;
        this.id = id;
        this.suspectCalls = suspectCalls;
    }

    void open() {
        call(request().setOpen(Request.Open.getDefaultInstance()));
    }

    @Override
    public Progress accept(short[] samples, int count, boolean wantsPartial) {
        byte[] pcm = new byte[count * Short.BYTES];
        ByteBuffer.wrap(pcm).order(ByteOrder.LITTLE_ENDIAN).asShortBuffer().put(samples, 0, count);
        Reply.Progress progress = call(request()
                        .setAccept(Request.Accept.newBuilder()
                                .setPcm(UnsafeByteOperations.unsafeWrap(pcm))
                                .setWantsPartial(wantsPartial)))
                .getProgress();
        return new Progress(progress.getEndpoint(), progress.hasPartial() ? progress.getPartial() : null);
    }

    @Override
    public Decoded result() {
        return decoded(call(request().setResult(Request.Result.getDefaultInstance())));
    }

    @Override
    public Decoded flush() {
        return decoded(call(request().setFlush(Request.Flush.getDefaultInstance())));
    }

    @Override
    public long cpuNanos() {
        return cpuNanos;
    }

    /** A decoder of suspect audio is replaced as soon as possible, because it may end its process. */
    @Override
    public boolean isDueForReplacement() {
        return suspectCalls != null || worker.isRetiring();
    }

    @Override
    public void close() {
        if (!failed) {
            try {
                call(request().setClose(Request.Close.getDefaultInstance()));
            } catch (DecoderException e) {
                // The process has ended, and the decoder with it.
            }
        }
        failed = true;
        worker.onDecoderClosed();
    }

    private Request.Builder request() {
        return Request.newBuilder().setDecoder(id);
    }

    private Reply call(Request.Builder request) {
        if (suspectCalls != null) {
            suspectCalls.acquireUninterruptibly();
        }
        try {
            Reply reply = worker.call(request.build(), suspectCalls != null);
            cpuNanos += reply.getCpuNanos();
            if (reply.getAnswerCase() == Reply.AnswerCase.FAILURE) {
                throw new DecoderException(reply.getFailure());
            }
            return reply;
        } catch (DecoderException e) {
            failed = true;
            throw e;
        } finally {
            if (suspectCalls != null) {
                suspectCalls.release();
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
