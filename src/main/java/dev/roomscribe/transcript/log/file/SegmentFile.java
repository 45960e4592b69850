package dev.roomscribe.transcript.log.file;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * One file of a log.
 *
 * @param first the sequence of the first event, which is the name of the file
 */
record SegmentFile(Path path, long first) {
    /** More than a header usually has. */
    private static final int HEADER_BYTES = 8 * 1024;

    private static final Pattern NAME = Pattern.compile("(\\d{18})\\.log");

    static SegmentFile in(Path directory, long first) {
        return new SegmentFile(directory.resolve(String.format(Locale.ROOT, "%018d.log", first)), first);
    }

    /** Returns the files in the directory of a room, oldest first; none if there is no directory. */
    static List<SegmentFile> list(Disk disk, Path directory) throws IOException {
        List<SegmentFile> files = new ArrayList<>();
        try {
            for (Path path : disk.list(directory)) {
                Matcher name = NAME.matcher(path.getFileName().toString());
                if (name.matches()) {
                    files.add(new SegmentFile(path, Long.parseLong(name.group(1))));
                }
            }
        } catch (NoSuchFileException e) {
            return List.of();
        }
        files.sort(Comparator.comparingLong(SegmentFile::first));
        return files;
    }

    /** Returns the header; null if it is damaged. Reads the beginning of the file, and the rest only if that tells nothing. */
    SegmentContents.@Nullable Header header(Disk disk) throws IOException {
        SegmentContents.Header found = new SegmentParser(beginning(disk), first, Long.MAX_VALUE)
                .parse()
                .header();
        return found == null ? read(disk, Long.MAX_VALUE).header() : found;
    }

    private byte[] beginning(Disk disk) throws IOException {
        try (FileChannel channel = disk.open(path, StandardOpenOption.READ)) {
            return bytes(channel, 0, HEADER_BYTES);
        }
    }

    /** Returns at most {@code length} bytes at the end of the file. */
    byte[] end(Disk disk, int length) throws IOException {
        try (FileChannel channel = disk.open(path, StandardOpenOption.READ)) {
            return bytes(channel, Math.max(0, channel.size() - length), length);
        }
    }

    private static byte[] bytes(FileChannel channel, long from, int length) throws IOException {
        ByteBuffer found = ByteBuffer.allocate((int) Math.min(length, Math.max(0, channel.size() - from)));
        while (found.hasRemaining() && channel.read(found, from + found.position()) >= 0) {}
        return Arrays.copyOf(found.array(), found.position());
    }

    /** Reads the file and the events after a sequence. */
    SegmentContents read(Disk disk, long after) throws IOException {
        return new SegmentParser(disk.read(path), first, after).parse();
    }
}
