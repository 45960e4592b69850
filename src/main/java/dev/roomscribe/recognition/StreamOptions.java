package dev.roomscribe.recognition;

/**
 * What one stream is asked for.
 *
 * @param partials whether hypotheses are wanted before an utterance is over
 */
public record StreamOptions(boolean partials) {}
