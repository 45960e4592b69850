package dev.roomscribe.recognition.model;

import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.DigestInputStream;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Comparator;
import java.util.HexFormat;
import java.util.List;
import java.util.stream.Stream;
import java.util.zip.ZipEntry;
import java.util.zip.ZipInputStream;
import org.jspecify.annotations.Nullable;

/** A zipped model, unpacked into a temporary directory that is deleted on {@link #close}. */
final class ModelArchive implements AutoCloseable {
    private static final int MAX_FILES = 1_000;
    private static final long MAX_BYTES = 16L << 30;

    private final Path directory;

    private ModelArchive(Path directory) {
        this.directory = directory;
    }

    /**
     * Unpacks a model.
     *
     * @param sha256 the expected SHA-256 of the archive, in hex of either case; null to accept any
     * @throws ModelException if it is not a zip of a model, or has another hash
     */
    static ModelArchive unpack(String name, InputStream zip, @Nullable String sha256) {
        ModelArchive archive = null;
        try {
            archive = new ModelArchive(Files.createTempDirectory("roomscribe-model-"));
            DigestInputStream digested = new DigestInputStream(zip, MessageDigest.getInstance("SHA-256"));
            archive.unpack(name, digested);
            digested.transferTo(OutputStream.nullOutputStream());
            String actual = HexFormat.of().formatHex(digested.getMessageDigest().digest());
            if (sha256 != null && !sha256.equalsIgnoreCase(actual)) {
                throw new ModelException("The model %s is not the configured one: its SHA-256 is %s, not %s."
                        .formatted(name, actual, sha256));
            }
            return archive;
        } catch (IOException | NoSuchAlgorithmException | IllegalArgumentException e) {
            close(archive);
            throw new ModelException(
                    "The model %s cannot be unpacked: %s. Download it again, or unpack it and set roomscribe.model to the directory."
                            .formatted(name, e.getMessage()),
                    e);
        } catch (ModelException e) {
            close(archive);
            throw e;
        }
    }

    /** Returns the directory that contains the model: the archive's only directory, or its root. */
    Path model() {
        try (Stream<Path> entries = Files.list(directory)) {
            List<Path> top = entries.toList();
            return top.size() == 1 && Files.isDirectory(top.get(0)) ? top.get(0) : directory;
        } catch (IOException e) {
            throw new ModelException("The unpacked model cannot be read: " + e.getMessage(), e);
        }
    }

    @Override
    public void close() {
        try (Stream<Path> files = Files.walk(directory)) {
            for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
                Files.deleteIfExists(file);
            }
        } catch (IOException e) {
            System.getLogger(ModelArchive.class.getName())
                    .log(System.Logger.Level.WARNING, "Temporary directory {0} could not be deleted", directory);
        }
    }

    private void unpack(String name, InputStream bytes) throws IOException {
        ZipInputStream zip = new ZipInputStream(new UncloseableStream(bytes));
        long remainingBytes = MAX_BYTES;
        int files = 0;
        for (ZipEntry entry = zip.getNextEntry(); entry != null; entry = zip.getNextEntry()) {
            Path target = directory.resolve(entry.getName()).normalize();
            if (!target.startsWith(directory) || ++files > MAX_FILES) {
                throw new ModelException("The model %s is not a model: it contains %s, or more than %d files."
                        .formatted(name, entry.getName(), MAX_FILES));
            }
            if (entry.isDirectory()) {
                Files.createDirectories(target);
            } else {
                Files.createDirectories(target.resolveSibling("."));
                remainingBytes -= copy(zip, target, remainingBytes);
            }
        }
        if (files == 0) {
            throw new ModelException("The model " + name + " is not a zip, or is empty.");
        }
    }

    private static long copy(InputStream from, Path to, long maxBytes) throws IOException {
        try (OutputStream out = Files.newOutputStream(to)) {
            byte[] buffer = new byte[1 << 16];
            long copied = 0;
            for (int count = from.read(buffer); count >= 0; count = from.read(buffer)) {
                copied += count;
                if (copied > maxBytes) {
                    throw new IOException("it unpacks to more than " + (MAX_BYTES >> 30) + " GiB");
                }
                out.write(buffer, 0, count);
            }
            return copied;
        }
    }

    private static void close(@Nullable ModelArchive archive) {
        if (archive != null) {
            archive.close();
        }
    }

    /** Keeps the stream open: bytes that follow the zip's last entry must be hashed too. */
    private static final class UncloseableStream extends FilterInputStream {
        UncloseableStream(InputStream in) {
            super(in);
        }

        @Override
        public void close() {}
    }
}
