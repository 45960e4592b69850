package dev.roomscribe.support;

import java.text.MessageFormat;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.logging.Handler;
import java.util.logging.Level;
import java.util.logging.LogRecord;
import java.util.logging.Logger;

/** The errors and stack traces that are logged by any class in this process, until it is closed. */
public final class LoggedFailures extends Handler implements AutoCloseable {
    /** Netty's, for a callback that comes after its event loop has ended, as when a service is closed at the end of a test. */
    private static final String AFTER_THE_END = "io.netty.util.concurrent.DefaultPromise.rejectedExecution";

    private final Logger root = Logger.getLogger("");
    private final List<String> lines = new CopyOnWriteArrayList<>();

    public LoggedFailures() {
        root.addHandler(this);
    }

    /** Returns the lines so far, each with its level, its logger and its exception. */
    public List<String> lines() {
        return List.copyOf(lines);
    }

    @Override
    public void publish(LogRecord logged) {
        boolean isFailure = logged.getLevel().intValue() >= Level.SEVERE.intValue() || logged.getThrown() != null;
        if (isFailure && !AFTER_THE_END.equals(logged.getLoggerName())) {
            String message = logged.getMessage() == null
                    ? ""
                    : logged.getParameters() == null
                            ? logged.getMessage()
                            : MessageFormat.format(logged.getMessage(), logged.getParameters());
            lines.add("%s %s: %s %s".formatted(logged.getLevel(), logged.getLoggerName(), message, logged.getThrown()));
        }
    }

    @Override
    public void flush() {}

    @Override
    public void close() {
        root.removeHandler(this);
    }
}
