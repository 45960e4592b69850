package dev.roomscribe.recognition.worker;

import static java.util.Objects.requireNonNull;

import java.io.File;
import java.io.IOException;
import java.net.URI;
import java.net.URL;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;

/**
 * The command line of a worker: this Java, and of this program's own class path the few parts that decoding needs,
 * wherever they were loaded from: a packaged service's folder, or a build's.
 */
final class WorkerCommand {
    /** A class of each part: this service, protobuf, JNA, Jackson's three, and the jar that brings libvosk. */
    private static final List<String> PARTS = List.of(
            "dev/roomscribe/recognition/worker/WorkerMain.class",
            "com/google/protobuf/MessageLite.class",
            "com/sun/jna/Native.class",
            "com/fasterxml/jackson/core/JsonParser.class",
            "com/fasterxml/jackson/databind/ObjectMapper.class",
            "com/fasterxml/jackson/annotation/JsonInclude.class",
            "org/vosk/LibVosk.class");

    private static final String KEPT_BYTES = Integer.toString(16 << 20);

    private WorkerCommand() {}

    static Process start(Path directory, Path socket, int lanes, Path model) throws IOException {
        List<String> command = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                // It decodes in libvosk: what Java it runs is short, and must start fast and stay small.
                "-Xmx128m",
                "-XX:+UseSerialGC",
                "-XX:TieredStopAtLevel=1",
                "-XX:+ExitOnOutOfMemoryError",
                "-XX:-CreateCoredumpOnCrash",
                "--enable-native-access=ALL-UNNAMED"));
        for (String property : List.of("jna.tmpdir", "jna.library.path", "jna.boot.library.path", "java.io.tmpdir")) {
            String value = System.getProperty(property);
            if (value != null) {
                command.add("-D" + property + "=" + value);
            }
        }
        command.addAll(List.of("-cp", classPath(), WorkerMain.class.getName()));
        command.addAll(List.of(socket.toString(), Integer.toString(lanes), model.toString()));
        ProcessBuilder builder = new ProcessBuilder(command)
                .directory(directory.toFile())
                // Where libvosk crashed is said by the JVM, on the other stream.
                .redirectErrorStream(true);
        // libvosk writes numbers by the locale; malloc would keep an arena for every thread, and give the few megabytes
        // that each step of decoding needs back to the system, only to ask for them again, which costs a sixth of the
        // time; and what is meant for the service's own JVM is not for this one.
        builder.environment().put("LC_ALL", "C.UTF-8");
        builder.environment().putIfAbsent("MALLOC_ARENA_MAX", "2");
        builder.environment().putIfAbsent("MALLOC_TRIM_THRESHOLD_", KEPT_BYTES);
        builder.environment().putIfAbsent("MALLOC_MMAP_THRESHOLD_", KEPT_BYTES);
        builder.environment().keySet().removeAll(List.of("JDK_JAVA_OPTIONS", "JAVA_TOOL_OPTIONS"));
        return builder.start();
    }

    private static String classPath() {
        return PARTS.stream().map(WorkerCommand::rootOf).distinct().collect(Collectors.joining(File.pathSeparator));
    }

    /** Returns the directory or jar that a class is in, by where its class file is found. */
    private static String rootOf(String classFile) {
        URL url = requireNonNull(WorkerCommand.class.getClassLoader().getResource(classFile), classFile);
        String where = url.toString();
        String root = where.substring(0, where.length() - classFile.length());
        if (root.startsWith("jar:")) {
            root = root.substring("jar:".length(), root.lastIndexOf('!'));
        }
        return Path.of(URI.create(root)).toString();
    }
}
