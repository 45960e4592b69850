package dev.roomscribe.transcript.log.file;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
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
    private final @Nullable String bootId;
    private final @Nullable FileChannel file;
    /** Whether an earlier process under this boot could not write all events that it delivered. */
    private final boolean inherited;
    /** The logs whose events wait. */
    private final Set<PendingWrites> waiting = new HashSet<>();

    private CrashMark(Disk disk, @Nullable String bootId, @Nullable FileChannel file, boolean inherited) {
        this.disk = disk;
        this.bootId = bootId;
        this.file = file;
        this.inherited = inherited;
    }

    /**
     * Reads what an earlier process stored in a directory and stores the current boot, synchronized to disk. If that is
     * not possible, ids are skipped after every unclean end.
     */
    static CrashMark open(Disk disk, Path directory) {
        Optional<String> bootId = disk.bootId();
        if (bootId.isPresent()) {
            try {
                return open(disk, directory.resolve(NAME), bootId.get());
            } catch (IOException e) {
                LOG.log(
                        System.Logger.Level.WARNING,
                        "{0} cannot be written, so ids are skipped after a crash: {1}",
                        directory.resolve(NAME),
                        e.toString());
            }
        }
        return new CrashMark(disk, null, null, false);
    }

    private static CrashMark open(Disk disk, Path path, String bootId) throws IOException {
        String stored = read(disk, path);
        Matcher content = CONTENT.matcher(stored);
        boolean intact = content.matches();
        boolean sameBoot = intact && content.group(2).equals(bootId);
        boolean inherited = sameBoot ? !content.group(1).equals(COMPLETE) : !stored.isEmpty() && !intact;
        if (!sameBoot) {
            create(disk, path, (inherited ? WAITING : COMPLETE) + " " + bootId + "\n");
        }
        return new CrashMark(disk, bootId, disk.open(path, StandardOpenOption.WRITE), inherited);
    }

    private static String read(Disk disk, Path path) throws IOException {
        try {
            return new String(disk.read(path), StandardCharsets.US_ASCII);
        } catch (NoSuchFileException e) {
            return "";
        }
    }

    private static void create(Disk disk, Path path, String content) throws IOException {
        Path created = path.resolveSibling(NEW_NAME);
        try (FileChannel file = disk.open(
                created, StandardOpenOption.CREATE, StandardOpenOption.TRUNCATE_EXISTING, StandardOpenOption.WRITE)) {
            disk.write(file, bytes(content));
            disk.force(file);
        }
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
            overwrite(WAITING);
        }
    }

    /** All events of a log are written. */
    void onWritten(PendingWrites log) {
        if (waiting.remove(log) && waiting.isEmpty() && !inherited) {
            overwrite(COMPLETE);
        }
    }

    private void overwrite(String word) {
        if (file == null) {
            return;
        }
        try {
            disk.overwrite(file, bytes(word), 0);
        } catch (IOException e) {
            LOG.log(
                    System.Logger.Level.ERROR,
                    "After a crash, ids of events that cannot be written may be given to other events",
                    e);
        }
    }

    @Override
    public void close() {
        if (file != null) {
            try {
                file.close();
            } catch (IOException e) {
                LOG.log(System.Logger.Level.DEBUG, "Closing the mark of the boot failed", e);
            }
        }
    }
}
