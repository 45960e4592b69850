package dev.roomscribe.app.log;

import io.quarkus.logging.LoggingFilter;
import java.util.logging.Filter;
import java.util.logging.Formatter;
import java.util.logging.LogRecord;
import org.jboss.logmanager.ExtLogRecord;
import org.jboss.logmanager.formatters.PatternFormatter;

/**
 * Makes every message and every exception of the log visible text, before any formatter sees it, whatever its parameters
 * contain and whichever library logs it. {@code application.properties} sets it for every kind of handler. It accepts every
 * record. Thread-safe.
 */
@LoggingFilter(name = VisibleTextFilter.NAME)
public final class VisibleTextFilter implements Filter {
    static final String NAME = "visible-text";

    /** Formats the message of a record with its parameters, and nothing else. */
    private static final Formatter MESSAGE = new PatternFormatter("%s");

    @Override
    public boolean isLoggable(LogRecord record) {
        Throwable thrown = record.getThrown();
        if (thrown != null) {
            Throwable visible = VisibleThrowable.of(thrown);
            if (visible != thrown) {
                record.setThrown(visible);
            }
        }
        String message = MESSAGE.format(record);
        String visible = VisibleText.of(message);
        if (!visible.equals(message)) {
            replace(record, visible);
        }
        return true;
    }

    private static void replace(LogRecord record, String message) {
        if (record instanceof ExtLogRecord extended) {
            extended.setMessage(message, ExtLogRecord.FormatStyle.NO_FORMAT);
        } else {
            record.setMessage(message);
        }
        record.setParameters(null);
        record.setResourceBundle(null);
    }
}
