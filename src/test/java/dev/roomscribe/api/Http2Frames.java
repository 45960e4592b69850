package dev.roomscribe.api;

import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;

/** The frames of an HTTP/2 client, as bytes; headers are not compressed. */
final class Http2Frames {
    private static final byte[] PREFACE = "PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n".getBytes(StandardCharsets.US_ASCII);
    private static final int DATA = 0;
    private static final int HEADERS = 1;
    private static final int RST_STREAM = 3;
    private static final int SETTINGS = 4;
    private static final int INITIAL_WINDOW_SIZE = 4;
    private static final int END_STREAM_AND_HEADERS = 5;
    private static final int WINDOW_UPDATE = 8;
    private static final int END_STREAM = 1;
    private static final int CANCEL = 8;

    private Http2Frames() {}

    /** Returns the beginning of a connection, followed by frames. */
    static byte[] connection(byte[] frames) {
        return concat(concat(PREFACE, frame(SETTINGS, 0, 0, new byte[0])), frames);
    }

    /** As {@link #connection}, but the client accepts no bytes of any body. */
    static byte[] connectionWithoutWindow(byte[] frames) {
        byte[] noWindow = ByteBuffer.allocate(6)
                .putShort((short) INITIAL_WINDOW_SIZE)
                .putInt(0)
                .array();
        return concat(concat(PREFACE, frame(SETTINGS, 0, 0, noWindow)), frames);
    }

    /** A frame of a server. */
    @SuppressWarnings("ArrayRecordComponent")
    private record Frame(int type, int flags, int stream, byte[] payload) {
        static Frame read(DataInputStream in) throws IOException {
            int length = in.readUnsignedByte() << 16 | in.readUnsignedShort();
            return new Frame(in.readUnsignedByte(), in.readUnsignedByte(), in.readInt(), in.readNBytes(length));
        }
    }

    /** Waits for the frame that cancels a stream; fails if the connection ends before. */
    static void awaitReset(DataInputStream in, int stream) throws IOException {
        for (Frame frame = Frame.read(in); frame.type != RST_STREAM || frame.stream != stream; ) {
            frame = Frame.read(in);
        }
    }

    /** Receives the rest of a response; fails if its stream or the connection ends before. */
    static String receiveBody(DataInputStream in, int stream) throws IOException {
        ByteArrayOutputStream body = new ByteArrayOutputStream();
        while (true) {
            Frame frame = Frame.read(in);
            if (frame.stream == stream && frame.type == RST_STREAM) {
                throw new IOException("The stream was reset after " + body.size() + " bytes.");
            }
            if (frame.stream == stream && frame.type == DATA) {
                body.writeBytes(frame.payload);
                if ((frame.flags & END_STREAM) != 0) {
                    return body.toString(StandardCharsets.UTF_8);
                }
            }
        }
    }

    /** Returns the frame that lets the server send so many bytes more of a stream. */
    static byte[] windowUpdate(int stream, int bytes) {
        return frame(
                WINDOW_UPDATE, 0, stream, ByteBuffer.allocate(4).putInt(bytes).array());
    }

    /** Returns a request without a body. */
    static byte[] request(int stream, AbortedRequest.Call call, String authority) {
        ByteArrayOutputStream headers = new ByteArrayOutputStream();
        // Indexes of the static table of RFC 7541: 1 :authority, 2 :method, 4 :path, 6 ":scheme http", 19 accept.
        header(headers, 2, call.method());
        headers.write(0x86);
        header(headers, 4, call.path());
        header(headers, 1, authority);
        header(headers, 19, call.accept());
        return frame(HEADERS, END_STREAM_AND_HEADERS, stream, headers.toByteArray());
    }

    /** Returns the frame that cancels a stream. */
    static byte[] reset(int stream) {
        return frame(
                RST_STREAM, 0, stream, ByteBuffer.allocate(4).putInt(CANCEL).array());
    }

    private static void header(ByteArrayOutputStream headers, int nameIndex, String value) {
        if (nameIndex < 15) {
            headers.write(nameIndex);
        } else {
            headers.write(15);
            headers.write(nameIndex - 15);
        }
        if (value.length() >= 127) {
            throw new IllegalArgumentException("a value of 127 characters or more needs another encoding: " + value);
        }
        headers.write(value.length());
        headers.writeBytes(value.getBytes(StandardCharsets.US_ASCII));
    }

    private static byte[] frame(int type, int flags, int stream, byte[] payload) {
        return ByteBuffer.allocate(9 + payload.length)
                .put((byte) (payload.length >> 16))
                .putShort((short) payload.length)
                .put((byte) type)
                .put((byte) flags)
                .putInt(stream)
                .put(payload)
                .array();
    }

    private static byte[] concat(byte[] first, byte[] second) {
        return ByteBuffer.allocate(first.length + second.length)
                .put(first)
                .put(second)
                .array();
    }
}
