package dev.roomscribe.recognition.worker;

import com.google.protobuf.ByteString;
import dev.roomscribe.recognition.Decoder;
import dev.roomscribe.recognition.DecoderException;
import dev.roomscribe.recognition.DecoderSource;
import dev.roomscribe.recognition.worker.proto.Reply;
import dev.roomscribe.recognition.worker.proto.Request;
import dev.roomscribe.recognition.worker.proto.Utterance;
import dev.roomscribe.recognition.worker.proto.Word;
import java.nio.ByteOrder;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Answers requests in a worker process with that process's decoders. Thread-safe, but requests for one decoder must not
 * overlap; they may arrive on any connection.
 */
final class RequestHandler {
    private final DecoderSource model;
    private final Map<Long, Decoder> decoders = new ConcurrentHashMap<>();

    RequestHandler(DecoderSource model) {
        this.model = model;
    }

    /** Answers a request. If it fails or is malformed, its decoder is closed and no other is affected. */
    Reply handle(Request request) {
        try {
            return request.getCallCase() == Request.CallCase.OPEN ? open(request) : call(request);
        } catch (DecoderException | IllegalStateException | IllegalArgumentException failure) {
            Decoder failed = decoders.remove(request.getDecoder());
            if (failed != null) {
                failed.close();
            }
            return Reply.newBuilder()
                    .setFailure(String.valueOf(failure.getMessage()))
                    .build();
        }
    }

    private Reply open(Request request) {
        decoders.put(request.getDecoder(), model.open());
        return done().build();
    }

    private Reply call(Request request) {
        Decoder decoder = decoders.get(request.getDecoder());
        if (decoder == null) {
            throw new DecoderException("There is no decoder " + request.getDecoder());
        }
        long before = decoder.cpuNanos();
        Reply.Builder reply = switch (request.getCallCase()) {
            case ACCEPT -> accept(decoder, request.getAccept());
            case RESULT -> Reply.newBuilder().setUtterance(utterance(decoder.result()));
            case FLUSH -> Reply.newBuilder().setUtterance(utterance(decoder.flush()));
            case CLOSE -> close(request.getDecoder(), decoder);
            case OPEN, CALL_NOT_SET -> throw new DecoderException("The request contains no call");
        };
        return reply.setCpuNanos(decoder.cpuNanos() - before).build();
    }

    private Reply.Builder close(long id, Decoder decoder) {
        decoders.remove(id);
        decoder.close();
        return done();
    }

    private static Reply.Builder done() {
        return Reply.newBuilder().setDone(Reply.Done.getDefaultInstance());
    }

    private static Reply.Builder accept(Decoder decoder, Request.Accept accept) {
        ByteString pcm = accept.getPcm();
        short[] samples = new short[pcm.size() / Short.BYTES];
        pcm.asReadOnlyByteBuffer()
                .order(ByteOrder.LITTLE_ENDIAN)
                .asShortBuffer()
                .get(samples);
        Decoder.Progress progress = decoder.accept(samples, samples.length, accept.getWantsPartial());
        Reply.Progress.Builder written = Reply.Progress.newBuilder().setEndpoint(progress.endpoint());
        if (progress.partial() != null) {
            written.setPartial(progress.partial());
        }
        return Reply.newBuilder().setProgress(written);
    }

    private static Utterance utterance(Decoder.Decoded decoded) {
        Utterance.Builder utterance = Utterance.newBuilder().setText(decoded.text());
        for (Decoder.DecodedWord word : decoded.words()) {
            Word.Builder written = Word.newBuilder()
                    .setText(word.text())
                    .setStart(word.start())
                    .setEnd(word.end());
            if (word.confidence() != null) {
                written.setConfidence(word.confidence());
            }
            utterance.addWords(written);
        }
        return utterance.build();
    }
}
