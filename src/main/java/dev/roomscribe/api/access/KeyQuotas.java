package dev.roomscribe.api.access;

import dev.roomscribe.api.problem.Problem;
import dev.roomscribe.api.problem.ProblemException;
import dev.roomscribe.security.access.KeyReference;
import dev.roomscribe.security.limit.KeyLimits;
import dev.roomscribe.security.limit.SharedKeyUse;
import dev.roomscribe.session.admission.QuotaExceededException;
import dev.roomscribe.session.admission.SessionQuota;
import io.smallrye.mutiny.Uni;
import io.vertx.ext.web.RoutingContext;
import jakarta.inject.Singleton;
import java.util.Optional;
import java.util.function.Function;

/** Applies the quotas of API keys to admitted requests. A caller without an API key has none. Does not block. */
@Singleton
public class KeyQuotas {
    private final KeyLimits limits = new KeyLimits();
    private final SharedKeyUse shared;

    /** @param shared counts what is used on other nodes, too */
    public KeyQuotas(SharedKeyUse shared) {
        this.shared = shared;
        shared.reportStreams(limits::openStreams);
    }

    /** Counts a request to start a session at once; fails with a {@link ProblemException} if the key has none left. */
    public Uni<Void> start(RoutingContext http) {
        KeyReference key = Caller.of(http).principal().key();
        if (key == null) {
            return Uni.createFrom().voidItem();
        }
        String quota = key.quota().startsPerMinute() + " starts per minute";
        if (!limits.tryStart(key)) {
            throw exceeded(key, quota);
        }
        return Uni.createFrom()
                .completionStage(shared.tryStart(key))
                .invoke(granted -> {
                    if (!granted) {
                        throw exceeded(key, quota);
                    }
                })
                .replaceWithVoid();
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
        if (!limits.tryOpenStream(key, shared.streamsElsewhere(key))) {
            throw exceeded(key, key.quota().streams() + " open caption streams");
        }
        return () -> limits.closeStream(key);
    }

    /**
     * Starts a session within the quota of the request's API key; fails with a {@link ProblemException} if the key has none
     * left on all nodes.
     *
     * @param start gets what counts the session on this node
     * @param created returns the id of the session if it was started and did not run before
     */
    public <T> Uni<T> startSession(
            String roomId,
            RoutingContext http,
            Function<SessionQuota, Uni<T>> start,
            Function<T, Optional<String>> created) {
        KeyReference key = Caller.of(http).principal().key();
        if (key == null) {
            return start.apply(SessionQuota.UNLIMITED);
        }
        String explanation = explain(key, key.quota().sessions() + " sessions at the same time");
        SessionQuota local = () -> {
            if (!limits.tryStartSession(key)) {
                throw new QuotaExceededException(explanation);
            }
            return () -> limits.endSession(key);
        };
        return Uni.createFrom()
                .completionStage(shared.trySession(key, roomId))
                .map(slot -> slot.orElseThrow(() -> new ProblemException(Problem.Type.QUOTA_EXCEEDED, explanation)))
                .chain(slot -> start.apply(local)
                        .invoke(started -> created.apply(started).ifPresentOrElse(slot::started, slot::free))
                        .onFailure()
                        .invoke(slot::free));
    }

    private static ProblemException exceeded(KeyReference key, String quota) {
        return new ProblemException(Problem.Type.QUOTA_EXCEEDED, explain(key, quota));
    }

    private static String explain(KeyReference key, String quota) {
        return "The API key " + key.id() + " permits " + quota + "; try again later.";
    }
}
