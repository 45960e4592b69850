package dev.roomscribe.recognition.worker;

import dev.roomscribe.recognition.model.ModelFiles;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** A service that starts a worker and prints the environment that the operating system reports for it. */
final class WorkerEnvironmentMain {
    private WorkerEnvironmentMain() {}

    public static void main(String[] arguments) throws IOException {
        try (ModelFiles model = ModelFiles.builtIn()) {
            WorkerProcess worker = WorkerProcess.start("worker", model.directory(), WorkerLimits.defaults());
            try {
                Path environment = Path.of("/proc/" + worker.process().pid() + "/environ");
                System.out.println(Files.readString(environment).replace('\0', '\n'));
            } finally {
                worker.kill();
                worker.awaitEnd();
            }
        }
    }
}
