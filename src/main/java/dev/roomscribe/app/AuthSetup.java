package dev.roomscribe.app;

import dev.roomscribe.app.config.AuthConfig;
import dev.roomscribe.runtime.TimeSource;
import dev.roomscribe.security.authentication.AuthenticationPolicy;
import dev.roomscribe.security.authentication.Authenticator;
import dev.roomscribe.security.key.ApiKey;
import dev.roomscribe.security.key.ApiKeyJson;
import dev.roomscribe.security.key.ApiKeys;
import dev.roomscribe.security.key.KeysFile;
import dev.roomscribe.security.key.KeysFileWatcher;
import dev.roomscribe.security.token.TokenIssuer;
import dev.roomscribe.security.token.TokenSecrets;
import dev.roomscribe.security.token.TokenSettings;
import dev.roomscribe.security.token.TokenVerifier;
import dev.roomscribe.security.token.provider.IdentityProvider;
import io.quarkus.runtime.configuration.ConfigurationException;
import io.vertx.core.Vertx;
import java.net.URI;
import java.net.URISyntaxException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Builds from the configuration what checks and creates credentials. */
final class AuthSetup {
    private static final System.Logger LOG = System.getLogger(AuthSetup.class.getName());

    /** A change of the keys file takes effect within this time. */
    private static final Duration KEYS_FILE_INTERVAL = Duration.ofSeconds(2);

    private static final Set<String> LOOPBACK = Set.of("localhost", "127.0.0.1", "[::1]");

    private final boolean required;
    private final ApiKeys keys;
    private final Authenticator authenticator;
    private final TokenIssuer tokenIssuer;
    private final @Nullable KeysFileWatcher keysFile;
    private final @Nullable IdentityProvider provider;

    /** @throws ConfigurationException that names the setting to change; the message contains no secret */
    AuthSetup(AuthConfig config, Vertx vertx) {
        checkMode(config);
        required = hasCredentials(config);
        TimeSource time = TimeSource.system();
        keys = configuredKeys(config);
        keysFile = keysFile(config, keys);
        TokenSettings settings = tokenSettings(config);
        TokenSecrets secrets = tokenSecrets(config).orElseGet(() -> processSecret(required));
        tokenIssuer = new TokenIssuer(secrets, settings, time.wallClock());
        TokenVerifier verifier = new TokenVerifier(secrets, settings, time.wallClock(), keys::reference);
        URI jwksUrl = jwksUrl(config.provider());
        provider = jwksUrl == null
                ? null
                : new IdentityProvider(
                        vertx,
                        jwksUrl,
                        settings.withIssuer(
                                config.provider().issuer().orElseThrow(),
                                config.provider().audience()),
                        time);
        authenticator = new Authenticator(keys, verifier, provider);
        if (keysFile != null) {
            keysFile.start(KEYS_FILE_INTERVAL);
        }
    }

    /** @throws ConfigurationException if the keys of the configuration or of the keys file are invalid */
    static void checkKeys(AuthConfig config) {
        KeysFileWatcher file = keysFile(config, configuredKeys(config));
        if (file != null) {
            file.close();
        }
    }

    /** @throws ConfigurationException if there are credentials although none are required */
    static void checkMode(AuthConfig config) {
        if (config.mode() == AuthConfig.Mode.NONE && hasCredentials(config)) {
            throw new ConfigurationException(
                    "roomscribe.auth.mode=none lets every client do everything, but there are credentials:"
                            + " remove the mode, or the other settings that begin with roomscribe.auth");
        }
    }

    /**
     * Returns whether there is any setting about credentials, also a keys file without keys: keys can be added to it later, and
     * until then the service is closed.
     */
    static boolean hasCredentials(AuthConfig config) {
        return config.keys().isPresent()
                || config.keysFile().isPresent()
                || config.tokenSecret().isPresent()
                || config.provider().jwksUrl().isPresent();
    }

    /**
     * Returns whether the service has no credentials and may therefore listen on a loopback address only.
     *
     * @param address the host name or address that the service listens on
     * @throws ConfigurationException that says how to fix it, if it has none and would listen on another address
     */
    static boolean checkAddress(AuthConfig config, String address) {
        boolean unprotected = config.mode() == AuthConfig.Mode.KEYS && !hasCredentials(config);
        if (unprotected && !RequestSetup.isLoopback(address)) {
            throw new ConfigurationException(
                    "quarkus.http.host=" + address + " lets other machines connect, but there are no"
                            + " credentials, so every client could read and delete every transcript. Set roomscribe.auth.keys-file to a file with"
                            + " an API key (the command new-key prints one), or quarkus.http.host=localhost, or roomscribe.auth.mode=none if"
                            + " something else, such as a proxy, authenticates all clients");
        }
        return unprotected;
    }

    /** Checks the address as {@link #checkAddress} does, and logs it if requests need no credential. */
    static void reportAccess(AuthConfig config, String address) {
        if (checkAddress(config, address)) {
            LOG.log(
                    System.Logger.Level.INFO,
                    "There are no API keys, so the service listens on {0} only, and every program of this machine may use it."
                            + " To let others use it, set roomscribe.auth.keys-file to a file with an API key (the command new-key prints"
                            + " one), and quarkus.http.host",
                    address);
        } else if (config.mode() == AuthConfig.Mode.NONE) {
            LOG.log(
                    System.Logger.Level.WARNING,
                    "roomscribe.auth.mode=none lets every client do everything. Something else, such as a proxy, must"
                            + " authenticate all clients");
        }
    }

    private static ApiKeys configuredKeys(AuthConfig config) {
        try {
            List<ApiKey> configured = config.keys().map(ApiKeyJson::parse).orElse(List.of());
            return new ApiKeys(configured);
        } catch (IllegalArgumentException e) {
            throw new ConfigurationException("roomscribe.auth.keys is invalid: " + e.getMessage()
                    + ". The command new-key prints a key in this form");
        }
    }

    private static @Nullable KeysFileWatcher keysFile(AuthConfig config, ApiKeys keys) {
        if (config.keysFile().isEmpty()) {
            return null;
        }
        Path path = config.keysFile().get();
        if (ApiKeys.isKey(path.toString())) {
            throw new ConfigurationException(
                    "roomscribe.auth.keys-file is an API key: set it to the path of a file with the hashes of keys");
        }
        KeysFileWatcher watcher = new KeysFileWatcher(new KeysFile(path), keys);
        try {
            watcher.load();
            return watcher;
        } catch (IllegalArgumentException e) {
            watcher.close();
            throw new ConfigurationException(
                    "roomscribe.auth.keys-file=" + path + " cannot be used: " + e.getMessage());
        }
    }

    private static TokenSecrets processSecret(boolean required) {
        if (required) {
            LOG.log(
                    System.Logger.Level.INFO,
                    "Reader tokens are signed with a random secret, so they end when this process does and are not accepted"
                            + " by others. To keep them, set roomscribe.auth.token-secret");
        }
        return TokenSecrets.random();
    }

    /**
     * Returns the configured secrets of tokens, if there are any.
     *
     * @throws ConfigurationException if one is invalid; the message does not contain it
     */
    static Optional<TokenSecrets> tokenSecrets(AuthConfig config) {
        try {
            return config.tokenSecret().map(TokenSecrets::of);
        } catch (IllegalArgumentException e) {
            throw new ConfigurationException("roomscribe.auth.token-secret is invalid: " + e.getMessage()
                    + ". Set it to an id, a colon, and the output of: openssl rand -base64 32");
        }
    }

    /** @throws ConfigurationException if the lifetimes contradict each other */
    static TokenSettings tokenSettings(AuthConfig config) {
        try {
            return new TokenSettings(
                    config.tokenIssuer(),
                    config.tokenAudience(),
                    config.tokenLifetime(),
                    config.tokenMaxLifetime(),
                    config.clockSkew());
        } catch (IllegalArgumentException e) {
            throw new ConfigurationException(
                    "roomscribe.auth.token-lifetime must not be longer than roomscribe.auth.token-max-lifetime");
        }
    }

    /**
     * Returns null if there is no identity provider.
     *
     * @throws ConfigurationException if its settings are incomplete or the URL is invalid
     */
    static @Nullable URI jwksUrl(AuthConfig.Provider config) {
        if (config.jwksUrl().isEmpty() && config.issuer().isEmpty()) {
            return null;
        }
        if (config.jwksUrl().isEmpty() || config.issuer().isEmpty()) {
            throw new ConfigurationException("An identity provider needs both roomscribe.auth.provider.jwks-url and"
                    + " roomscribe.auth.provider.issuer: set the one that is missing");
        }
        try {
            URI url = new URI(config.jwksUrl().get());
            if (isTrustworthy(url)) {
                return url;
            }
        } catch (URISyntaxException e) {
            // Reported below, without the text: it may contain a password.
        }
        throw new ConfigurationException("roomscribe.auth.provider.jwks-url is invalid: set it to the https URL of the"
                + " provider's key set, such as https://login.example.com/.well-known/jwks.json");
    }

    /** Without TLS, an attacker on the network could replace the keys. */
    private static boolean isTrustworthy(URI url) {
        String scheme = String.valueOf(url.getScheme());
        return url.getHost() != null
                && url.getUserInfo() == null
                && (scheme.equals("https") || (scheme.equals("http") && LOOPBACK.contains(url.getHost())));
    }

    AuthenticationPolicy policy() {
        return new AuthenticationPolicy(authenticator, required);
    }

    Authenticator authenticator() {
        return authenticator;
    }

    ApiKeys keys() {
        return keys;
    }

    TokenIssuer tokenIssuer() {
        return tokenIssuer;
    }

    /** Ends the thread that watches the keys file, and the connection to the identity provider. Does not block. */
    void close() {
        if (keysFile != null) {
            keysFile.close();
        }
        if (provider != null) {
            provider.close();
        }
    }
}
