package dev.roomscribe.security.key;

import dev.roomscribe.security.Sha256;
import dev.roomscribe.security.access.KeyQuota;
import dev.roomscribe.security.access.RoomPatterns;
import dev.roomscribe.security.access.Scope;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;

/** Keys with known secrets. */
final class TestKeys {
    private TestKeys() {}

    /** Returns the secret of a key: 43 characters. */
    static String secret(String id) {
        return (id + "_-0123456789012345678901234567890123456789012").substring(0, 43);
    }

    static String credential(String id) {
        return "rs_" + id + "_" + secret(id);
    }

    static ApiKey key(String id, Scope... scopes) {
        return new ApiKey(
                id,
                Sha256.hex(secret(id)),
                scopes.length == 0 ? Set.of(Scope.ROOMS_READ) : Set.of(scopes),
                RoomPatterns.ALL,
                KeyQuota.UNLIMITED);
    }

    static String json(ApiKey... keys) {
        return List.of(keys).stream().map(ApiKeyJson::write).collect(Collectors.joining(",\n", "[", "]\n"));
    }
}
