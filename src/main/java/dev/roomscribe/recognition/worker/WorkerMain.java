package dev.roomscribe.recognition.worker;

import dev.roomscribe.recognition.DecoderSource;
import dev.roomscribe.recognition.model.ModelException;
import dev.roomscribe.recognition.vosk.VoskModel;
import java.io.IOException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.SocketChannel;
import java.nio.file.Path;
import java.util.Locale;

/**
 * The main class of a worker process: loads one model, opens one connection to the service for each concurrent call, and
 * answers requests on every connection until the service closes it. The process always ends with the service, even if
 * the service crashes.
 */
public final class WorkerMain {
    /** The exit code of a process that could not start decoding; stderr contains the reason. */
    static final int EXIT_UNUSABLE = 3;

    private WorkerMain() {}

    /** Takes the path of the service's socket, the number of connections, and the model's directory. */
    public static void main(String[] arguments) {
        Locale.setDefault(Locale.ROOT);
        Path socket = Path.of(arguments[0]);
        int connections = Integer.parseInt(arguments[1]);
        try {
            DecoderSource model = VoskModel.load(Path.of(arguments[2]), null, null);
            RequestHandler handler = new RequestHandler(model);
            for (int number = 1; number <= connections; number++) {
                SocketChannel connection = SocketChannel.open(StandardProtocolFamily.UNIX);
                connection.connect(UnixDomainSocketAddress.of(socket));
                new Thread(new RequestLoop(connection, handler), "decoder-" + number).start();
            }
            while (System.in.read() >= 0) {
                // The service writes nothing; stdin ends when the service ends.
            }
        } catch (ModelException | IOException e) {
            System.err.println(e.getMessage());
            Runtime.getRuntime().halt(EXIT_UNUSABLE);
        }
        exit();
    }

    /** Ends the process without exit handlers: libvosk's handlers would free what other threads still use. */
    static void exit() {
        Runtime.getRuntime().halt(0);
    }
}
