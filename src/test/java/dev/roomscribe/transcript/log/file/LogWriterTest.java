package dev.roomscribe.transcript.log.file;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;

class LogWriterTest {
    private final ManualExecutors executors = new ManualExecutors();
    private final List<String> calls = new ArrayList<>();
    private final LogWriter writer = new LogWriter(executors.writer(), () -> calls.add("sync"));

    private CompletableFuture<String> submit(String name) {
        return writer.submit(() -> {
            calls.add("write " + name);
            return () -> {
                calls.add("publish " + name);
                return name;
            };
        });
    }

    @Test
    void whatWaitsIsWrittenAndSyncedBeforeAnyOfItIsPublished() {
        CompletableFuture<String> first = submit("a");
        CompletableFuture<String> second = submit("b");
        assertThat(first).isNotDone();
        executors.run();
        assertThat(calls).containsExactly("write a", "write b", "sync", "publish a", "publish b");
        assertThat(first).isCompletedWithValue("a");
        assertThat(second).isCompletedWithValue("b");
    }

    @Test
    void everyFutureCompletesAndTheWriterContinues() {
        CompletableFuture<Boolean> noWrite = writer.submit(() -> {
            throw new IOException("on purpose");
        });
        CompletableFuture<Boolean> error = writer.submit(() -> {
            throw new StackOverflowError();
        });
        CompletableFuture<Boolean> noPublication = writer.submit(() -> () -> {
            throw new IllegalStateException("on purpose");
        });
        CompletableFuture<String> last = submit("a");
        executors.run();
        assertThat(List.of(noWrite, error, noPublication)).allMatch(CompletableFuture::isCompletedExceptionally);
        assertThat(last).isCompletedWithValue("a");
        assertThat(submit("b")).isNotDone();
        executors.run();
        assertThat(calls).endsWith("publish b");
    }

    @Test
    void afterCloseEveryStepFails() {
        CompletableFuture<String> before = submit("a");
        executors.close();
        assertThat(before).isCompletedWithValue("a");
        assertThat(submit("b")).isCompletedExceptionally();
        assertThat(submit("c")).isCompletedExceptionally();
        assertThat(calls).contains("publish a").doesNotContain("write b", "write c");
    }
}
