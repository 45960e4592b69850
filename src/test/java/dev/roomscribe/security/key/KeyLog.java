package dev.roomscribe.security.key;

import java.text.MessageFormat;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.logging.Handler;
import java.util.logging.Level;
import java.util.logging.LogRecord;
import java.util.logging.Logger;

/** The warnings of the package. */
final class KeyLog extends Handler implements AutoCloseable {
    private final Logger logger = Logger.getLogger(KeysFileWatcher.class.getPackageName());
    private final List<String> warnings = new CopyOnWriteArrayList<>();

    KeyLog() {
        logger.addHandler(this);
    }

    List<String> warnings() {
        return List.copyOf(warnings);
    }

    @Override
    public void publish(LogRecord record) {
        if (record.getLevel().intValue() >= Level.WARNING.intValue()) {
            warnings.add(MessageFormat.format(record.getMessage(), record.getParameters()) + record.getThrown());
        }
    }

    @Override
    public void flush() {}

    @Override
    public void close() {
        logger.removeHandler(this);
    }
}
