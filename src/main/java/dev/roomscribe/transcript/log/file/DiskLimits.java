package dev.roomscribe.transcript.log.file;

import static java.util.Objects.requireNonNull;

import java.time.Duration;

/**
 * How much is kept on disk, and how safely.
 *
 * @param maxAge how long events are kept; files are dropped whole, so some of them up to an eighth longer
 * @param maxRoomBytes how much is kept of a room
 * @param maxTotalBytes how much is kept of all rooms
 * @param syncInterval how much a machine that loses its power may lose; zero has every event on the disk before anybody
 *     sees it
 */
public record DiskLimits(Duration maxAge, long maxRoomBytes, long maxTotalBytes, Duration syncInterval) {
    public DiskLimits {
        requireNonNull(maxAge, "maxAge is null");
        requireNonNull(syncInterval, "syncInterval is null");
        if (maxTotalBytes < maxRoomBytes) {
            throw new IllegalArgumentException("what is kept of all rooms (" + maxTotalBytes
                    + " bytes) cannot be less than what is kept of one (" + maxRoomBytes + " bytes)");
        }
    }
}
