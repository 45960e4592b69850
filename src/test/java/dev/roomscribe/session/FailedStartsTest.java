package dev.roomscribe.session;

import static dev.roomscribe.session.TestService.await;
import static org.assertj.core.api.Assertions.assertThat;

import dev.roomscribe.recognition.ScriptedDecoders;
import dev.roomscribe.session.SessionException.Reason;
import dev.roomscribe.session.admission.FailedStarts;
import dev.roomscribe.support.Waiting;
import io.vertx.core.Future;
import java.text.MessageFormat;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.logging.Handler;
import java.util.logging.LogRecord;
import java.util.logging.Logger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Failed starts, which clients request and which are automatic, are counted by reason and logged. */
class FailedStartsTest {
    private final List<String> lines = new CopyOnWriteArrayList<>();
    private final Logger logger = Logger.getLogger(FailedStarts.class.getName());
    private final Handler capture = new Handler() {
        @Override
        public void publish(LogRecord record) {
            lines.add(MessageFormat.format(record.getMessage(), record.getParameters()));
        }

        @Override
        public void flush() {}

        @Override
        public void close() {}
    };
    private TestService service;

    @BeforeEach
    void start() {
        logger.addHandler(capture);
        service = TestService.with(new ScriptedDecoders()).maxSessions(1).start();
    }

    @AfterEach
    void close() {
        service.close();
        logger.removeHandler(capture);
    }

    private void startFails(String roomId) {
        Future<SessionCalls.Started> start = service.sessions.start(roomId, StartOptions.DEFAULT);
        await(start.otherwiseEmpty());
        assertThat(start.failed()).isTrue();
    }

    private long failed(Reason reason) {
        return service.sessions.failedStarts(reason.toString());
    }

    @Test
    void everyFailedRequestIsOneLineAndIsCounted() {
        startFails("missing");
        startFails("missing");
        assertThat(lines).hasSize(2).allMatch(line -> line.startsWith("A start failed (no_such_room): Room missing "));
        assertThat(failed(Reason.NO_SUCH_ROOM)).isEqualTo(2);

        service.fishjam.openRoom("weekly").join("Ana");
        service.start("weekly");
        service.fishjam.openRoom("daily").join("Bob");
        startFails("daily");
        assertThat(lines).hasSize(3).last().asString().startsWith("A start failed (full): Room daily ");
        assertThat(failed(Reason.FULL)).isEqualTo(1);
    }

    @Test
    void aSuccessfulStartIsNeither() {
        service.fishjam.openRoom("weekly").join("Ana");
        service.start("weekly");
        assertThat(lines).isEmpty();
        assertThat(SessionException.reasonNames())
                .hasSize(Reason.values().length + 1)
                .allSatisfy(reason ->
                        assertThat(service.sessions.failedStarts(reason)).isZero());
    }

    @Test
    void automaticStartsAreCountedToo() {
        service.fishjam.faults().refuseSockets(403, 1_000);
        service.fishjam.openRoom("weekly").join("Ana");
        service.startAutoTranscription();
        Waiting.await()
                .until(() -> SessionException.reasonNames().stream()
                                .mapToLong(service.sessions::failedStarts)
                                .sum()
                        > 0);
        service.fishjam.faults().heal();
    }
}
