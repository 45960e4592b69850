package dev.roomscribe.support;

import java.time.Duration;
import org.awaitility.Awaitility;
import org.awaitility.core.ConditionFactory;

/** How tests wait for a condition. */
public final class Waiting {
    /** Much longer than anything takes on an idle machine: only a failing test waits that long. */
    public static final Duration LIMIT = Duration.ofSeconds(60);

    private Waiting() {}

    /** Returns a wait that fails after the {@link #LIMIT}. */
    public static ConditionFactory await() {
        return Awaitility.await().atMost(LIMIT);
    }
}
