package dev.roomscribe.recognition;

/**
 * What one stream is asked for.
 *
 * @param partials whether hypotheses are wanted before an utterance is over
 * @param modelEndsUtterances whether a pause that the model takes for an end is one; otherwise an utterance goes on until
 *     {@link SpeechStream#endUtterance}, or until it is as long as the model allows
 */
public record StreamOptions(boolean partials, boolean modelEndsUtterances) {}
