package dev.roomscribe.app.log;

import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Stands for another throwable in the log: with its class, stack trace and causes, and with messages of one line each. */
final class VisibleThrowable extends Throwable {
    private static final long serialVersionUID = 1L;

    private final String description;

    private VisibleThrowable(String description, @Nullable Throwable cause, StackTraceElement[] stackTrace) {
        super(null, cause);
        this.description = description;
        setStackTrace(stackTrace);
    }

    /** Returns the throwable itself if all of its text is visible, otherwise one that stands for it. */
    static Throwable of(Throwable thrown) {
        return isVisible(thrown, identitySet()) ? thrown : copy(thrown, identitySet());
    }

    private static Set<Throwable> identitySet() {
        return Collections.newSetFromMap(new IdentityHashMap<>());
    }

    /** @param visited the throwables before it: a throwable may be its own cause, through others */
    private static boolean isVisible(@Nullable Throwable thrown, Set<Throwable> visited) {
        if (thrown == null || !visited.add(thrown)) {
            return true;
        }
        String description = String.valueOf(thrown);
        if (!VisibleText.of(description).equals(description) || !isVisible(thrown.getCause(), visited)) {
            return false;
        }
        for (Throwable suppressed : thrown.getSuppressed()) {
            if (!isVisible(suppressed, visited)) {
                return false;
            }
        }
        return true;
    }

    private static VisibleThrowable copy(Throwable thrown, Set<Throwable> visited) {
        visited.add(thrown);
        Throwable cause = thrown.getCause();
        VisibleThrowable copy = new VisibleThrowable(
                VisibleText.of(String.valueOf(thrown)),
                cause == null || visited.contains(cause) ? null : copy(cause, visited),
                thrown.getStackTrace());
        for (Throwable suppressed : thrown.getSuppressed()) {
            if (!visited.contains(suppressed)) {
                copy.addSuppressed(copy(suppressed, visited));
            }
        }
        return copy;
    }

    @Override
    public String toString() {
        return description;
    }

    /** Formatters that print the class and the message separately print the description once. */
    @Override
    public String getMessage() {
        return description;
    }
}
