package dev.roomscribe.api;

import static io.restassured.RestAssured.when;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.hamcrest.Matchers.equalTo;

import dev.roomscribe.api.access.Public;
import io.quarkus.test.common.http.TestHTTPResource;
import io.quarkus.test.junit.QuarkusTest;
import io.smallrye.mutiny.infrastructure.Infrastructure;
import io.vertx.ext.web.RoutingContext;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.core.Response;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** A file whose generation fails is never taken for a complete one. */
@QuarkusTest
class FileStreamTest {
    /** Serves a file whose generation fails after a number of pieces. */
    @Path("/failing-file/{pieces}")
    public static class FailingFile {
        @GET
        @Public
        public Response file(@PathParam("pieces") int pieces, RoutingContext http) {
            FileStream file = new FileStream(
                    IntStream.rangeClosed(0, pieces)
                            .mapToObj(piece -> piece(piece, pieces))
                            .iterator(),
                    http.response(),
                    Infrastructure.getDefaultWorkerPool());
            return Response.ok((StreamingBody) file::start, "text/plain").build();
        }

        private static String piece(int number, int pieces) {
            if (number == pieces) {
                throw new IllegalStateException("the piece cannot be generated");
            }
            return "piece\n";
        }
    }

    @TestHTTPResource("/failing-file/")
    URI files;

    @Test
    void failureBeforeTheFirstPieceIsAnsweredWithAProblem() {
        when().get("/failing-file/0")
                .then()
                .statusCode(500)
                .contentType("application/problem+json")
                .body("type", equalTo("urn:roomscribe:problem:internal-error"));
    }

    @Test
    void failureAfterTheFirstPieceClosesTheConnection() {
        for (HttpClient.Version version : HttpClient.Version.values()) {
            HttpRequest request =
                    HttpRequest.newBuilder(files.resolve("2")).version(version).build();
            assertThatThrownBy(() -> HttpClient.newHttpClient().send(request, HttpResponse.BodyHandlers.ofString()))
                    .as("%s", version)
                    .isInstanceOf(IOException.class);
        }
    }
}
