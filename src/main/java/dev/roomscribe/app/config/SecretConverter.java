package dev.roomscribe.app.config;

import org.eclipse.microprofile.config.spi.Converter;
import org.jspecify.annotations.Nullable;

/**
 * Removes white space around a secret: files with secrets often end in a newline. Never fails, because SmallRye Config
 * would print the value; {@link #FORM} rejects what is left.
 */
public final class SecretConverter implements Converter<String> {
    /** Everything but control characters, which no HTTP header can contain. */
    static final String FORM = "[^\\p{Cntrl}\\u2028\\u2029]*";

    /** The end of a message that begins with the name of the setting, and does not contain the value. */
    static final String NOT_A_SECRET = "must not contain control characters, such as a newline, except at its ends";

    private static final long serialVersionUID = 1L;

    @Override
    @SuppressWarnings("NullAway") // null means that the setting is absent
    public @Nullable String convert(String value) {
        String stripped = value.strip();
        return stripped.isEmpty() ? null : stripped;
    }
}
