package dev.roomscribe.recognition;

import org.jspecify.annotations.Nullable;

/**
 * The model that an engine uses.
 *
 * @param name the name of the model's directory
 * @param language BCP 47, such as {@code en-US}; null if not configured
 */
public record SpeechModel(String name, @Nullable String language) {}
