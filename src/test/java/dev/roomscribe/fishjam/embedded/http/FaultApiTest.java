package dev.roomscribe.fishjam.embedded.http;

import static dev.roomscribe.fishjam.Futures.get;
import static org.assertj.core.api.Assertions.assertThat;

import dev.roomscribe.fishjam.RecordingAgentListener;
import dev.roomscribe.fishjam.embedded.EmbeddedSetup;
import dev.roomscribe.fishjam.embedded.fault.Faults;
import dev.roomscribe.fishjam.embedded.room.EmbeddedPeer;
import dev.roomscribe.fishjam.embedded.room.EmbeddedRoom;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Faults are injected, and peers controlled, by HTTP requests. */
class FaultApiTest {
    private final EmbeddedSetup setup = new EmbeddedSetup();
    private final EmbeddedRoom room = setup.fishjam.openRoom("demo");

    @AfterEach
    void close() {
        setup.close();
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            {"fault":"answer","status":503,"times":3}              | 204
            {"fault":"answer","times":0}                           | 400
            {"fault":"refuse_sockets","status":503}                | 204
            {"fault":"delay_answers","ms":1}                       | 204
            {"fault":"delay_authentication","ms":100}              | 204
            {"fault":"lose_notifications","times":2}               | 204
            {"fault":"notify","hex":"zz"}                          | 400
            {"fault":"rename","room":"demo","peer":"none"}       | 404
            {"fault":"rename","room":"none","peer":"none"}    | 400
            {"fault":"nonsense"}                                   | 400
            """)
    void faultsAreInjectedOverHttpEvenWhileAllOtherRequestsFail(String fault, int status) throws Exception {
        setup.fishjam.faults().answer(new Faults.Answer(500, "text/plain", ""), 100);

        assertThat(post(fault)).isEqualTo(status);
        assertThat(post("{\"fault\":\"heal\"}")).isEqualTo(204);
        assertThat(setup.connect(setup.createAgent(room), new RecordingAgentListener())
                        .isOpen())
                .isTrue();
    }

    @Test
    void aPeerIsControlledOverHttp() throws Exception {
        EmbeddedPeer ana = room.join("Ana");
        String peer = "\"room\":\"demo\",\"peer\":\"" + ana.id() + "\"}";

        assertThat(post("{\"fault\":\"leave\"," + peer)).isEqualTo(204);
        assertThat(ana.connected()).isFalse();
        assertThat(post("{\"fault\":\"rejoin\"," + peer)).isEqualTo(204);
        assertThat(post("{\"fault\":\"rename\",\"name\":\"Eve\"," + peer)).isEqualTo(204);
        assertThat(get(setup.client.room("demo"))
                        .peers()
                        .get(0)
                        .metadata()
                        .at("/peer/displayName")
                        .asText())
                .isEqualTo("Eve");
        assertThat(post("{\"fault\":\"crash\"," + peer)).isEqualTo(204);
        assertThat(room.peers()).isEmpty();
    }

    private int post(String fault) throws Exception {
        return HttpClient.newHttpClient()
                .send(
                        HttpRequest.newBuilder(URI.create(setup.fishjam.url() + "/faults"))
                                .header("Authorization", "Bearer " + setup.fishjam.managementToken())
                                .POST(HttpRequest.BodyPublishers.ofString(fault))
                                .build(),
                        HttpResponse.BodyHandlers.discarding())
                .statusCode();
    }
}
