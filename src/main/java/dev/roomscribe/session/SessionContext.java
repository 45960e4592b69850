package dev.roomscribe.session;

import static java.util.Objects.requireNonNull;

import dev.roomscribe.runtime.TimeSource;
import dev.roomscribe.session.settings.SessionSettings;
import dev.roomscribe.session.speech.RecognitionSettings;

/** What all sessions of the service share. */
public record SessionContext(
        FishjamAccess fishjam,
        RecognitionSettings recognition,
        SessionOutput output,
        SessionSettings settings,
        TimeSource time) {
    public SessionContext {
        requireNonNull(fishjam, "fishjam is null");
        requireNonNull(recognition, "recognition is null");
        requireNonNull(output, "output is null");
        requireNonNull(settings, "settings is null");
        requireNonNull(time, "time is null");
    }

    /** Returns whether sessions are left to the next process when the service stops. */
    boolean suspends() {
        return settings.resume() && output.records().isDurable();
    }
}
