package dev.roomscribe.simulation.clock;

import java.text.MessageFormat;
import java.util.ArrayList;
import java.util.List;
import java.util.logging.Handler;
import java.util.logging.Level;
import java.util.logging.LogRecord;
import java.util.logging.Logger;

/** Collects what the service logs as errors, for each thread on its own. Log lines of the service are not printed. */
public final class LoggedErrors extends Handler implements AutoCloseable {
    private static final ThreadLocal<List<String>> CURRENT = ThreadLocal.withInitial(ArrayList::new);
    private static final Logger SERVICE = Logger.getLogger("dev.roomscribe");

    private final Level previous = SERVICE.getLevel();
    private final boolean prints;

    /** @param prints whether all log lines are printed, with the virtual time */
    public LoggedErrors(boolean prints) {
        this.prints = prints;
        setLevel(Level.ALL);
        SERVICE.setUseParentHandlers(false);
        SERVICE.setLevel(prints ? Level.FINE : Level.SEVERE);
        SERVICE.addHandler(this);
    }

    /** Starts a new list for the calling thread, and returns it. */
    public static List<String> collect() {
        List<String> errors = new ArrayList<>();
        CURRENT.set(errors);
        return errors;
    }

    static List<String> current() {
        return CURRENT.get();
    }

    /** Makes the calling thread add to a list of another thread. */
    static void join(List<String> errors) {
        CURRENT.set(errors);
    }

    @Override
    public void publish(LogRecord line) {
        String text = line.getParameters() == null
                ? line.getMessage()
                : MessageFormat.format(line.getMessage(), line.getParameters());
        if (prints) {
            System.out.println("        " + line.getLevel() + " " + text);
        }
        if (line.getLevel().intValue() >= Level.SEVERE.intValue() && !WaitingThreads.isEnding(line.getThrown())) {
            CURRENT.get().add(line.getThrown() == null ? text : text + " " + line.getThrown());
        }
    }

    @Override
    public void flush() {}

    @Override
    public void close() {
        SERVICE.removeHandler(this);
        SERVICE.setLevel(previous);
        SERVICE.setUseParentHandlers(true);
    }
}
