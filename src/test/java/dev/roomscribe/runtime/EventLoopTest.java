package dev.roomscribe.runtime;

import static org.assertj.core.api.Assertions.assertThat;

import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import java.time.Duration;
import java.util.concurrent.CompletionException;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Every future of an event loop completes. */
class EventLoopTest {
    private final Vertx vertx = Vertx.vertx();
    private final EventLoop eventLoop = VertxEventLoop.of(vertx.getOrCreateContext());

    @AfterEach
    void close() {
        vertx.close().toCompletionStage().toCompletableFuture().join();
    }

    private static <T> Throwable failure(Future<T> future) {
        try {
            T result = future.toCompletionStage()
                    .toCompletableFuture()
                    .orTimeout(30, TimeUnit.SECONDS)
                    .join();
            throw new AssertionError("it completed with " + result);
        } catch (CompletionException e) {
            return e.getCause();
        }
    }

    @Test
    void callFailsWithWhatItsTaskThrows() {
        assertThat(failure(eventLoop.call(() -> {
                    throw new IllegalStateException("thrown");
                })))
                .hasMessage("thrown");
        assertThat(failure(eventLoop.call(() -> eventLoop.callAfter(Duration.ofMillis(1), () -> {
                    throw new AssertionError("thrown later");
                }))))
                .hasMessage("thrown later");
    }

    @Test
    void callFailsIfTheEventLoopHasEndedOrHasNotBegun() {
        Promise<String> pending = Promise.promise();
        Future<String> awaited = eventLoop.await(pending.future());
        close();
        assertThat(failure(eventLoop.call(() -> Future.succeededFuture("ran"))))
                .isInstanceOf(RejectedExecutionException.class);
        assertThat(failure(new VertxEventLoop(() -> null).call(() -> Future.succeededFuture("ran"))))
                .isInstanceOf(RejectedExecutionException.class);
        pending.complete("late");
        assertThat(awaited.toCompletionStage().toCompletableFuture().join()).isEqualTo("late");
    }

    /** Decoder threads submit tasks until the process ends. */
    @Test
    void taskIsDroppedWithoutAnErrorIfTheEventLoopHasEnded() {
        close();
        assertThat(eventLoop.submit(() -> {})).isFalse();
        eventLoop.execute(() -> {});
    }

    @Test
    void deadlineLeavesToLaterStepsWhatEarlierOnesDidNotUse() {
        long[] now = {0};
        ShutdownDeadline deadline = ShutdownDeadline.after(Duration.ofSeconds(10), () -> now[0]);
        assertThat(deadline.share(4)).isEqualTo(Duration.ofMillis(2_500));
        now[0] = Duration.ofSeconds(1).toNanos();
        assertThat(deadline.share(3)).isEqualTo(Duration.ofSeconds(3));
        assertThat(deadline.part(50).remaining()).isEqualTo(Duration.ofMillis(4_500));
        now[0] = Duration.ofSeconds(11).toNanos();
        assertThat(deadline.share(1)).isZero();
        assertThat(deadline.part(50).remaining()).isZero();
    }
}
