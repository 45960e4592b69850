package dev.roomscribe.recognition.worker;

import dev.roomscribe.recognition.DecoderSource;
import dev.roomscribe.recognition.model.ModelException;
import dev.roomscribe.recognition.vosk.VoskModel;
import java.io.IOException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.SocketChannel;
import java.nio.file.Path;

/**
 * The process that decodes: loads one model, connects to the service as often as it is to decode at once, and answers on
 * every connection until the service lets go of it. It ends with the service, however that ended.
 */
public final class DecoderWorker {
    /** The exit code of a process that never came to decode; stderr says why. */
    static final int UNUSABLE = 3;

    private DecoderWorker() {}

    /** Takes the service's socket, the number of connections, and the model's directory. */
    public static void main(String[] arguments) {
        Path socket = Path.of(arguments[0]);
        int lanes = Integer.parseInt(arguments[1]);
        try {
            DecoderSource model = VoskModel.load(Path.of(arguments[2]), null, null);
            WorkerDecoders decoders = new WorkerDecoders(model);
            for (int lane = 1; lane <= lanes; lane++) {
                SocketChannel connection = SocketChannel.open(StandardProtocolFamily.UNIX);
                connection.connect(UnixDomainSocketAddress.of(socket));
                new Thread(new WorkerLane(connection, decoders), "decoder-" + lane).start();
            }
            while (System.in.read() >= 0) {
                // Nothing is ever said here; the end of it is the end of the service.
            }
        } catch (ModelException | IOException e) {
            System.err.println(e.getMessage());
            Runtime.getRuntime().halt(UNUSABLE);
        }
        end();
    }

    /** Without the exit handlers: libvosk's own would tear down what other threads still use. */
    static void end() {
        Runtime.getRuntime().halt(0);
    }
}
