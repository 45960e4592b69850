package dev.roomscribe.recognition;

import org.jspecify.annotations.Nullable;

/**
 * What an engine recognizes with.
 *
 * @param name the model's directory name
 * @param language BCP 47, such as {@code en-US}; absent where nobody has said
 */
public record SpeechModel(String name, @Nullable String language) {}
