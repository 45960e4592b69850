package dev.roomscribe.fishjam.socket;

import static org.assertj.core.api.Assertions.assertThat;

import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.WebSocketFrame;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.Size;
import org.junit.jupiter.api.Test;

/** Messages that arrive in any number of frames, empty ones included. */
class MessageAssemblerTest {
    private static final int MAX_BYTES = 100;

    private final List<String> messages = new ArrayList<>();
    private final AtomicInteger tooLong = new AtomicInteger();
    private final MessageAssembler assembler =
            new MessageAssembler(MAX_BYTES, message -> messages.add(message.toString()), tooLong::incrementAndGet);

    private static WebSocketFrame binary(String data, boolean last) {
        return WebSocketFrame.binaryFrame(Buffer.buffer(data), last);
    }

    private static WebSocketFrame continuation(String data, boolean last) {
        return WebSocketFrame.continuationFrame(Buffer.buffer(data), last);
    }

    @Property(tries = 200)
    void aMessageIsTheSameInAnyNumberOfFrames(@ForAll @Size(min = 1, max = 9) List<Boolean> empty) {
        messages.clear();
        StringBuilder sent = new StringBuilder();
        for (int frame = 0; frame < empty.size(); frame++) {
            String data = empty.get(frame) ? "" : "frame " + frame;
            boolean last = frame == empty.size() - 1;
            sent.append(data);
            assembler.onFrame(frame == 0 ? binary(data, last) : continuation(data, last));
        }
        assembler.onFrame(binary("next", true));
        assertThat(messages).containsExactly(sent.toString(), "next");
    }

    @Test
    void textIsIgnoredAlsoInSeveralFrames() {
        assembler.onFrame(WebSocketFrame.textFrame("text", true));
        assembler.onFrame(WebSocketFrame.textFrame("te", false));
        assembler.onFrame(continuation("xt", true));
        assembler.onFrame(binary("message", true));
        assertThat(messages).containsExactly("message");
    }

    @Test
    void aMessageThatIsTooLongIsNotKept() {
        assembler.onFrame(binary("x".repeat(60), false));
        assembler.onFrame(continuation("x".repeat(60), false));
        assertThat(tooLong).hasValue(1);
        assembler.onFrame(continuation("x", true));
        assertThat(messages).isEmpty();
    }
}
