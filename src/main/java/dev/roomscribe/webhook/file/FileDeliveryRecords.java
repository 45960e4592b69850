package dev.roomscribe.webhook.file;

import static java.util.Objects.requireNonNull;

import dev.roomscribe.storage.PrivateFiles;
import dev.roomscribe.webhook.DeliveryRecord;
import dev.roomscribe.webhook.DeliveryRecords;
import java.io.IOException;
import java.nio.charset.CharacterCodingException;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.regex.Pattern;

/** Stores each record in a file of its own, named by the session. One thread reads and writes. */
public final class FileDeliveryRecords implements DeliveryRecords {
    private static final System.Logger LOG = System.getLogger(FileDeliveryRecords.class.getName());
    private static final String SUFFIX = ".json";
    /** A file that is being written and will replace the record. */
    private static final String NEXT_SUFFIX = ".next";

    private static final Pattern SESSION_ID = Pattern.compile("[0-9A-Za-z_-]{1,100}");
    /** A record has at most some thousands of characters. */
    private static final long MAX_BYTES = 64 << 10;
    /** Several operations for each webhook that may be open. */
    private static final int MAX_QUEUED = 10_000;

    private static final int CLOSE_TIMEOUT_MS = 10_000;

    private final Path directory;
    private final ThreadPoolExecutor executor = new ThreadPoolExecutor(
            1, 1, 0, TimeUnit.MILLISECONDS, new ArrayBlockingQueue<>(MAX_QUEUED), FileDeliveryRecords::thread);
    /** Whether the last operation failed. Used on the thread only. */
    private boolean failing;

    /**
     * Uses no file yet.
     *
     * @param directory created with the first record, readable by the owner only; used by one process at a time
     */
    public FileDeliveryRecords(Path directory) {
        this.directory = requireNonNull(directory, "directory is null");
    }

    private static Thread thread(Runnable task) {
        Thread thread = new Thread(task, "webhook-records");
        thread.setDaemon(true);
        return thread;
    }

    @FunctionalInterface
    private interface Operation<T> {
        T run() throws IOException;
    }

    private <T> CompletionStage<T> submit(Operation<T> operation) {
        CompletableFuture<T> result = new CompletableFuture<>();
        try {
            executor.execute(() -> {
                try {
                    T value = operation.run();
                    onSuccess();
                    result.complete(value);
                } catch (IOException | RuntimeException | Error e) {
                    onFailure(e);
                    result.completeExceptionally(e);
                }
            });
        } catch (RejectedExecutionException e) {
            result.completeExceptionally(new IOException("the records of webhooks are closed or the disk is slow", e));
        }
        return result;
    }

    private void onSuccess() {
        if (failing) {
            failing = false;
            LOG.log(System.Logger.Level.INFO, "Storing how far webhooks are delivered works again");
        }
    }

    private void onFailure(Throwable failure) {
        if (!failing) {
            failing = true;
            LOG.log(
                    System.Logger.Level.ERROR,
                    "How far webhooks are delivered cannot be stored in {0}: after the next start, events may be posted"
                            + " again or not at all: {1}",
                    directory,
                    failure);
        }
    }

    @Override
    public boolean isPersistent() {
        return true;
    }

    @Override
    public CompletionStage<List<DeliveryRecord>> unclaimed() {
        return submit(() -> {
            List<DeliveryRecord> records = new ArrayList<>();
            for (Path file : files()) {
                try {
                    read(file).ifPresent(records::add);
                } catch (IOException e) {
                    logUnreadable(file, e);
                }
            }
            return records;
        });
    }

    /** Returns the files of all records in the order of their names: session ids begin with the time of the start. */
    private List<Path> files() throws IOException {
        List<Path> files = new ArrayList<>();
        try (DirectoryStream<Path> found = Files.newDirectoryStream(directory, "*" + SUFFIX)) {
            found.forEach(files::add);
        } catch (NoSuchFileException e) {
            return List.of();
        } catch (DirectoryIteratorException e) {
            throw e.getCause();
        }
        Collections.sort(files);
        return files;
    }

    /** Reads a record; empty if there is none or it is damaged. */
    private Optional<DeliveryRecord> read(Path file) throws IOException {
        try {
            if (Files.size(file) > MAX_BYTES) {
                throw new IllegalArgumentException("it is too long");
            }
            DeliveryRecord record = DeliveryRecord.parse(Files.readString(file));
            if (!file.equals(directory.resolve(record.sessionId() + SUFFIX))) {
                throw new IllegalArgumentException("it names another session");
            }
            return Optional.of(record);
        } catch (NoSuchFileException e) {
            return Optional.empty();
        } catch (CharacterCodingException | IllegalArgumentException e) {
            logUnreadable(file, e);
            return Optional.empty();
        }
    }

    private static void logUnreadable(Path file, Exception cause) {
        LOG.log(
                System.Logger.Level.WARNING,
                "{0} is not a readable record of a webhook and is ignored; undelivered events of this session are not"
                        + " posted: {1}",
                file,
                cause);
    }

    @Override
    public CompletionStage<Optional<DeliveryRecord>> claim(String sessionId) {
        return submit(() -> read(file(sessionId, SUFFIX)));
    }

    @Override
    public CompletionStage<Void> save(DeliveryRecord record) {
        return submit(() -> {
                    PrivateFiles.replace(
                            file(record.sessionId(), SUFFIX), file(record.sessionId(), NEXT_SUFFIX), record.toJson());
                    return true;
                })
                .thenAccept(done -> {});
    }

    @Override
    public CompletionStage<Void> remove(String sessionId) {
        return submit(() -> {
                    Files.deleteIfExists(file(sessionId, NEXT_SUFFIX));
                    Files.deleteIfExists(file(sessionId, SUFFIX));
                    return true;
                })
                .thenAccept(done -> {});
    }

    private Path file(String sessionId, String suffix) {
        if (!SESSION_ID.matcher(sessionId).matches()) {
            throw new IllegalArgumentException("the session id is not a file name");
        }
        return directory.resolve(sessionId + suffix);
    }

    /** Waits up to 10 s for the operations that were called before. */
    @Override
    public void close() {
        executor.shutdown();
        try {
            if (!executor.awaitTermination(CLOSE_TIMEOUT_MS, TimeUnit.MILLISECONDS)) {
                LOG.log(
                        System.Logger.Level.ERROR,
                        "The disk does not respond: after the next start, events are posted to webhooks again");
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
