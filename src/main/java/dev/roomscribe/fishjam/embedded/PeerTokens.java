package dev.roomscribe.fishjam.embedded;

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

/** Issues the tokens of peers and reads them back. They carry what they stand for, so none has to be remembered. */
final class PeerTokens {
    /** What a token stands for. */
    record Grant(String roomId, String peerId, Instant issuedAt, Instant expiresAt) {}

    private static final ObjectMapper JSON = new ObjectMapper();

    private final Clock clock;
    private final Duration lifetime;
    private final HmacSha256 hmac;
    private volatile Instant issuedSince = Instant.MIN;

    PeerTokens(Clock clock, Duration lifetime) {
        this.clock = clock;
        this.lifetime = lifetime;
        byte[] random = new byte[32];
        new SecureRandom().nextBytes(random);
        this.hmac = new HmacSha256(random);
    }

    String issue(String roomId, String peerId) {
        byte[] content = JsonNodeFactory.instance
                .objectNode()
                .put("room", roomId)
                .put("peer", peerId)
                .put("issued", clock.instant().toEpochMilli())
                .put("expires", clock.instant().plus(lifetime).toEpochMilli())
                // Two tokens for one peer must differ, however quickly they are asked for.
                .put("nonce", UUID.randomUUID().toString())
                .toString()
                .getBytes(UTF_8);
        Base64.Encoder encoder = Base64.getUrlEncoder().withoutPadding();
        return encoder.encodeToString(content) + "." + encoder.encodeToString(hmac.sign(content));
    }

    /** Returns what a token stands for, expired or not; nothing if it is none of ours. */
    Optional<Grant> read(String token) {
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
            return Optional.of(new Grant(
                    json.path("room").asText(),
                    json.path("peer").asText(),
                    Instant.ofEpochMilli(json.path("issued").asLong()),
                    Instant.ofEpochMilli(json.path("expires").asLong())));
        } catch (IllegalArgumentException | IOException e) {
            return Optional.empty();
        }
    }

    boolean expired(Grant grant) {
        return clock.instant().isAfter(grant.expiresAt()) || grant.issuedAt().isBefore(issuedSince);
    }

    /** Has every token count as expired that was issued up to now. */
    void expireAll() {
        issuedSince = Instant.ofEpochMilli(clock.millis() + 1);
    }
}
