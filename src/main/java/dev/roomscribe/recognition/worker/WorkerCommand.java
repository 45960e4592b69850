package dev.roomscribe.recognition.worker;

import static java.util.Objects.requireNonNull;

import java.io.File;
import java.io.IOException;
import java.net.URI;
import java.net.URL;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/**
 * Builds the command line of a worker process: the same Java, and only those parts of this program's class path that
 * decoding needs, from wherever they were loaded: the directory of a packaged service, or that of a build.
 */
final class WorkerCommand {
    /** One class of each part: this service, protobuf, JNA, the three Jackson jars, and the jar that contains libvosk. */
    private static final List<String> PARTS = List.of(
            "dev/roomscribe/recognition/worker/WorkerMain.class",
            "com/google/protobuf/MessageLite.class",
            "com/sun/jna/Native.class",
            "com/fasterxml/jackson/core/JsonParser.class",
            "com/fasterxml/jackson/databind/ObjectMapper.class",
            "com/fasterxml/jackson/annotation/JsonInclude.class",
            "org/vosk/LibVosk.class");

    private WorkerCommand() {}

    static Process start(WorkerDirectory directory, int connections, Path model) throws IOException {
        List<String> command = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                // Decoding runs in libvosk; the Java part runs little code, and must start fast and stay small.
                "-Xmx128m",
                "-XX:+UseSerialGC",
                "-XX:TieredStopAtLevel=1",
                "-XX:+ExitOnOutOfMemoryError",
                "-XX:-CreateCoredumpOnCrash",
                "--enable-native-access=ALL-UNNAMED"));
        // JNA deletes the libraries that it has unpacked as soon as they are loaded, unless the process is killed
        // before.
        command.add("-Djava.io.tmpdir=" + directory.path());
        command.add("-Djna.tmpdir=" + directory.path());
        for (String property : List.of("jna.library.path", "jna.boot.library.path")) {
            String value = System.getProperty(property);
            if (value != null) {
                command.add("-D" + property + "=" + value);
            }
        }
        command.addAll(List.of("-cp", classPath(), WorkerMain.class.getName()));
        command.addAll(List.of(directory.socket().toString(), Integer.toString(connections), model.toString()));
        ProcessBuilder builder = new ProcessBuilder(command)
                .directory(directory.path().toFile())
                // After a crash of libvosk, the JVM prints where it crashed on stdout.
                .redirectErrorStream(true);
        Map<String, String> environment = WorkerEnvironment.of(builder.environment());
        builder.environment().clear();
        builder.environment().putAll(environment);
        return builder.start();
    }

    private static String classPath() {
        return PARTS.stream().map(WorkerCommand::rootOf).distinct().collect(Collectors.joining(File.pathSeparator));
    }

    /** Returns the directory or jar that contains a class file. */
    private static String rootOf(String classFile) {
        URL url = requireNonNull(WorkerCommand.class.getClassLoader().getResource(classFile), classFile);
        String location = url.toString();
        String root = location.substring(0, location.length() - classFile.length());
        if (root.startsWith("jar:")) {
            root = root.substring("jar:".length(), root.lastIndexOf('!'));
        }
        return Path.of(URI.create(root)).toString();
    }
}
