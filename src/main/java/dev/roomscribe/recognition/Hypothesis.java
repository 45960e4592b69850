package dev.roomscribe.recognition;

/**
 * The text so far of an utterance; it may still change.
 *
 * @param utterance the utterance's number within the stream, from 1
 * @param revision the hypothesis's number within the utterance, from 1; the highest revision wins
 * @param text empty if the utterance has no text after all
 */
public record Hypothesis(long utterance, int revision, String text) {}
