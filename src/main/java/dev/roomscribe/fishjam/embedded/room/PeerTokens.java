package dev.roomscribe.fishjam.embedded.room;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import dev.roomscribe.security.HmacSha256;
import java.io.IOException;
import java.security.SecureRandom;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Base64;
import java.util.Optional;
import java.util.UUID;

/** Issues and reads the tokens of peers. A token carries its own claims, so none is stored. Thread-safe. */
public final class PeerTokens {
    /** The claims of a token. */
    public record Claims(String roomId, String peerId, Instant issuedAt, Instant expiresAt) {}

    private static final ObjectMapper JSON = new ObjectMapper();

    private final Clock clock;
    private final Duration lifetime;
    private final HmacSha256 hmac;
    private volatile Instant issuedSince = Instant.MIN;

    public PeerTokens(Clock clock, Duration lifetime) {
        this.clock = clock;
        this.lifetime = lifetime;
        byte[] random = new byte[32];
        new SecureRandom().nextBytes(random);
        this.hmac = new HmacSha256(random);
    }

    public String issue(String roomId, String peerId) {
        byte[] content = JsonNodeFactory.instance
                .objectNode()
                .put("room", roomId)
                .put("peer", peerId)
                .put("issued", clock.instant().toEpochMilli())
                .put("expires", clock.instant().plus(lifetime).toEpochMilli())
                // Two tokens of one peer must differ, even if issued in the same millisecond.
                .put("nonce", UUID.randomUUID().toString())
                .toString()
                .getBytes(UTF_8);
        Base64.Encoder encoder = Base64.getUrlEncoder().withoutPadding();
        return encoder.encodeToString(content) + "." + encoder.encodeToString(hmac.sign(content));
    }

    /** Returns the claims of a token, expired or not; empty if the token was not issued here. */
    public Optional<Claims> read(String token) {
        String[] parts = token.split("\\.", -1);
        if (parts.length != 2) {
            return Optional.empty();
        }
        try {
            byte[] content = Base64.getUrlDecoder().decode(parts[0]);
            if (!hmac.verify(Base64.getUrlDecoder().decode(parts[1]), content)) {
                return Optional.empty();
            }
            JsonNode json = JSON.readTree(content);
            return Optional.of(new Claims(
                    json.path("room").asText(),
                    json.path("peer").asText(),
                    Instant.ofEpochMilli(json.path("issued").asLong()),
                    Instant.ofEpochMilli(json.path("expires").asLong())));
        } catch (IllegalArgumentException | IOException e) {
            return Optional.empty();
        }
    }

    public boolean expired(Claims claims) {
        return clock.instant().isAfter(claims.expiresAt()) || claims.issuedAt().isBefore(issuedSince);
    }

    /** Makes every token that was issued up to now count as expired. */
    public void expireAll() {
        issuedSince = Instant.ofEpochMilli(clock.millis() + 1);
    }
}
