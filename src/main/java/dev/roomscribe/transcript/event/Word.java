package dev.roomscribe.transcript.event;

import com.fasterxml.jackson.annotation.JsonInclude;
import org.jspecify.annotations.Nullable;

/**
 * One word of a final transcript.
 *
 * @param start seconds from the session's start
 * @param end seconds from the session's start
 * @param confidence 0 to 1; null if unknown
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
public record Word(
        String word, double start, double end, @Nullable Double confidence) {}
