package dev.roomscribe.api.access;

import dev.roomscribe.api.problem.Problem;
import dev.roomscribe.api.problem.ProblemException;
import dev.roomscribe.security.access.KeyReference;
import dev.roomscribe.security.limit.KeyLimits;
import dev.roomscribe.session.admission.QuotaExceededException;
import dev.roomscribe.session.admission.SessionQuota;
import io.vertx.ext.web.RoutingContext;
import jakarta.inject.Singleton;

/** Applies the quotas of API keys to admitted requests. A caller without an API key has none. Does not block. */
@Singleton
public class KeyQuotas {
    private final KeyLimits limits = new KeyLimits();

    /** Counts a request to start a session; fails with a {@link ProblemException} if the key has none left. */
    public void start(RoutingContext http) {
        KeyReference key = Caller.of(http).principal().key();
        if (key != null && !limits.tryStart(key)) {
            throw exceeded(key, key.quota().startsPerMinute() + " starts per minute");
        }
    }

    /**
     * Counts a caption stream until the result is run, which must happen once; fails with a {@link ProblemException} if the
     * key has none left.
     */
    public Runnable openStream(RoutingContext http) {
        KeyReference key = Caller.of(http).principal().key();
        if (key == null) {
            return () -> {};
        }
        if (!limits.tryOpenStream(key)) {
            throw exceeded(key, key.quota().streams() + " open caption streams");
        }
        return () -> limits.closeStream(key);
    }

    /** Returns the quota of sessions of the request's API key. */
    public SessionQuota sessions(RoutingContext http) {
        KeyReference key = Caller.of(http).principal().key();
        return key == null
                ? SessionQuota.UNLIMITED
                : () -> {
                    if (!limits.tryStartSession(key)) {
                        throw new QuotaExceededException(
                                explain(key, key.quota().sessions() + " sessions at the same time"));
                    }
                    return () -> limits.endSession(key);
                };
    }

    private static ProblemException exceeded(KeyReference key, String quota) {
        return new ProblemException(Problem.Type.QUOTA_EXCEEDED, explain(key, quota));
    }

    private static String explain(KeyReference key, String quota) {
        return "The API key " + key.id() + " permits " + quota + "; try again later.";
    }
}
