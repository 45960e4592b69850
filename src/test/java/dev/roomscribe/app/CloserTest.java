package dev.roomscribe.app;

import static org.assertj.core.api.Assertions.assertThat;

import dev.roomscribe.runtime.ShutdownDeadline;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.Test;

/** Resources are closed in the reverse order, whatever one of them does. */
class CloserTest {
    private final List<String> closed = new CopyOnWriteArrayList<>();
    private final Closer closer = new Closer();

    private void register(String name) {
        closer.register(name, name, closed::add);
    }

    @Test
    void resourceThatFailsKeepsNoOtherOpen() {
        register("first");
        closer.register("failing", "failing", name -> {
            throw new IllegalStateException("it failed");
        });
        register("last");
        assertThat(closer.close(ShutdownDeadline.after(Duration.ofMinutes(1)))).isTrue();
        assertThat(closed).containsExactly("last", "first");
        assertThat(closer.close(ShutdownDeadline.after(Duration.ofMinutes(1)))).isTrue();
        assertThat(closed).hasSize(2);
    }

    /** Like a disk or a process that does not respond: the thread of the test blocks if the closer waits for it. */
    @Test
    void resourceThatDoesNotRespondIsLeftBeforeTheDeadline() {
        CountDownLatch never = new CountDownLatch(1);
        register("first");
        closer.register("dead disk", never, latch -> {
            try {
                latch.await();
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        });
        register("last");
        ShutdownDeadline deadline = ShutdownDeadline.after(Duration.ofSeconds(2));
        assertThat(closer.close(deadline)).isFalse();
        assertThat(closed).containsExactly("last", "first");
        assertThat(deadline.remaining()).isPositive();
        never.countDown();
    }
}
