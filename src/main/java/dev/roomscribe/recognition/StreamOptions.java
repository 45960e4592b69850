package dev.roomscribe.recognition;

/**
 * The options of one stream.
 *
 * @param partials whether to deliver hypotheses before an utterance has ended
 * @param modelEndsUtterances whether the model's endpoints end an utterance; if not, an utterance continues until
 *     {@link SpeechStream#endUtterance} or the model's maximum length
 */
public record StreamOptions(boolean partials, boolean modelEndsUtterances) {}
