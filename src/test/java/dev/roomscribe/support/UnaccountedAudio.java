package dev.roomscribe.support;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.logging.Handler;
import java.util.logging.LogRecord;
import java.util.logging.Logger;
import org.junit.jupiter.api.extension.AfterAllCallback;
import org.junit.jupiter.api.extension.AfterEachCallback;
import org.junit.jupiter.api.extension.ExtensionContext;

/** Fails every test in which the service reports audio that it cannot account for. Registered for all tests. */
public final class UnaccountedAudio implements AfterEachCallback, AfterAllCallback {
    /** The beginning of every such report, also in the log of a service that runs as a process of its own. */
    static final String MARK = "is unaccounted for:";

    private static final List<String> REPORTS = new CopyOnWriteArrayList<>();
    /** Held here, because the log manager may discard a logger that nothing refers to. */
    private static final Logger LOGGER = Logger.getLogger("dev.roomscribe.session");

    static {
        LOGGER.addHandler(new Handler() {
            @Override
            public void publish(LogRecord logged) {
                if (logged.getMessage().contains(MARK)) {
                    REPORTS.add(logged.getMessage());
                }
            }

            @Override
            public void flush() {}

            @Override
            public void close() {}
        });
    }

    @Override
    public void afterEach(ExtensionContext context) {
        assertNoReports();
    }

    /** Sessions that end after the last test of a class are included. */
    @Override
    public void afterAll(ExtensionContext context) {
        assertNoReports();
    }

    private static void assertNoReports() {
        List<String> reports = List.copyOf(REPORTS);
        REPORTS.clear();
        assertThat(reports).as("audio that is unaccounted for").isEmpty();
    }
}
