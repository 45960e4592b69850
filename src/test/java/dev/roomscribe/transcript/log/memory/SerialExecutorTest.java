package dev.roomscribe.transcript.log.memory;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class SerialExecutorTest {
    private final SerialExecutor executor = new SerialExecutor();
    private final List<String> done = new ArrayList<>();

    @Test
    void tasksRunAfterATaskThatThrows() {
        executor.execute(() -> {
            throw new IllegalStateException("on purpose");
        });
        executor.execute(() -> {
            throw new StackOverflowError();
        });
        executor.execute(() -> done.add("a"));
        assertThat(done).containsExactly("a");
    }

    @Test
    void aTaskThatATaskSubmitsRunsAfterItAlsoIfItThrows() {
        executor.execute(() -> {
            executor.execute(() -> done.add("second"));
            done.add("first");
            throw new IllegalStateException("on purpose");
        });
        assertThat(done).containsExactly("first", "second");
    }
}
