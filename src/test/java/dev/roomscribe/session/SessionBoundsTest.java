package dev.roomscribe.session;

import static dev.roomscribe.session.TestService.await;
import static org.assertj.core.api.Assertions.assertThat;

import dev.roomscribe.fishjam.embedded.room.EmbeddedRoom;
import dev.roomscribe.recognition.ScriptedDecoders;
import dev.roomscribe.runtime.ShutdownDeadline;
import dev.roomscribe.session.SessionException.Reason;
import dev.roomscribe.session.settings.StartLimits;
import dev.roomscribe.support.Waiting;
import io.vertx.core.Future;
import java.time.Duration;
import java.util.List;
import java.util.function.Consumer;
import java.util.function.UnaryOperator;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** How many sessions are admitted, with real starts in an embedded Fishjam. */
class SessionBoundsTest {
    private static final int PEOPLE = 3;
    /** With this cost of speech, the two threads of the service carry 16 streams. */
    private static final double COST = 0.1;

    private TestService service;

    private void serve(UnaryOperator<TestService.Builder> options) {
        service = options.apply(TestService.with(new ScriptedDecoders())).start();
    }

    @AfterEach
    void close() {
        service.close();
    }

    private List<EmbeddedRoom> rooms(int count) {
        return IntStream.range(0, count)
                .mapToObj(number -> {
                    EmbeddedRoom room = service.fishjam.openRoom("room " + number);
                    IntStream.range(0, PEOPLE).forEach(person -> room.join("person " + person));
                    return room;
                })
                .toList();
    }

    private List<Future<SessionCalls.Started>> startAll(List<String> roomIds) {
        List<Future<SessionCalls.Started>> starts = roomIds.parallelStream()
                .map(roomId -> service.sessions.start(roomId, StartOptions.DEFAULT))
                .toList();
        starts.forEach(start -> await(start.otherwiseEmpty()));
        return starts;
    }

    private static List<SessionException> refusals(List<? extends Future<?>> starts) {
        return starts.stream()
                .filter(Future::failed)
                .map(start -> (SessionException) start.cause())
                .toList();
    }

    private static Consumer<SessionException> full(String why) {
        return refused -> {
            assertThat(refused.reason()).isEqualTo(Reason.FULL);
            assertThat(refused.explanation()).contains(why);
        };
    }

    @Test
    void ofManyRoomsThatStartAtOnceThoseWhosePeopleFitIntoHalfOfTheCapacityAreAdmitted() {
        serve(options -> options.maxSessions(100).selfTestCost(COST));
        // Half of the capacity.
        int reservable = 8;
        List<EmbeddedRoom> rooms = rooms(12);
        List<Future<SessionCalls.Started>> starts =
                startAll(rooms.stream().map(EmbeddedRoom::id).toList());
        assertThat(refusals(starts)).hasSize(12 - reservable / PEOPLE).allSatisfy(full("capacity"));
        assertThat(service.sessions.count()).isEqualTo(reservable / PEOPLE);
        assertThat(service.sessions.reservedStreams()).isEqualTo(reservable / PEOPLE * PEOPLE);
        assertThat(rooms.stream().mapToInt(room -> room.agents().size()).sum()).isEqualTo(reservable / PEOPLE);

        // A later start is told when the reservations end.
        EmbeddedRoom later = service.fishjam.openRoom("later");
        IntStream.range(0, PEOPLE).forEach(person -> later.join("person " + person));
        Future<SessionCalls.Started> refused = service.sessions.start("later", StartOptions.DEFAULT);
        await(refused.otherwiseEmpty());
        assertThat(refusals(List.of(refused)).get(0).retryAfter())
                .hasValueSatisfying(delay -> assertThat(delay).isPositive().isLessThan(Duration.ofSeconds(13)));

        // An end returns the reservation.
        starts.stream()
                .filter(Future::succeeded)
                .limit(1)
                .forEach(start ->
                        await(service.sessions.stop(start.result().session().roomId())));
        assertThat(await(service.sessions.start("later", StartOptions.DEFAULT)).created())
                .isTrue();
    }

    @Test
    void mutedPeopleReserveNothing() {
        serve(options -> options.selfTestCost(COST));
        EmbeddedRoom first = service.fishjam.openRoom("first");
        first.join("Ana");
        await(service.sessions.start("first", StartOptions.DEFAULT));
        EmbeddedRoom webinar = service.fishjam.openRoom("webinar");
        for (int person = 0; person < 40; person++) {
            webinar.join("person " + person).publishLive().mute();
        }
        webinar.join("speaker");
        assertThat(await(service.sessions.start("webinar", StartOptions.DEFAULT))
                        .created())
                .isTrue();
        assertThat(service.sessions.reservedStreams()).isEqualTo(2);
    }

    @Test
    void startsOfInventedRoomsDoNotTakeThePlacesOfRealOnes() {
        serve(options -> options.maxSessions(2)
                .starts(new StartLimits(5, 100, Duration.ofMillis(500)))
                .roomClient(client -> new HangingRooms(client, room -> room.startsWith("invented"), room -> false)));
        List<Future<SessionCalls.Started>> invented = IntStream.range(0, 60)
                .mapToObj(number -> service.sessions.start("invented " + number, StartOptions.DEFAULT))
                .toList();
        List<Future<SessionCalls.Started>> real =
                startAll(rooms(2).stream().map(EmbeddedRoom::id).toList());
        assertThat(real).allSatisfy(start -> assertThat(start.succeeded()).isTrue());

        invented.forEach(start -> await(start.otherwiseEmpty()));
        assertThat(refusals(invented)).hasSize(60).allSatisfy(refused -> {
            assertThat(refused.reason()).isEqualTo(Reason.FISHJAM_UNAVAILABLE);
            assertThat(refused.explanation()).contains("roomscribe.session.confirm-timeout");
        });
        Waiting.await().until(() -> service.sessions.count() == 2);
    }

    @Test
    void startsThatWaitForFishjamAreLimited() {
        serve(options -> options.starts(new StartLimits(5, 3, Duration.ofMillis(500)))
                .roomClient(client -> new HangingRooms(client, room -> true, room -> false)));
        List<Future<SessionCalls.Started>> starts = startAll(List.of("a", "b", "c", "d", "e"));
        assertThat(refusals(starts))
                .filteredOn(refused -> refused.reason() == Reason.FULL)
                .hasSize(2)
                .allSatisfy(full("roomscribe.session.max-unconfirmed"));
    }

    @ParameterizedTest(name = "stopped meanwhile: {0}")
    @ValueSource(booleans = {false, true})
    void aStartThatFailsReturnsItsReservation(boolean stopped) {
        serve(options -> options.selfTestCost(COST));
        EmbeddedRoom room = service.fishjam.openRoom("refusing");
        room.join("Ana");
        service.fishjam.faults().refuseSockets(403, 1_000);
        Future<SessionCalls.Started> start = service.sessions.start("refusing", StartOptions.DEFAULT);
        if (stopped) {
            await(service.sessions.stop("refusing"));
        }
        await(start.otherwiseEmpty());
        assertThat(start.failed()).isTrue();
        Waiting.await().until(() -> service.sessions.count() == 0);
        assertThat(service.sessions.reservedStreams()).isZero();
        service.fishjam.faults().heal();
        assertThat(await(service.sessions.start("refusing", StartOptions.DEFAULT))
                        .created())
                .isTrue();
        await(service.sessions.drain(ShutdownDeadline.after(Duration.ofSeconds(10))));
        assertThat(service.sessions.reservedStreams()).isZero();
    }
}
