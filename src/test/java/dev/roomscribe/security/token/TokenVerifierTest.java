package dev.roomscribe.security.token;

import static dev.roomscribe.security.token.TestTokens.NOW;
import static dev.roomscribe.security.token.TestTokens.claims;
import static dev.roomscribe.security.token.TestTokens.header;
import static dev.roomscribe.security.token.TestTokens.seconds;
import static dev.roomscribe.security.token.TestTokens.token;
import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;

import dev.roomscribe.security.access.Authentication;
import dev.roomscribe.security.access.Authentication.Authenticated;
import dev.roomscribe.security.access.Authentication.Rejected;
import dev.roomscribe.security.access.KeyQuota;
import dev.roomscribe.security.access.KeyReference;
import dev.roomscribe.security.access.RejectionReason;
import dev.roomscribe.security.access.RoomPatterns;
import dev.roomscribe.security.access.Scope;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.Signature;
import java.time.Instant;
import java.util.Base64;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class TokenVerifierTest {
    private final Map<String, KeyReference> keys = new HashMap<>();
    private Instant now = NOW;
    private final TokenVerifier verifier = verifier(TestTokens.setting("1", TestTokens.FIRST));

    @Test
    void aValidTokenIsAPrincipalUntilItsExpiry() {
        assertThat(verifier.verify(token(header(), claims()))).isInstanceOfSatisfying(Authenticated.class, result -> {
            assertThat(result.expiry()).isEqualTo(NOW.plusSeconds(60));
            assertThat(result.principal().id()).isEqualTo("token:alice");
            assertThat(result.principal().scopes()).containsExactly(Scope.CAPTIONS_READ);
            assertThat(result.principal().rooms()).isEqualTo(RoomPatterns.of(List.of("lobby", "team-a-*")));
            assertThat(result.principal().key()).isNull();
        });
    }

    @Test
    void aTokenEndsExactlyAtItsExpiry() {
        String token = token(header(), claims());

        now = NOW.plusSeconds(60).minusMillis(1);
        assertThat(verifier.verify(token)).isInstanceOf(Authenticated.class);
        now = NOW.plusSeconds(60);
        assertThat(reason(verifier.verify(token))).isEqualTo(RejectionReason.EXPIRED);
        now = NOW.plusSeconds(1000);
        assertThat(reason(verifier.verify(token))).isEqualTo(RejectionReason.EXPIRED);
    }

    @ParameterizedTest
    @CsvSource(nullValues = "absent", textBlock = """
            iss,   absent,         BAD_CLAIMS
            iss,   "other",        BAD_CLAIMS
            aud,   absent,         BAD_CLAIMS
            aud,   "other",        BAD_CLAIMS
            aud,   7,              BAD_CLAIMS
            exp,   absent,         BAD_CLAIMS
            exp,   "soon",         BAD_CLAIMS
            exp,   -1,             EXPIRED
            exp,   0,              EXPIRED
            exp,   9223372036854775807, LIFETIME_TOO_LONG
            exp,   99999999999999999999999999, BAD_CLAIMS
            iat,   absent,         BAD_CLAIMS
            iat,   -9223372036854775808, LIFETIME_TOO_LONG
            iat,   9223372036854775807, BAD_CLAIMS
            iat,   0,              LIFETIME_TOO_LONG
            sub,   absent,         BAD_CLAIMS
            sub,   "",             BAD_CLAIMS
            sub,   7,              BAD_CLAIMS
            rooms, absent,         BAD_CLAIMS
            rooms, "lobby",        BAD_CLAIMS
            rooms, [7],            BAD_CLAIMS
            rooms, ["a*b"],        BAD_CLAIMS
            scope, absent,         BAD_CLAIMS
            scope, ["captions:read"], BAD_CLAIMS
            key,   7,              BAD_CLAIMS
            key,   "removed",      KEY_REMOVED
            """)
    void aClaimThatIsMissingOrInvalidIsRejected(String name, String value, RejectionReason reason) {
        Map<String, String> claims = claims();
        if (value == null) {
            claims.remove(name);
        } else {
            claims.put(name, value);
        }

        assertThat(reason(verifier.verify(token(header(), claims)))).isEqualTo(reason);
    }

    @ParameterizedTest
    @CsvSource(textBlock = """
            iat,  30, true
            iat,  31, false
            nbf,  30, true
            nbf,  31, false
            """)
    void theClockOfTheIssuerMayBeAheadByTheSkew(String claim, long offset, boolean accepted) {
        Map<String, String> claims = claims();
        claims.put(claim, seconds(offset));

        Authentication result = verifier.verify(token(header(), claims));

        if (accepted) {
            assertThat(result).isInstanceOf(Authenticated.class);
        } else {
            assertThat(reason(result)).isEqualTo(RejectionReason.NOT_YET_VALID);
        }
    }

    @Test
    void theLifetimeIsLimitedHoweverOldTheTokenIs() {
        Map<String, String> claims = claims();
        claims.put("exp", seconds(86_400));
        assertThat(verifier.verify(token(header(), claims))).isInstanceOf(Authenticated.class);

        claims.put("exp", seconds(86_401));
        String tooLong = token(header(), claims);
        assertThat(reason(verifier.verify(tooLong))).isEqualTo(RejectionReason.LIFETIME_TOO_LONG);
        now = NOW.plusSeconds(86_400);
        assertThat(reason(verifier.verify(tooLong))).isEqualTo(RejectionReason.LIFETIME_TOO_LONG);
    }

    @ParameterizedTest
    @CsvSource(nullValues = "absent", textBlock = """
            alg, "none"
            alg, "HS384"
            alg, "HS512"
            alg, "RS256"
            alg, "hs256"
            alg, absent
            alg, 7
            typ, absent
            typ, "JWT"
            typ, "refresh+jwt"
            kid, absent
            kid, "2"
            kid, ""
            kid, 7
            crit, ["x"]
            """)
    void aHeaderThatIsNotTheConfiguredOneIsRejected(String name, String value) {
        Map<String, String> header = header();
        if (value == null) {
            header.remove(name);
        } else {
            header.put(name, value);
        }

        assertThat(reason(verifier.verify(token(header, claims()))))
                .isIn(RejectionReason.BAD_SIGNATURE, RejectionReason.MALFORMED);
    }

    @Test
    void theFullNameOfTheTypeIsTheSameType() {
        Map<String, String> header = header();
        header.put("typ", "\"application/at+jwt\"");

        assertThat(verifier.verify(token(header, claims()))).isInstanceOf(Authenticated.class);
    }

    @Test
    void aTokenWithoutASignatureIsRejected() {
        Map<String, String> none = header();
        none.put("alg", "\"none\"");

        for (String token : List.of(
                TestTokens.unsigned(none, claims()) + ".",
                TestTokens.unsigned(header(), claims()) + ".",
                TestTokens.unsigned(header(), claims()))) {
            assertThat(verifier.verify(token)).isInstanceOf(Rejected.class);
        }
    }

    /** The classic confusion: a public key as the secret of HMAC, and a token that is signed with a private key. */
    @Test
    void aTokenSignedWithAPrivateKeyIsRejected() throws Exception {
        KeyPair pair = KeyPairGenerator.getInstance("RSA").generateKeyPair();
        Map<String, String> header = header();
        header.put("alg", "\"RS256\"");
        String content = TestTokens.unsigned(header, claims());
        Signature signature = Signature.getInstance("SHA256withRSA");
        signature.initSign(pair.getPrivate());
        signature.update(content.getBytes(US_ASCII));
        String signed = content + "." + Base64.getUrlEncoder().withoutPadding().encodeToString(signature.sign());

        assertThat(reason(verifier.verify(signed))).isEqualTo(RejectionReason.BAD_SIGNATURE);
        assertThat(reason(verifier.verify(token(header, claims())))).isEqualTo(RejectionReason.BAD_SIGNATURE);
        assertThat(reason(verifier.verify(
                        token(header(), claims(), pair.getPublic().getEncoded()))))
                .isEqualTo(RejectionReason.BAD_SIGNATURE);
    }

    @Test
    void whatIsSignedCannotBeChanged() {
        String token = token(header(), claims());

        for (int i = 0; i < token.length(); i++) {
            char changed = token.charAt(i) == 'A' ? 'Q' : 'A';
            String other = token.substring(0, i) + changed + token.substring(i + 1);
            assertThat(verifier.verify(other)).as("character %d", i).isInstanceOf(Rejected.class);
        }
    }

    @Property(tries = 300)
    void anyTextIsRejectedAndNothingIsThrown(@ForAll String text, @ForAll String payload) {
        assertThat(verifier.verify(text)).isInstanceOf(Rejected.class);
        assertThat(verifier.verify(token(header(), Map.of("sub", payload)))).isInstanceOf(Rejected.class);
        assertThat(verifier.verify(token(Map.of("alg", payload), claims()))).isInstanceOf(Rejected.class);
    }

    @Test
    void duringARotationBothSecretsAreValidAndAfterwardsOnlyTheNewOne() {
        String old = token(header(), claims());
        Map<String, String> second = header();
        second.put("kid", "\"2\"");
        String fresh = token(second, claims(), TestTokens.SECOND.getBytes(US_ASCII));

        TokenVerifier during =
                verifier(TestTokens.setting("2", TestTokens.SECOND), TestTokens.setting("1", TestTokens.FIRST));
        assertThat(during.verify(old)).isInstanceOf(Authenticated.class);
        assertThat(during.verify(fresh)).isInstanceOf(Authenticated.class);

        TokenVerifier after = verifier(TestTokens.setting("2", TestTokens.SECOND));
        assertThat(reason(after.verify(old))).isEqualTo(RejectionReason.BAD_SIGNATURE);
        assertThat(after.verify(fresh)).isInstanceOf(Authenticated.class);
    }

    @Test
    void aTokenCannotCreateTokensAndForeignScopesAreIgnored() {
        Map<String, String> claims = claims();
        claims.put("scope", "\"openid tokens:write rooms:read captions:read\"");

        assertThat(verifier.verify(token(header(), claims)))
                .isInstanceOfSatisfying(
                        Authenticated.class,
                        result -> assertThat(result.principal().scopes())
                                .containsExactlyInAnyOrder(Scope.ROOMS_READ, Scope.CAPTIONS_READ));
    }

    @Test
    void aTokenIsBoundToTheKeyThatItNames() {
        KeyReference key = new KeyReference("backend", "7", KeyQuota.UNLIMITED);
        keys.put("backend", key);
        Map<String, String> claims = claims();
        claims.put("key", "\"backend\"");
        String token = token(header(), claims);

        assertThat(verifier.verify(token))
                .isInstanceOfSatisfying(
                        Authenticated.class,
                        result -> assertThat(result.principal().key()).isEqualTo(key));
        keys.clear();
        assertThat(reason(verifier.verify(token))).isEqualTo(RejectionReason.KEY_REMOVED);
    }

    @Test
    void aTokenEndsWhenItsKeyIsChanged() {
        keys.put("backend", new KeyReference("backend", "7", KeyQuota.UNLIMITED));
        Map<String, String> claims = claims();
        claims.put("key", "\"backend\"");
        claims.put("key_fingerprint", "\"7\"");
        String token = token(header(), claims);

        assertThat(verifier.verify(token)).isInstanceOf(Authenticated.class);
        keys.put("backend", new KeyReference("backend", "8", KeyQuota.UNLIMITED));
        assertThat(reason(verifier.verify(token))).isEqualTo(RejectionReason.KEY_REMOVED);
    }

    @ParameterizedTest
    @ValueSource(strings = {"jti", "sub"})
    void theNameIsBounded(String claim) {
        Map<String, String> claims = claims();
        claims.remove("sub");
        claims.put(claim, "\"" + "a".repeat(128) + "\"");
        assertThat(verifier.verify(token(header(), claims)))
                .isInstanceOfSatisfying(
                        Authenticated.class,
                        result -> assertThat(result.principal().id()).isEqualTo("token:" + "a".repeat(128)));

        claims.put(claim, "\"" + "a".repeat(129) + "\"");
        assertThat(reason(verifier.verify(token(header(), claims)))).isEqualTo(RejectionReason.BAD_CLAIMS);
    }

    private TokenVerifier verifier(String... secrets) {
        return new TokenVerifier(
                TokenSecrets.of(List.of(secrets)),
                TestTokens.SETTINGS,
                () -> now,
                id -> Optional.ofNullable(keys.get(id)));
    }

    private static RejectionReason reason(Authentication result) {
        return ((Rejected) result).reason();
    }
}
