package dev.roomscribe.api;

import java.io.IOException;
import java.io.OutputStream;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Random;
import java.util.concurrent.locks.LockSupport;

/**
 * A request of a client that disconnects before it has the whole response.
 *
 * @param pauseNanos the pause before the client disconnects, 0 for none
 */
record AbortedRequest(Version version, Call call, Ending ending, long pauseNanos) {
    private static final int READ_TIMEOUT_MS = 2_000;
    private static final long MAX_PAUSE_NANOS = 5_000_000;

    enum Version {
        HTTP_1_0,
        HTTP_1_0_KEEP_ALIVE,
        HTTP_1_1,
        HTTP_2
    }

    /** How a client ends the request. */
    enum Ending {
        /** Closes after half of the request's bytes. */
        CLOSE_WITHIN_THE_REQUEST,
        CLOSE,
        /** Closes with a TCP reset. */
        TCP_RESET,
        CLOSE_WITHIN_THE_RESPONSE,
        RESET_WITHIN_THE_RESPONSE,
        /** Reads a few bytes at a time, then closes. */
        READ_SLOWLY,
        HALF_CLOSE,
        /** Sends bytes that are not HTTP after the request. */
        GARBAGE,
        /** Sends the beginning of a second request after the request; with HTTP/2, closes. */
        INCOMPLETE_SECOND_REQUEST,
        SECOND_REQUEST,
        /** Resets the stream and keeps the connection for a moment; with HTTP/1, closes with a TCP reset. */
        STREAM_RESET
    }

    /** @param accept the value of the {@code Accept} header */
    record Call(String method, String path, String accept) {}

    static AbortedRequest random(Random random, List<Call> calls) {
        return new AbortedRequest(
                Version.values()[random.nextInt(Version.values().length)],
                calls.get(random.nextInt(calls.size())),
                Ending.values()[random.nextInt(Ending.values().length)],
                random.nextBoolean() ? 0 : random.nextLong(MAX_PAUSE_NANOS));
    }

    /** Sends the request and disconnects. */
    void send(URI service) {
        try (Socket socket = new Socket(service.getHost(), service.getPort())) {
            socket.setSoTimeout(READ_TIMEOUT_MS);
            socket.setTcpNoDelay(true);
            byte[] request = bytes();
            OutputStream out = socket.getOutputStream();
            out.write(request, 0, ending == Ending.CLOSE_WITHIN_THE_REQUEST ? request.length / 2 : request.length);
            end(socket, out);
        } catch (IOException e) {
            // The service may close the connection first.
        }
    }

    private void end(Socket socket, OutputStream out) throws IOException {
        switch (ending) {
            case CLOSE_WITHIN_THE_REQUEST, CLOSE -> pause();
            case TCP_RESET -> {
                pause();
                socket.setSoLinger(true, 0);
            }
            case CLOSE_WITHIN_THE_RESPONSE -> read(socket, 1);
            case RESET_WITHIN_THE_RESPONSE -> {
                read(socket, 1);
                socket.setSoLinger(true, 0);
            }
            case READ_SLOWLY -> {
                read(socket, 5);
                pause();
            }
            case HALF_CLOSE -> {
                socket.shutdownOutput();
                read(socket, 1);
            }
            case GARBAGE -> {
                pause();
                out.write("\u0000 garbage\r\n\r\n\u0001".getBytes(StandardCharsets.US_ASCII));
                pause();
            }
            case INCOMPLETE_SECOND_REQUEST -> {
                if (version != Version.HTTP_2) {
                    out.write("POST /rooms/other/transcribe HTTP/1.1\r\nHost: localhost\r\nContent-Length: 9\r\n\r\nab"
                            .getBytes(StandardCharsets.US_ASCII));
                }
                pause();
            }
            case SECOND_REQUEST -> {
                out.write(version == Version.HTTP_2 ? Http2Frames.request(3, call, authority()) : bytes());
                pause();
            }
            case STREAM_RESET -> {
                pause();
                if (version == Version.HTTP_2) {
                    out.write(Http2Frames.reset(1));
                    pause();
                } else {
                    socket.setSoLinger(true, 0);
                }
            }
        }
    }

    private void pause() {
        if (pauseNanos > 0) {
            LockSupport.parkNanos(pauseNanos);
        }
    }

    private static void read(Socket socket, int times) throws IOException {
        byte[] few = new byte[10];
        try {
            for (int i = 0; i < times && socket.getInputStream().read(few) >= 0; i++) {
                Thread.onSpinWait();
            }
        } catch (SocketTimeoutException e) {
            // A response without a body may be all that there is.
        }
    }

    private byte[] bytes() {
        if (version == Version.HTTP_2) {
            return Http2Frames.connection(Http2Frames.request(1, call, authority()));
        }
        String protocol = version == Version.HTTP_1_1 ? "HTTP/1.1" : "HTTP/1.0";
        String connection = version == Version.HTTP_1_0_KEEP_ALIVE ? "Connection: keep-alive\r\n" : "";
        return "%s %s %s\r\nHost: %s\r\nAccept: %s\r\n%s\r\n"
                .formatted(call.method, call.path, protocol, authority(), call.accept, connection)
                .getBytes(StandardCharsets.US_ASCII);
    }

    private static String authority() {
        return "localhost";
    }
}
