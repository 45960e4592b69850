package dev.roomscribe.api;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.roomscribe.api.problem.ProblemException;
import dev.roomscribe.support.Waiting;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.Test;

class FileThreadsTest {
    private static final int THREADS = 2;
    private static final int MAX_WAITING = 3;

    @Test
    void newRequestsAreRefusedWhileTooManyTasksWait() throws InterruptedException {
        FileThreads threads = new FileThreads(THREADS, MAX_WAITING);
        CountDownLatch released = new CountDownLatch(1);
        Queue<String> ran = new ConcurrentLinkedQueue<>();
        Runnable task = () -> {
            ran.add(Thread.currentThread().getName());
            await(released);
        };
        try {
            for (int i = 0; i < THREADS + MAX_WAITING; i++) {
                threads.admit();
                threads.execute(task);
            }
            assertThatExceptionOfType(ProblemException.class)
                    .isThrownBy(threads::admit)
                    .satisfies(refused -> assertThat(refused.problem().status()).isEqualTo(503));
            // The next piece of a file that is being sent.
            threads.execute(task);
            assertThat(ran).hasSizeLessThanOrEqualTo(THREADS);
        } finally {
            released.countDown();
        }
        Waiting.await().until(() -> ran.size() == THREADS + MAX_WAITING + 1);
        assertThat(ran).allMatch(name -> name.matches("transcript-file-[12]"));
        threads.admit();
        threads.close();
    }

    private static void await(CountDownLatch latch) {
        try {
            latch.await();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
