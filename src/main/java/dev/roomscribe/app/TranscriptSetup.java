package dev.roomscribe.app;

import dev.roomscribe.app.config.RoomscribeConfig;
import dev.roomscribe.app.config.TranscriptConfig;
import dev.roomscribe.storage.DirectoryInUseException;
import dev.roomscribe.transcript.live.SubscriberLimits;
import dev.roomscribe.transcript.log.StorageObserver;
import dev.roomscribe.transcript.log.TranscriptStore;
import dev.roomscribe.transcript.log.file.DiskLimits;
import dev.roomscribe.transcript.log.file.FileStore;
import dev.roomscribe.transcript.log.memory.MemoryStore;
import dev.roomscribe.transcript.log.memory.Retention;
import io.quarkus.runtime.configuration.ConfigurationException;
import java.io.IOException;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/** Opens the transcripts from the configuration. */
final class TranscriptSetup {
    /** Two, so that a room with thousands of subscribers does not delay all others. */
    private static final int DELIVERY_THREADS = 2;

    private TranscriptSetup() {}

    /**
     * @param continued returns whether this process continues a session that an earlier one left, by its id
     * @throws ConfigurationException that names the setting, if the data directory is in use or not writable
     */
    static TranscriptStore store(
            RoomscribeConfig config,
            @Nullable ClusterSetup cluster,
            StorageObserver observer,
            Predicate<String> continued) {
        if (cluster != null) {
            return cluster.store(config, observer);
        }
        TranscriptConfig settings = config.transcript();
        if (settings.storage() == TranscriptConfig.Storage.MEMORY) {
            return new MemoryStore(new Retention(settings.maxEvents(), settings.maxAge()), InstantSource.system());
        }
        Path directory = DataDirectory.of(config).transcripts();
        try {
            return FileStore.open(directory, limits(settings), InstantSource.system(), observer, continued);
        } catch (DirectoryInUseException e) {
            throw new ConfigurationException("Another running service stores its transcripts in " + directory
                    + ": stop it, or set roomscribe.data-directory to another directory for this one.");
        } catch (IOException e) {
            throw new ConfigurationException("The directory %s is not writable (%s): set roomscribe.data-directory to a"
                            .formatted(directory, e.getClass().getSimpleName())
                    + " writable directory, or set roomscribe.transcript.storage=memory.");
        }
    }

    /** Returns the threads that deliver events to subscribers. At most one task per room waits for them. */
    static ExecutorService deliveries() {
        AtomicInteger number = new AtomicInteger();
        return new ThreadPoolExecutor(
                DELIVERY_THREADS,
                DELIVERY_THREADS,
                0,
                TimeUnit.SECONDS,
                new LinkedBlockingQueue<>(),
                task -> {
                    Thread thread = new Thread(task, "caption-delivery-" + number.getAndIncrement());
                    thread.setDaemon(true);
                    return thread;
                },
                // An event that is published after the shutdown has no subscriber left.
                new ThreadPoolExecutor.DiscardPolicy());
    }

    static SubscriberLimits subscriberLimits(TranscriptConfig settings) {
        return new SubscriberLimits(settings.maxSubscriberLag(), settings.maxSubscribers(), settings.reconnectDelay());
    }

    /** @throws ConfigurationException if the limits contradict each other */
    static DiskLimits limits(TranscriptConfig settings) {
        try {
            return new DiskLimits(
                    settings.maxAge(),
                    settings.maxSize().asLongValue(),
                    settings.maxTotalSize().asLongValue(),
                    settings.fsyncInterval());
        } catch (IllegalArgumentException e) {
            throw new ConfigurationException(
                    "roomscribe.transcript.max-size and max-total-size are invalid: " + e.getMessage());
        }
    }
}
