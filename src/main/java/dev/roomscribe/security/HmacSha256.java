package dev.roomscribe.security;

import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/** Signs and verifies messages with HMAC-SHA256 under one key. Immutable; may be used from any thread. */
public final class HmacSha256 {
    private static final String ALGORITHM = "HmacSHA256";

    private final SecretKeySpec key;

    /** @param key the secret, at least one byte; copied */
    public HmacSha256(byte[] key) {
        this.key = new SecretKeySpec(key, ALGORITHM);
    }

    /** Returns the signature, 32 bytes, of the parts as if they were one array. */
    public byte[] sign(byte[]... parts) {
        try {
            Mac mac = Mac.getInstance(ALGORITHM);
            mac.init(key);
            for (byte[] part : parts) {
                mac.update(part);
            }
            return mac.doFinal();
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("Every Java runtime has " + ALGORITHM, e);
        }
    }

    /** Returns whether the signature belongs to the parts. Takes the same time wherever the first difference is. */
    public boolean verify(byte[] signature, byte[]... parts) {
        return MessageDigest.isEqual(sign(parts), signature);
    }

    /** Keeps the key out of logs. */
    @Override
    public String toString() {
        return "HmacSha256[]";
    }
}
