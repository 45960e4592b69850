package dev.roomscribe.fishjam;

/** Somebody else's text on its way into our messages: one line, bounded, without our secrets. */
public final class LogSanitizer {
    private static final int MAX_LENGTH = 200;
    private static final int MAX_READ = 8192;

    private LogSanitizer() {}

    public static String tame(String text, String secret) {
        String start = text.length() <= MAX_READ ? text : text.substring(0, MAX_READ);
        // Cut to size only after the secret is out: half a secret would no longer be found.
        String known = secret.isEmpty() ? start : start.replace(secret, "***");
        String line = known.replaceAll("[\\p{Cntrl}\\s]+", " ").strip();
        return line.length() <= MAX_LENGTH ? line : line.substring(0, MAX_LENGTH) + "…";
    }
}
