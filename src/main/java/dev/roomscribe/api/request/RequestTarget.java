package dev.roomscribe.api.request;

import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * The path and the query of a request. A target is accepted only if all software reads it in the same way: the room that a
 * proxy in front of the service sees is the room that the service uses. Therefore nothing is corrected or left out: no
 * parameters of segments ({@code ;}), no {@code .} and {@code ..}, no empty segments, no encoded slashes.
 */
final class RequestTarget {
    private static final Pattern ABSOLUTE = Pattern.compile("(?i)https?://([^/?#]*)(.*)");

    private static final String PUNCTUATION = "-._~!$&'()*+,=:@/";

    private RequestTarget() {}

    /** Returns the authority in a target such as {@code http://example.com/rooms}, which clients send to proxies. */
    static Optional<String> authority(String target) {
        Matcher absolute = ABSOLUTE.matcher(target);
        return absolute.matches() ? Optional.of(absolute.group(1)) : Optional.empty();
    }

    /** Returns what is wrong with a target, as a sentence for its sender; empty if nothing is. */
    static Optional<String> fault(String target) {
        Matcher absolute = ABSOLUTE.matcher(target);
        String relative = absolute.matches() ? absolute.group(2) : target;
        int mark = relative.indexOf('?');
        String path = mark < 0 ? relative : relative.substring(0, mark);
        return pathFault(path).or(() -> mark < 0 ? Optional.empty() : queryFault(relative.substring(mark + 1)));
    }

    private static Optional<String> pathFault(String path) {
        if (!path.startsWith("/")) {
            return Optional.of("The path of a request starts with a slash.");
        }
        if (path.indexOf(';') >= 0) {
            return Optional.of("Write a semicolon in a path as %3B.");
        }
        if (!hasOnly(path, PUNCTUATION)) {
            return Optional.of("Percent-encode every character in a path that RFC 3986 does not allow there.");
        }
        String[] segments = path.substring(1).split("/", -1);
        for (int i = 0; i < segments.length; i++) {
            String segment = decoded(segments[i]);
            if (segment == null) {
                return Optional.of("The path contains a percent-encoding that is not one of UTF-8.");
            }
            if (segment.isEmpty() && i < segments.length - 1) {
                return Optional.of("The path contains an empty segment.");
            }
            if (segment.equals(".") || segment.equals("..")) {
                return Optional.of("The path contains the segment \"" + segment + "\".");
            }
            if (segment.chars().anyMatch(c -> c == '/' || c == '\\' || Character.isISOControl(c))) {
                return Optional.of("The path contains an encoded slash, backslash or control character.");
            }
        }
        return Optional.empty();
    }

    private static Optional<String> queryFault(String query) {
        if (!hasOnly(query, PUNCTUATION + "?;")) {
            return Optional.of("Percent-encode every character in a query that RFC 3986 does not allow there.");
        }
        return decoded(query) == null
                ? Optional.of("The query contains a percent-encoding that is not one of UTF-8.")
                : Optional.empty();
    }

    private static boolean hasOnly(String text, String punctuation) {
        return text.chars().allMatch(c -> isAsciiLetterOrDigit(c) || c == '%' || punctuation.indexOf(c) >= 0);
    }

    private static boolean isAsciiLetterOrDigit(int c) {
        return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9');
    }

    /** Decodes a text of ASCII characters; returns null if its percent-encodings are incomplete or not UTF-8. */
    private static @Nullable String decoded(String text) {
        ByteBuffer bytes = ByteBuffer.allocate(text.length());
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (c != '%') {
                bytes.put((byte) c);
                continue;
            }
            boolean complete = i + 2 < text.length();
            int high = complete ? Character.digit(text.charAt(i + 1), 16) : -1;
            int low = complete ? Character.digit(text.charAt(i + 2), 16) : -1;
            if (high < 0 || low < 0) {
                return null;
            }
            bytes.put((byte) (high * 16 + low));
            i += 2;
        }
        try {
            CharBuffer characters = StandardCharsets.UTF_8.newDecoder().decode(bytes.flip());
            return characters.toString();
        } catch (CharacterCodingException e) {
            return null;
        }
    }
}
