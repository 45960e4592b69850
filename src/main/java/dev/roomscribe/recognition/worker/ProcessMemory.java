package dev.roomscribe.recognition.worker;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.OptionalLong;

/** Reads the memory of processes from Linux's {@code /proc}. */
public final class ProcessMemory {
    private ProcessMemory() {}

    /**
     * Returns the memory of a process in bytes; empty if the system does not provide it. Memory that several processes
     * share, such as the Java runtime, counts in equal parts for each of them.
     */
    public static OptionalLong bytes(long pid) {
        OptionalLong proportional = field(pid, "smaps_rollup", "Pss:");
        return proportional.isPresent() ? proportional : field(pid, "status", "VmRSS:");
    }

    private static OptionalLong field(long pid, String file, String name) {
        try {
            List<String> lines = Files.readAllLines(Path.of("/proc", Long.toString(pid), file));
            return lines.stream()
                    .filter(line -> line.startsWith(name))
                    .mapToLong(line -> Long.parseLong(line.replaceAll("\\D", "")) * 1024)
                    .findFirst();
        } catch (IOException e) {
            return OptionalLong.empty();
        }
    }
}
