package dev.roomscribe.session;

import dev.roomscribe.transcript.DirectoryInUse;
import dev.roomscribe.transcript.DiskLimits;
import dev.roomscribe.transcript.Retention;
import dev.roomscribe.transcript.StorageObserver;
import dev.roomscribe.transcript.TranscriptStore;
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
            return TranscriptStore.inMemory(
                    new Retention(settings.maxEvents(), settings.maxAge()), InstantSource.system());
        }
        Path directory = config.dataDirectory().resolve("transcripts").toAbsolutePath();
        try {
            return TranscriptStore.onDisk(directory, limits(settings), InstantSource.system(), observer);
        } catch (DirectoryInUse e) {
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
