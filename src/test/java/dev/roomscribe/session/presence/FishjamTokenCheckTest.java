package dev.roomscribe.session.presence;

import static org.assertj.core.api.Assertions.assertThat;

import dev.roomscribe.fishjam.FishjamException;
import dev.roomscribe.simulation.clock.Lifetime;
import dev.roomscribe.simulation.clock.VirtualEventLoop;
import dev.roomscribe.simulation.clock.VirtualTime;
import io.vertx.core.Future;
import java.text.MessageFormat;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.logging.Handler;
import java.util.logging.LogRecord;
import java.util.logging.Logger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What is known and logged of the management token while Fishjam's answers change. */
class FishjamTokenCheckTest {
    private final Throwable rejected =
            new FishjamException(FishjamException.Reason.UNAUTHORIZED, 404, "Fishjam answered 404", null);
    private final Throwable unreachable =
            new FishjamException(FishjamException.Reason.NO_RESPONSE, "nothing was received");

    private final VirtualTime time = new VirtualTime(1);
    private final Logger logger = Logger.getLogger(FishjamTokenCheck.class.getName());
    private final List<String> lines = new ArrayList<>();
    private final Handler capture = new Handler() {
        @Override
        public void publish(LogRecord record) {
            lines.add(record.getLevel() + " "
                    + (record.getParameters() == null
                            ? record.getMessage()
                            : MessageFormat.format(record.getMessage(), record.getParameters())));
        }

        @Override
        public void flush() {}

        @Override
        public void close() {}
    };

    private Future<Void> answer = Future.succeededFuture();
    private int requests;
    private FishjamTokenCheck check;

    @BeforeEach
    void start() {
        logger.addHandler(capture);
        check = FishjamTokenCheck.start(new VirtualEventLoop(time, new Lifetime()), () -> {
            requests++;
            return answer;
        });
    }

    @AfterEach
    void stop() {
        logger.removeHandler(capture);
    }

    private void pass(Duration duration) {
        time.runUntil(time.nanos() + duration.toNanos());
        assertThat(time.failures()).isEmpty();
    }

    @Test
    void aRejectionIsKnownAtOnceAndLoggedOnceAndSoIsItsEnd() {
        answer = Future.failedFuture(rejected);
        pass(Duration.ofSeconds(1));
        assertThat(check.isRejected()).isTrue();
        pass(Duration.ofMinutes(10));
        assertThat(requests).isGreaterThan(10);
        assertThat(lines).singleElement().asString().contains("not ready", "FISHJAM_ID", "Fishjam answered 404");

        answer = Future.succeededFuture();
        pass(Duration.ofSeconds(6));
        assertThat(check.isRejected()).isFalse();
        assertThat(lines).hasSize(2).last().asString().contains("ready");
        pass(Duration.ofMinutes(10));
        assertThat(lines).hasSize(2);
    }

    @Test
    void aTokenThatIsRejectedLaterIsNoticedWithinAMinute() {
        pass(Duration.ofMinutes(5));
        assertThat(lines).isEmpty();
        answer = Future.failedFuture(rejected);
        pass(Duration.ofSeconds(45));
        assertThat(check.isRejected()).isTrue();
    }

    @Test
    void aSingleRejectionOfAnAcceptedTokenChangesNothing() {
        pass(Duration.ofSeconds(1));
        for (int time = 0; time < 5; time++) {
            int before = requests;
            answer = Future.failedFuture(rejected);
            while (requests == before) {
                pass(Duration.ofMillis(100));
            }
            answer = Future.succeededFuture();
            pass(Duration.ofMinutes(1));
            assertThat(check.isRejected()).isFalse();
        }
        assertThat(lines).isEmpty();
    }

    @Test
    void aFishjamThatDoesNotRespondChangesNothingAboutTheToken() {
        answer = Future.failedFuture(unreachable);
        pass(Duration.ofMinutes(1));
        assertThat(check.isRejected()).isFalse();
        assertThat(lines).singleElement().asString().contains("does not respond", "nothing was received");
        answer = Future.failedFuture(rejected);
        pass(Duration.ofSeconds(6));
        answer = Future.failedFuture(unreachable);
        pass(Duration.ofMinutes(1));
        assertThat(check.isRejected()).isTrue();
        answer = Future.succeededFuture();
        pass(Duration.ofSeconds(6));
        assertThat(check.isRejected()).isFalse();
        assertThat(lines).hasSize(3);
    }

    @Test
    void nothingIsAskedAfterTheEnd() {
        pass(Duration.ofSeconds(1));
        check.close();
        int before = requests;
        pass(Duration.ofMinutes(5));
        assertThat(requests).isEqualTo(before);
    }
}
