package dev.roomscribe.cluster.redis.log;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.logging.Handler;
import java.util.logging.LogRecord;
import java.util.logging.Logger;
import org.junit.jupiter.api.Test;

class RedisLogThreadsTest {
    private static final class Records extends Handler {
        final BlockingQueue<LogRecord> published = new LinkedBlockingQueue<>();

        @Override
        public void publish(LogRecord line) {
            published.add(line);
        }

        @Override
        public void flush() {}

        @Override
        public void close() {}
    }

    @Test
    void whatAHandlerThrowsIsLoggedAndLaterTasksRun() throws InterruptedException {
        Logger logger = Logger.getLogger(RedisLogThreads.class.getName());
        Records records = new Records();
        logger.addHandler(records);
        CompletableFuture<String> next = new CompletableFuture<>();
        try (RedisLogThreads threads = new RedisLogThreads()) {
            RuntimeException failure = new IllegalStateException("on purpose");
            threads.onComplete(CompletableFuture.completedFuture("result"), (result, unused) -> {
                throw failure;
            });
            threads.onComplete(
                    CompletableFuture.failedFuture(failure), (result, found) -> next.complete(found.toString()));
            LogRecord line = records.published.poll(10, TimeUnit.SECONDS);
            assertThat(line).isNotNull();
            assertThat(line.getThrown()).isSameAs(failure);
            assertThat(next).succeedsWithin(10, TimeUnit.SECONDS).asString().contains("on purpose");
        } finally {
            logger.removeHandler(records);
        }
    }
}
