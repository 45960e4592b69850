package dev.roomscribe.security.token;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static java.nio.charset.StandardCharsets.UTF_8;

import java.security.GeneralSecurityException;
import java.time.Duration;
import java.time.Instant;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/** Builds tokens by hand, without the library that verifies them. */
public final class TestTokens {
    public static final Instant NOW = Instant.parse("2026-11-27T12:00:00Z");
    public static final TokenSettings SETTINGS = new TokenSettings(
            "roomscribe", "roomscribe", Duration.ofHours(1), Duration.ofDays(1), Duration.ofSeconds(30));

    /** 32 bytes each. */
    public static final String FIRST = "first-secret-of-thirty-two-bytes";

    public static final String SECOND = "secondsecret-of-thirty-two-bytes";

    private TestTokens() {}

    /** Returns secrets in the form of the configuration. */
    public static String setting(String id, String secret) {
        return id + ":" + Base64.getEncoder().encodeToString(secret.getBytes(US_ASCII));
    }

    public static Map<String, String> header() {
        return new TreeMap<>(Map.of("alg", "\"HS256\"", "typ", "\"at+jwt\"", "kid", "\"1\""));
    }

    /** Returns the claims of a valid token, as JSON by name. */
    public static Map<String, String> claims() {
        return new TreeMap<>(Map.of(
                "iss", "\"roomscribe\"",
                "aud", "\"roomscribe\"",
                "sub", "\"alice\"",
                "iat", seconds(0),
                "exp", seconds(60),
                "rooms", "[\"lobby\", \"team-a-*\"]",
                "scope", "\"captions:read\""));
    }

    /** Returns the time that many seconds after {@link #NOW}, as a claim. */
    public static String seconds(long offset) {
        return Long.toString(NOW.getEpochSecond() + offset);
    }

    public static String unsigned(Map<String, String> header, Map<String, String> claims) {
        return base64(json(header)) + "." + base64(json(claims));
    }

    /** Returns a token that is signed with HMAC-SHA256. */
    public static String token(Map<String, String> header, Map<String, String> claims, byte[] secret) {
        String content = unsigned(header, claims);
        try {
            Mac mac = Mac.getInstance("HmacSHA256");
            mac.init(new SecretKeySpec(secret, "HmacSHA256"));
            return content + "."
                    + Base64.getUrlEncoder().withoutPadding().encodeToString(mac.doFinal(content.getBytes(US_ASCII)));
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }

    public static String token(Map<String, String> header, Map<String, String> claims) {
        return token(header, claims, FIRST.getBytes(US_ASCII));
    }

    private static String json(Map<String, String> fields) {
        List<String> parts = fields.entrySet().stream()
                .map(field -> "\"" + field.getKey() + "\":" + field.getValue())
                .toList();
        return "{" + String.join(",", parts) + "}";
    }

    private static String base64(String text) {
        return Base64.getUrlEncoder().withoutPadding().encodeToString(text.getBytes(UTF_8));
    }
}
