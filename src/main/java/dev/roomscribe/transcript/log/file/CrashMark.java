package dev.roomscribe.transcript.log.file;

import static java.util.Objects.requireNonNull;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.HashSet;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Decides whether ids are skipped after a process ended without closing a log. If only the process ended, the operating
 * system still has everything that was written, and ids continue without a hole. After a power failure, events that
 * subscribers received may be lost, and their ids must not be given to other events.
 *
 * <p>Each segment names the boot of the operating system under which it was written; if that is no longer the current one,
 * ids are skipped. They are skipped too if events were delivered that could not be written. A file in the directory of all
 * transcripts says so: {@code complete} or {@code waiting}, and the boot. The word is overwritten in place, which works on
 * a full disk. A later process under the same boot that finds {@code waiting} keeps it, as it does not know which logs are
 * concerned.
 *
 * <p>Confined to the writer's executor after it was opened.
 */
final class CrashMark implements AutoCloseable {
    private static final System.Logger LOG = System.getLogger(CrashMark.class.getName());
    /** More events than a power failure can lose. */
    static final int IDS_SKIPPED_AFTER_CRASH = 10_000;

    static final String NAME = "boot";
    private static final String NEW_NAME = "boot.new";
    private static final String COMPLETE = "complete";
    /** As long as {@link #COMPLETE}. */
    private static final String WAITING = "waiting ";

    private static final Pattern CONTENT = Pattern.compile("(.{8}) (\\S+)\n", Pattern.DOTALL);

    private final Disk disk;
    private final Path path;
    private final @Nullable String bootId;
    /** Whether an earlier process under this boot could not write all events that it delivered. */
    private final boolean inherited;
    /** The logs whose events wait. */
    private final Set<PendingWrites> waiting = new HashSet<>();

    private @Nullable FileChannel file;
    private boolean failing;

    private CrashMark(Disk disk, Path path, @Nullable String bootId, boolean inherited) {
        this.disk = disk;
        this.path = path;
        this.bootId = bootId;
        this.inherited = inherited;
    }

    /**
     * Reads what an earlier process stored in a directory and stores the current boot, synchronized to disk. If that is
     * not possible, ids are skipped after every unclean end.
     */
    static CrashMark open(Disk disk, Path directory) {
        Path path = directory.resolve(NAME);
        Optional<String> bootId = disk.bootId();
        if (bootId.isPresent()) {
            try {
                return open(disk, path, bootId.get());
            } catch (IOException e) {
                LOG.log(
                        System.Logger.Level.WARNING,
                        "{0} cannot be written, so ids are skipped after a crash: {1}",
                        path,
                        e.toString());
            }
        }
        return new CrashMark(disk, path, null, false);
    }

    private static CrashMark open(Disk disk, Path path, String bootId) throws IOException {
        Matcher content = CONTENT.matcher(read(disk, path));
        boolean intact = content.matches();
        boolean sameBoot = intact && content.group(2).equals(bootId);
        // Without an intact mark, nothing is known of the logs that exist.
        boolean inherited = sameBoot ? !content.group(1).equals(COMPLETE) : !intact && hasLogs(disk, path);
        CrashMark mark = new CrashMark(disk, path, bootId, inherited);
        if (sameBoot) {
            mark.file = disk.open(path, StandardOpenOption.WRITE);
        } else {
            mark.create(mark.word());
        }
        return mark;
    }

    private static boolean hasLogs(Disk disk, Path path) throws IOException {
        return disk.list(requireNonNull(path.getParent(), "the path has no parent")).stream()
                .anyMatch(Files::isDirectory);
    }

    private static String read(Disk disk, Path path) throws IOException {
        try {
            return new String(disk.read(path), StandardCharsets.US_ASCII);
        } catch (NoSuchFileException e) {
            return "";
        }
    }

    private String word() {
        return inherited || !waiting.isEmpty() ? WAITING : COMPLETE;
    }

    private void create(String word) throws IOException {
        close();
        disk.createDirectories(requireNonNull(path.getParent(), "the path has no parent"));
        Path created = path.resolveSibling(NEW_NAME);
        FileChannel opened = disk.open(
                created, StandardOpenOption.CREATE, StandardOpenOption.TRUNCATE_EXISTING, StandardOpenOption.WRITE);
        file = opened;
        disk.write(opened, bytes(word + " " + bootId + "\n"));
        disk.force(opened);
        disk.replace(created, path);
        OpenSegment.sync(disk, path.getParent());
    }

    private static ByteBuffer bytes(String text) {
        return ByteBuffer.wrap(text.getBytes(StandardCharsets.US_ASCII));
    }

    /** Returns the current boot, which new segments name; null if it is unknown. */
    @Nullable
    String bootId() {
        return bootId;
    }

    /**
     * Returns whether a file that an earlier process did not close certainly has all events of it that were delivered.
     *
     * @param header null if it is damaged
     */
    boolean isComplete(SegmentContents.@Nullable Header header) {
        return bootId != null && header != null && bootId.equals(header.bootId()) && !inherited && waiting.isEmpty();
    }

    /** Events of a log will be delivered before they can be written. */
    void onWaiting(PendingWrites log) {
        if (waiting.add(log) && waiting.size() == 1) {
            store();
        }
    }

    /** All events of a log are written. */
    void onWritten(PendingWrites log) {
        if (waiting.remove(log) && waiting.isEmpty()) {
            store();
        }
    }

    /** Writes the file again if something else deleted it. */
    void restoreIfMissing() {
        if (bootId != null && disk.isMissing(path)) {
            store();
        }
    }

    private void store() {
        if (bootId == null) {
            return;
        }
        try {
            FileChannel current = file;
            if (current == null || disk.isMissing(path)) {
                create(word());
            } else {
                disk.overwrite(current, bytes(word()), 0);
            }
            failing = false;
        } catch (IOException e) {
            if (!failing) {
                failing = true;
                LOG.log(
                        System.Logger.Level.ERROR,
                        "After a crash, ids of events that cannot be written may be given to other events, because "
                                + path + " cannot be written",
                        e);
            }
            removeAfterFailure();
        }
    }

    /** A process that finds no file skips ids. */
    private void removeAfterFailure() {
        try {
            disk.delete(path);
        } catch (IOException e) {
            LOG.log(System.Logger.Level.DEBUG, "Deleting the mark of the boot failed", e);
        }
    }

    @Override
    public void close() {
        FileChannel current = file;
        file = null;
        if (current != null) {
            try {
                current.close();
            } catch (IOException e) {
                LOG.log(System.Logger.Level.DEBUG, "Closing the mark of the boot failed", e);
            }
        }
    }
}
