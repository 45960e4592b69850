package dev.roomscribe.api.problem;

import com.fasterxml.jackson.annotation.JsonInclude;
import org.jspecify.annotations.Nullable;

/**
 * An option that a request names and that the running session has with another value.
 *
 * @param name as in the body of a start request
 * @param running the value of the session; null for an option that it does not have
 * @param requested the value in the request
 */
@JsonInclude(JsonInclude.Include.ALWAYS)
public record OptionDifference(
        String name, @Nullable Object running, @Nullable Object requested) {}
