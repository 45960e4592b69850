package dev.roomscribe.session;

/**
 * What a session was asked for.
 *
 * @param partials whether captions appear while somebody is still talking
 */
public record StartOptions(boolean partials) {
    public static final StartOptions DEFAULT = new StartOptions(true);
}
