package dev.roomscribe.api;

import static org.assertj.core.api.Assertions.assertThat;

import dev.roomscribe.api.problem.Problem;
import dev.roomscribe.session.SessionException;
import dev.roomscribe.transcript.log.TranscriptUnavailableException;
import jakarta.ws.rs.core.Response;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.concurrent.CompletionException;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** The responses to what nodes that share their rooms cannot do now. */
class ExceptionMappersTest {
    private static final String SECRET = "redis-7.internal";
    private final ExceptionMappers mappers = new ExceptionMappers();

    private static TranscriptUnavailableException unavailable() {
        return new TranscriptUnavailableException("cannot be read", new IOException(SECRET));
    }

    private static void assertTemporary(Response response, String type, String retryAfter) {
        assertThat(response.getStatus()).isEqualTo(503);
        assertThat(response.getHeaderString("Retry-After")).isEqualTo(retryAfter);
        Problem problem = (Problem) response.getEntity();
        assertThat(problem.type()).endsWith(type);
        assertThat(problem.detail()).contains("try again later").doesNotContain(SECRET);
    }

    static Stream<RuntimeException> wrapped() {
        return Stream.of(
                new UncheckedIOException(unavailable()),
                new CompletionException(unavailable()),
                new IllegalStateException(new CompletionException(new UncheckedIOException(unavailable()))));
    }

    @ParameterizedTest
    @MethodSource("wrapped")
    void aTranscriptThatRedisDoesNotAnswerWithMayBeReadLater(RuntimeException failure) {
        assertTemporary(mappers.failure(failure), "cluster-unavailable", "10");
        assertTemporary(mappers.transcript(unavailable()), "cluster-unavailable", "10");
    }

    @Test
    void aRoomOfWhichItIsUnknownWhetherAnotherNodeHasItMayBeStartedLater() {
        assertTemporary(
                mappers.session(SessionException.clusterUnavailable("r1", new IOException(SECRET))),
                "cluster-unavailable",
                "2");
        assertTemporary(mappers.session(SessionException.runsElsewhere("r1")), "runs-elsewhere", "10");
        assertTemporary(mappers.session(SessionException.notAnswered("r1")), "cluster-unavailable", "2");
    }

    @Test
    void anyOtherFailureIsOneOfTheService() {
        Response response = mappers.failure(new UncheckedIOException(new IOException(SECRET)));
        assertThat(response.getStatus()).isEqualTo(500);
        assertThat(((Problem) response.getEntity()).detail()).doesNotContain(SECRET);
    }
}
