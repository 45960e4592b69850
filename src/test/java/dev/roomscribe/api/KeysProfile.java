package dev.roomscribe.api;

import dev.roomscribe.security.Sha256;
import dev.roomscribe.security.access.Scope;
import dev.roomscribe.security.token.TestTokens;
import dev.roomscribe.security.token.provider.ProviderServer;
import dev.roomscribe.support.RoomscribeProcess;
import io.quarkus.test.junit.QuarkusTestProfile;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.stream.Collectors;

/**
 * A service with API keys: one for each scope, one for all scopes in other rooms, one with a small quota, and two in a
 * {@link KeysDirectory}; and with an identity provider that does not run.
 */
public class KeysProfile implements QuarkusTestProfile {
    static final String ALL = "all";
    static final String ELSEWHERE = "elsewhere";
    static final String LIMITED = "limited";
    static final String ELSEWHERE_ROOMS = "elsewhere-";
    static final List<String> OF_FILE = List.of("file-1", "file-2");

    @Override
    public Map<String, String> getConfigOverrides() {
        List<String> keys = new ArrayList<>();
        for (Scope scope : Scope.values()) {
            keys.add(key(id(scope), List.of(scope), ""));
        }
        List<Scope> all = Arrays.asList(Scope.values());
        keys.add(key(ALL, all, ""));
        keys.add(key(ELSEWHERE, all, ", \"rooms\": [\"" + ELSEWHERE_ROOMS + "*\"]"));
        keys.add(key(LIMITED, all, ", \"quota\": {\"sessions\": 1, \"streams\": 1, \"starts_per_minute\": 100}"));
        Path keysFile = new KeysDirectory(
                        Path.of("target/keys", UUID.randomUUID().toString()))
                .swapLink(OF_FILE.stream().map(id -> key(id, all, "")).toList());
        return Map.of(
                "roomscribe.auth.keys-file",
                keysFile.toString(),
                "roomscribe.auth.provider.jwks-url",
                "http://127.0.0.1:" + RoomscribeProcess.freePort() + "/jwks",
                "roomscribe.auth.provider.issuer",
                ProviderServer.ISSUER,
                "roomscribe.auth.keys",
                "[" + String.join(",", keys) + "]",
                "roomscribe.auth.token-secret",
                TestTokens.setting("1", TestTokens.FIRST));
    }

    static String key(String id, List<Scope> scopes, String more) {
        String names = scopes.stream().map(scope -> "\"" + scope.value() + "\"").collect(Collectors.joining(","));
        return "{\"id\": \"%s\", \"sha256\": \"%s\", \"scopes\": [%s]%s}"
                .formatted(id, Sha256.hex(secret(id)), names, more);
    }

    /** Returns the id of the key that has only one scope. */
    static String id(Scope scope) {
        return scope.value().replace(':', '-');
    }

    static String secret(String id) {
        return (id + "-0123456789012345678901234567890123456789012").substring(0, 43);
    }

    /** Returns the header of a request with a key. */
    static String bearer(String id) {
        return "Bearer rs_" + id + "_" + secret(id);
    }
}
