package dev.roomscribe.recognition;

/**
 * The text so far of an utterance that may still change.
 *
 * @param utterance counts the utterances of the stream, from 1
 * @param revision counts what was said of this utterance, from 1; the highest holds
 * @param text empty when there is no text after all
 */
public record Hypothesis(long utterance, int revision, String text) {}
