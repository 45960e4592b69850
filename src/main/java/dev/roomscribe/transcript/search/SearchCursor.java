package dev.roomscribe.transcript.search;

import java.nio.charset.StandardCharsets;
import java.util.Base64;
import org.apache.lucene.search.FieldDoc;
import org.apache.lucene.util.BytesRef;

/** Where a page of hits ends, as text for a client. */
final class SearchCursor {
    private SearchCursor() {}

    static String of(FieldDoc last) {
        String text = last.fields[0] + " " + last.fields[2] + " " + last.fields[3] + " " + FinalDocument.roomId(last);
        return Base64.getUrlEncoder().withoutPadding().encodeToString(text.getBytes(StandardCharsets.UTF_8));
    }

    /** @throws SearchInputException if the text is not from {@link #of} */
    static FieldDoc parse(String cursor) {
        try {
            String[] parts = new String(Base64.getUrlDecoder().decode(cursor), StandardCharsets.UTF_8).split(" ", 4);
            return new FieldDoc(Integer.MAX_VALUE, Float.NaN, new Object[] {
                Long.valueOf(parts[0]), new BytesRef(parts[3]), Long.valueOf(parts[1]), Long.valueOf(parts[2])
            });
        } catch (IllegalArgumentException | ArrayIndexOutOfBoundsException e) {
            throw new SearchInputException("after", "after must be the value of next in the previous page.");
        }
    }
}
