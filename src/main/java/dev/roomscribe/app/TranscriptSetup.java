package dev.roomscribe.app;

import dev.roomscribe.transcript.log.StorageObserver;
import dev.roomscribe.transcript.log.TranscriptStore;
import dev.roomscribe.transcript.log.file.DirectoryInUseException;
import dev.roomscribe.transcript.log.file.DiskLimits;
import dev.roomscribe.transcript.log.file.FileStore;
import dev.roomscribe.transcript.log.memory.MemoryStore;
import dev.roomscribe.transcript.log.memory.Retention;
import io.quarkus.runtime.configuration.ConfigurationException;
import java.io.IOException;
import java.nio.file.Path;
import java.time.InstantSource;

/** Opens the transcripts that the settings ask for, or says which of them stands in the way. */
final class TranscriptSetup {
    private TranscriptSetup() {}

    static TranscriptStore store(RoomscribeConfig config, StorageObserver observer) {
        RoomscribeConfig.Transcript settings = config.transcript();
        if (settings.storage() == RoomscribeConfig.Transcript.Storage.MEMORY) {
            return new MemoryStore(new Retention(settings.maxEvents(), settings.maxAge()), InstantSource.system());
        }
        Path directory = config.dataDirectory().resolve("transcripts").toAbsolutePath();
        try {
            return FileStore.open(directory, limits(settings), InstantSource.system(), observer);
        } catch (DirectoryInUseException e) {
            throw new ConfigurationException("Another service that runs keeps its transcripts in " + directory
                    + ": end it, or set roomscribe.data-directory to another directory for this one.");
        } catch (IOException e) {
            throw new ConfigurationException("Nothing can be written to " + directory + " ("
                    + e.getClass().getSimpleName()
                    + "): set roomscribe.data-directory to a directory that the service may write to, or"
                    + " roomscribe.transcript.storage=memory to keep nothing.");
        }
    }

    private static DiskLimits limits(RoomscribeConfig.Transcript settings) {
        try {
            return new DiskLimits(
                    settings.maxAge(),
                    settings.maxSize().asLongValue(),
                    settings.maxTotalSize().asLongValue(),
                    settings.fsyncInterval());
        } catch (IllegalArgumentException e) {
            throw new ConfigurationException(
                    "roomscribe.transcript.max-size and max-total-size cannot be used: " + e.getMessage());
        }
    }
}
