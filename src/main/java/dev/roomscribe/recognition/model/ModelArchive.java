package dev.roomscribe.recognition.model;

import static java.util.Objects.requireNonNull;

import dev.roomscribe.storage.PrivateFiles;
import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.security.DigestInputStream;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.zip.ZipEntry;
import java.util.zip.ZipInputStream;

/**
 * A zipped model.
 *
 * @param name names the archive in messages
 * @param content the bytes of the zip
 * @param maxBytes how large all of its files together may be
 */
record ModelArchive(String name, Content content, long maxBytes) {
    private static final int MAX_FILES = 1_000;
    /** Models have two levels of directories. */
    private static final int MAX_DEPTH = 20;

    private static final long MAX_BYTES = 16L << 30;

    /** Opens the bytes of an archive from their beginning, as often as necessary. */
    interface Content {
        InputStream open() throws IOException;
    }

    ModelArchive(String name, Content content) {
        this(name, content, MAX_BYTES);
    }

    /**
     * Returns the SHA-256 of the archive, in lower-case hex.
     *
     * @throws ModelException if it cannot be read
     */
    String sha256() {
        try (InputStream bytes = content.open()) {
            DigestInputStream digested = digested(bytes);
            digested.transferTo(OutputStream.nullOutputStream());
            return hash(digested);
        } catch (IOException e) {
            throw new ModelException("The model %s cannot be read: %s".formatted(name, e.getMessage()), e);
        }
    }

    /**
     * Returns its SHA-256 if it is the expected one.
     *
     * @param expected in hex of either case
     * @throws ModelException if it is another one
     */
    String requireSha256(String expected) {
        String actual = sha256();
        if (!actual.equalsIgnoreCase(expected)) {
            throw new ModelException("The model %s is not the configured one: its SHA-256 is %s, not %s."
                    .formatted(name, actual, expected));
        }
        return actual;
    }

    /**
     * Unpacks it into an existing directory, so that the files survive a power failure.
     *
     * @param sha256 of the archive: it may have been replaced since it was checked
     * @throws ModelException if it is not a zip of a model
     */
    void unpack(Path directory, String sha256) {
        try (InputStream bytes = content.open()) {
            DigestInputStream digested = digested(bytes);
            unpack(digested, directory);
            digested.transferTo(OutputStream.nullOutputStream());
            if (!hash(digested).equals(sha256)) {
                throw new IOException("it was changed at the same time");
            }
        } catch (IOException | IllegalArgumentException e) {
            throw new ModelException(
                    "The model %s cannot be unpacked into %s: %s. Download it again, or unpack it and set roomscribe.model to the directory."
                            .formatted(name, directory.getParent(), e.getMessage()),
                    e);
        }
    }

    private void unpack(InputStream bytes, Path directory) throws IOException {
        ZipInputStream zip = new ZipInputStream(new UncloseableStream(bytes));
        // Names of entries may lead anywhere; a link in the archive becomes a file that contains its target.
        Path root = directory.toAbsolutePath().normalize();
        long remainingBytes = maxBytes;
        int files = 0;
        for (ZipEntry entry = zip.getNextEntry(); entry != null; entry = zip.getNextEntry()) {
            Path target = root.resolve(entry.getName()).normalize();
            if (!target.startsWith(root)
                    || target.getNameCount() - root.getNameCount() > MAX_DEPTH
                    || ++files > MAX_FILES) {
                throw new ModelException("The model %s is not a model: it contains %s, or more than %d files."
                        .formatted(name, shortened(entry.getName()), MAX_FILES));
            }
            if (entry.isDirectory()) {
                PrivateFiles.createDirectories(target);
            } else {
                PrivateFiles.createDirectories(
                        requireNonNull(target.getParent(), "a file in the directory has a parent"));
                remainingBytes -= copy(zip, target, remainingBytes);
            }
        }
        if (files == 0) {
            throw new ModelException("The model " + name + " is not a zip, or is empty.");
        }
    }

    private static String shortened(String entryName) {
        return entryName.length() <= 100 ? entryName : entryName.substring(0, 100) + "…";
    }

    private long copy(InputStream from, Path to, long remaining) throws IOException {
        long copied = 0;
        try (OutputStream out = PrivateFiles.newOutputStream(to)) {
            byte[] buffer = new byte[1 << 16];
            for (int count = from.read(buffer); count >= 0; count = from.read(buffer)) {
                copied += count;
                if (copied > remaining) {
                    throw new IOException("it unpacks to more than " + (maxBytes >> 20) + " MiB");
                }
                out.write(buffer, 0, count);
            }
        }
        try (FileChannel written = PrivateFiles.open(to, StandardOpenOption.WRITE)) {
            written.force(true);
        }
        return copied;
    }

    private static DigestInputStream digested(InputStream bytes) {
        try {
            return new DigestInputStream(bytes, MessageDigest.getInstance("SHA-256"));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("Every Java platform supports SHA-256", e);
        }
    }

    private static String hash(DigestInputStream read) {
        return HexFormat.of().formatHex(read.getMessageDigest().digest());
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
