package dev.roomscribe.transcript.log.file;

import java.io.IOException;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * One file of a log.
 *
 * @param first the sequence of the first event, which is the name of the file
 */
record SegmentFile(Path path, long first) {
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

    /** Reads the file and the events after a sequence. */
    SegmentContents read(Disk disk, long after) throws IOException {
        return new SegmentParser(disk.read(path), first, after).parse();
    }
}
