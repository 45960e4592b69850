package dev.roomscribe.fishjam;

/** Makes text from Fishjam safe for log lines and messages: one line, at most 200 characters, without the token. */
public final class LogSanitizer {
    private static final int MAX_LENGTH = 200;
    private static final int MAX_READ = 8192;

    private LogSanitizer() {}

    /**
     * Returns the text on one line, without control, format and separator characters, shortened, with every occurrence of the
     * secret replaced by {@code ***}.
     *
     * @param secret may be empty for none
     */
    public static String sanitize(String text, String secret) {
        String start = text.length() <= MAX_READ ? text : text.substring(0, MAX_READ);
        // Shortened only after the secret is replaced: half a secret would no longer match.
        String redacted = secret.isEmpty() ? start : start.replace(secret, "***");
        String line = redacted.replaceAll("[\\p{C}\\p{Z}\\s]+", " ").strip();
        return line.length() <= MAX_LENGTH ? line : line.substring(0, MAX_LENGTH) + "…";
    }
}
