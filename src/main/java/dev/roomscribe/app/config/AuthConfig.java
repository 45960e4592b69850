package dev.roomscribe.app.config;

import io.smallrye.config.WithConverter;
import io.smallrye.config.WithDefault;
import jakarta.validation.constraints.Pattern;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.hibernate.validator.constraints.time.DurationMax;
import org.hibernate.validator.constraints.time.DurationMin;

/** The credentials of clients: API keys, reader tokens, and tokens of an identity provider. */
public interface AuthConfig {
    enum Mode {
        /** Every request needs a credential, if there are any keys. */
        KEYS,
        /** Every client may do everything. */
        NONE
    }

    /** Whether requests need credentials. */
    @WithDefault("keys")
    Mode mode();

    /** API keys, as a JSON array with an object for each key; contains only hashes. */
    Optional<String> keys();

    /** A file with further API keys in the same form. It is read again when it changes. */
    Optional<Path> keysFile();

    /** The secrets of reader tokens: an id, a colon, and the Base64 of 32 to 64 bytes. The first signs, all verify. */
    Optional<
                    List<
                            @WithConverter(SecretConverter.class)
                            @Pattern(regexp = SecretConverter.FORM, message = SecretConverter.NOT_A_SECRET) String>>
            tokenSecret();

    /** The issuer of reader tokens: the claim {@code iss}. */
    @WithDefault("roomscribe")
    String tokenIssuer();

    /** The audience of reader tokens: the claim {@code aud}, or one of its values. */
    @WithDefault("roomscribe")
    String tokenAudience();

    /** The lifetime of a reader token that is created without one. */
    @WithDefault("1h")
    @DurationMin(seconds = 1)
    @DurationMax(days = 30)
    Duration tokenLifetime();

    /** The longest lifetime of any token. */
    @WithDefault("1d")
    @DurationMin(seconds = 1)
    @DurationMax(days = 30)
    Duration tokenMaxLifetime();

    /** How far the clock of another issuer of tokens may be ahead. */
    @WithDefault("30s")
    @DurationMin(seconds = 0)
    @DurationMax(minutes = 5)
    Duration clockSkew();

    Provider provider();

    /** An identity provider whose tokens are accepted, too. */
    interface Provider {
        /** The URL of the provider's JSON Web Key Set. */
        Optional<String> jwksUrl();

        /** The issuer of the provider's tokens: the claim {@code iss}. */
        Optional<String> issuer();

        /** The audience of the provider's tokens that are for this service: the claim {@code aud}, or one of its values. */
        @WithDefault("roomscribe")
        String audience();
    }
}
