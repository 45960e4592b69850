package dev.roomscribe.security.key;

import static java.nio.charset.StandardCharsets.UTF_8;
import static java.util.Objects.requireNonNull;

import dev.roomscribe.storage.PrivateFiles;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * The file with API keys, in the form of {@link ApiKeyJson}. Symbolic links are followed: Kubernetes changes the files of a
 * secret by replacing a link.
 */
public final class KeysFile {
    static final int MAX_BYTES = 1 << 20;

    private final Path path;

    public KeysFile(Path path) {
        this.path = requireNonNull(path, "path is null");
    }

    Path path() {
        return path;
    }

    /**
     * Reads the text of the file. Blocks.
     *
     * @throws IllegalArgumentException with a sentence, if the file does not exist, is too large, or can be changed by other
     *     users: they could add keys of their own
     */
    public String read() {
        if (!Files.isRegularFile(path)) {
            throw new IllegalArgumentException("it does not exist or is not a file");
        }
        try {
            if (PrivateFiles.isWritableByOthers(path)) {
                throw new IllegalArgumentException("other users can change it: run chmod go-w " + path);
            }
            return decode(bytes());
        } catch (CharacterCodingException e) {
            throw new IllegalArgumentException("it is not UTF-8");
        } catch (IOException e) {
            throw new IllegalArgumentException(
                    "it cannot be read (" + e.getClass().getSimpleName() + ")");
        }
    }

    private byte[] bytes() throws IOException {
        try (InputStream in = Files.newInputStream(path)) {
            byte[] bytes = in.readNBytes(MAX_BYTES + 1);
            if (bytes.length > MAX_BYTES) {
                throw new IllegalArgumentException("it has more than " + MAX_BYTES + " bytes");
            }
            return bytes;
        }
    }

    private static String decode(byte[] bytes) throws CharacterCodingException {
        return UTF_8.newDecoder().decode(ByteBuffer.wrap(bytes)).toString();
    }
}
