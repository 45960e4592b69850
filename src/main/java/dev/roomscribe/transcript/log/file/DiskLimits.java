package dev.roomscribe.transcript.log.file;

import static java.util.Objects.requireNonNull;

import java.time.Duration;

/**
 * How much is stored on disk, and how soon it survives a power failure.
 *
 * @param maxAge how long events are stored; files are deleted as a whole, so some events are stored up to an eighth
 *     longer
 * @param maxRoomBytes the most that is stored for one room
 * @param maxTotalBytes the most that is stored for all rooms; not less than {@code maxRoomBytes}
 * @param syncInterval how much may be lost on power failure, never on a process crash; zero syncs every event to disk
 *     before subscribers receive it
 */
public record DiskLimits(Duration maxAge, long maxRoomBytes, long maxTotalBytes, Duration syncInterval) {
    public DiskLimits {
        requireNonNull(maxAge, "maxAge is null");
        requireNonNull(syncInterval, "syncInterval is null");
        if (maxTotalBytes < maxRoomBytes) {
            throw new IllegalArgumentException("the limit for all rooms (" + maxTotalBytes
                    + " bytes) is less than the limit for one room (" + maxRoomBytes + " bytes)");
        }
    }
}
