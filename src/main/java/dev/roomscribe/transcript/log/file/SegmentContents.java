package dev.roomscribe.transcript.log.file;

import dev.roomscribe.transcript.event.EventId;
import dev.roomscribe.transcript.log.LogEntry;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What one file of a log contains, as {@link SegmentParser} read it.
 *
 * @param header null if it is damaged
 * @param entries the events after the requested position
 * @param length the size of the complete lines in bytes; the rest was not written completely
 * @param last the sequence of the last event in the file, including events that cannot be read
 * @param closed whether the file was closed after its last event, and so is on disk completely
 */
record SegmentContents(@Nullable Header header, List<LogEntry> entries, int length, long last, boolean closed) {
    /**
     * The first line of a file.
     *
     * @param epoch the epoch of all events of the file
     * @param follows the event before the first event of the file, usually of the same epoch
     * @param session the start of the session that was running when the file was created
     * @param bootId the run of the operating system under which the file was written; null if unknown
     */
    record Header(
            String roomId,
            long epoch,
            EventId follows,
            @Nullable LogEntry session,
            @Nullable String bootId) {
        Header withoutSession() {
            return new Header(roomId, epoch, follows, null, bootId);
        }
    }
}
