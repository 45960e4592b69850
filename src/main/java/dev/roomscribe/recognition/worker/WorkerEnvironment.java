package dev.roomscribe.recognition.worker;

import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/**
 * The environment variables of a worker process. The service has its secrets in environment variables; a worker runs native
 * code on audio from the network, so only variables with these names are passed to it.
 */
final class WorkerEnvironment {
    /**
     * What the dynamic linker, the C library, the JVM and the matrix library that libvosk contains read. JVM options of the
     * service do not apply to workers, and may contain passwords.
     */
    private static final Set<String> ALLOWED = Set.of(
            "PATH",
            "LANG",
            "LANGUAGE",
            "TZ",
            "LD_LIBRARY_PATH",
            "LD_PRELOAD",
            "DYLD_LIBRARY_PATH",
            "GLIBC_TUNABLES",
            "MALLOC_ARENA_MAX",
            "MALLOC_TRIM_THRESHOLD_",
            "MALLOC_MMAP_THRESHOLD_",
            "OPENBLAS_NUM_THREADS",
            "OMP_NUM_THREADS",
            "SystemRoot");

    private static final String MALLOC_THRESHOLD_BYTES = Integer.toString(16 << 20);

    private WorkerEnvironment() {}

    /** Returns the variables of a worker, given those of the service. */
    static Map<String, String> of(Map<String, String> service) {
        Map<String, String> worker = new TreeMap<>(service);
        worker.keySet().removeIf(name -> !ALLOWED.contains(name) && !name.startsWith("LC_"));
        // libvosk prints numbers with the locale of the process. By default, malloc keeps an arena per thread; it also
        // returns the few megabytes that each step of decoding needs to the system and requests them again, which costs
        // a sixth of the time.
        worker.put("LC_ALL", "C.UTF-8");
        worker.putIfAbsent("MALLOC_ARENA_MAX", "2");
        worker.putIfAbsent("MALLOC_TRIM_THRESHOLD_", MALLOC_THRESHOLD_BYTES);
        worker.putIfAbsent("MALLOC_MMAP_THRESHOLD_", MALLOC_THRESHOLD_BYTES);
        return worker;
    }
}
