package dev.roomscribe.transcript.export;

import java.util.Collections;
import java.util.Iterator;
import java.util.NoSuchElementException;
import java.util.function.Supplier;
import java.util.stream.Stream;

/** The text of a file in chunks: joins short texts until they are long enough to send. */
final class Chunks implements Iterator<String> {
    private static final int CHARS = 32 * 1024;

    private final Iterator<Supplier<Stream<String>>> parts;
    private Iterator<String> texts = Collections.emptyIterator();

    /** @param parts the parts of the file in order; a part is generated while its chunks are consumed */
    Chunks(Stream<Supplier<Stream<String>>> parts) {
        this.parts = parts.iterator();
    }

    @Override
    public boolean hasNext() {
        while (!texts.hasNext() && parts.hasNext()) {
            texts = parts.next().get().iterator();
        }
        return texts.hasNext();
    }

    @Override
    public String next() {
        if (!hasNext()) {
            throw new NoSuchElementException();
        }
        StringBuilder chunk = new StringBuilder();
        while (chunk.length() < CHARS && hasNext()) {
            chunk.append(texts.next());
        }
        return chunk.toString();
    }
}
