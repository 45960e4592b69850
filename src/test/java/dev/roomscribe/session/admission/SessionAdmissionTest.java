package dev.roomscribe.session.admission;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.roomscribe.recognition.EngineCapacity;
import dev.roomscribe.recognition.EngineLoad;
import dev.roomscribe.session.settings.SessionSettings;
import dev.roomscribe.session.settings.StartLimits;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class SessionAdmissionTest {
    private static final SessionSettings SETTINGS =
            SessionSettings.DEFAULT.withMaxSessions(20).withStarts(new StartLimits(15, 10, Duration.ofSeconds(5)));

    private long nanos;
    private double demand;
    private Duration lag = Duration.ZERO;
    private int capacity = 40;
    private final SessionAdmission admission = new SessionAdmission(SETTINGS, this::load, () -> nanos);

    private EngineLoad load() {
        return new EngineLoad(0, demand, 0, new EngineCapacity(capacity, capacity, capacity), 0, Duration.ZERO, lag);
    }

    private AdmissionTicket start(int people) {
        AdmissionTicket ticket = admission.request();
        try {
            ticket.reserve(people);
        } catch (AdmissionRefusedException refused) {
            ticket.release();
            throw refused;
        }
        return ticket;
    }

    private static Optional<Duration> refused(Runnable start, String why) {
        AdmissionRefusedException refused = catchThrowableOfType(AdmissionRefusedException.class, start::run);
        assertThat(refused).isNotNull();
        assertThat(refused.explanation()).contains(why);
        return refused.retryAfter();
    }

    private void pass(Duration time) {
        nanos += time.toNanos();
    }

    @Test
    void ofThirtyStartsAtOnceThoseThatFitIntoHalfOfTheCapacityAreAdmitted() {
        List<AdmissionTicket> requested = new ArrayList<>();
        List<AdmissionTicket> admitted = new ArrayList<>();
        int refused = 0;
        // All are requested before the first room is read, as far as that is allowed.
        for (int start = 0; start < 30; start++) {
            if (requested.size() == SETTINGS.starts().maxUnconfirmed()) {
                requested.forEach(ticket -> {
                    try {
                        ticket.reserve(10);
                        admitted.add(ticket);
                    } catch (AdmissionRefusedException full) {
                        ticket.release();
                    }
                });
                requested.clear();
            }
            try {
                requested.add(admission.request());
            } catch (AdmissionRefusedException full) {
                refused++;
            }
        }
        assertThat(admitted).hasSize(2);
        assertThat(refused).isEqualTo(20);
        assertThat(admission.reserved()).isEqualTo(20);

        // When their speech is measured, others may start.
        admitted.forEach(AdmissionTicket::joined);
        pass(Duration.ofSeconds(2));
        assertThat(refused(() -> start(1), "half of the capacity"))
                .contains(SessionAdmission.MEASURED_AFTER.minusSeconds(2));
        pass(SessionAdmission.MEASURED_AFTER.minusSeconds(2));
        demand = 10;
        start(10);
        start(10);
        // Their agents are still joining.
        assertThat(refused(() -> start(10), "half of the capacity")).contains(SessionAdmission.MEASURED_AFTER);
    }

    @Test
    void aLargeRoomNeedsAQuarterOfTheCapacityToBeUnreserved() {
        start(1).joined();
        pass(SessionAdmission.MEASURED_AFTER);
        demand = 1;
        start(10).joined();
        AdmissionTicket large = start(25);
        assertThat(admission.reserved()).isEqualTo(35);
        large.release();
        start(1);
        refused(() -> start(25), "half of the capacity");
    }

    @Test
    void sessionsOfAnEarlierProcessLeaveNewOnesTheirHalf() {
        AdmissionTicket resumed = admission.resumed();
        resumed.reserve(25);
        start(10);
        refused(() -> start(6), "at its capacity");
        start(5);
    }

    @Test
    void aSessionAloneMayReserveAllThatIsFree() {
        start(1).joined();
        pass(SessionAdmission.MEASURED_AFTER);
        demand = 1;
        refused(() -> start(40), "40");
        start(39);
        assertThat(admission.refusal()).isPresent();
    }

    @Test
    void aReservationIsReplacedByMeasuredDemand() {
        start(40).joined();
        assertThat(refused(() -> start(1), "capacity")).contains(SessionAdmission.MEASURED_AFTER);
        pass(Duration.ofSeconds(4));
        assertThat(refused(() -> start(1), "capacity")).contains(SessionAdmission.MEASURED_AFTER.minusSeconds(4));
        pass(Duration.ofSeconds(8));
        // Of the forty people, five speak.
        demand = 5;
        assertThat(admission.reserved()).isZero();
        refused(() -> start(36), "36");
        start(35);
    }

    @Test
    void aRoomOfSilentPeopleTakesNoCapacityOnceItIsMeasured() {
        for (int room = 0; room < 10; room++) {
            start(30).joined();
            pass(SessionAdmission.MEASURED_AFTER);
        }
        assertThat(admission.refusal()).isEmpty();
    }

    @Test
    void theFirstSessionIsAlwaysAdmitted() {
        capacity = 0;
        lag = Duration.ofSeconds(20);
        AdmissionTicket first = start(500);
        refused(() -> start(1), "capacity");
        first.release();
        AdmissionTicket again = start(1);
        again.joined();
        pass(Duration.ofHours(1));
        refused(() -> start(1), "capacity");
    }

    @Test
    void whileRecognitionIsBehindNothingIsAdmitted() {
        start(1).joined();
        pass(SessionAdmission.MEASURED_AFTER);
        lag = Duration.ofSeconds(3);
        assertThat(refused(() -> start(1), "capacity")).isEmpty();
    }

    @Test
    void startsOfRoomsThatAreNotConfirmedTakeNoPlaceOfSessions() {
        for (int i = 0; i < 19; i++) {
            start(1).joined();
        }
        for (int i = 0; i < SETTINGS.starts().maxUnconfirmed() - 1; i++) {
            admission.request();
        }
        AdmissionTicket real = start(1);
        real.joined();
        refused(() -> start(1), "roomscribe.session.max-sessions");
        real.release();
        admission.request();
        assertThat(refused(admission::request, "roomscribe.session.max-unconfirmed"))
                .contains(SETTINGS.starts().confirmTimeout());
    }

    @Test
    void theNumbersAreCheckedAgainWhenTheRoomIsKnown() {
        List<AdmissionTicket> requested = new ArrayList<>();
        for (int i = 0; i < SETTINGS.starts().maxUnconfirmed(); i++) {
            requested.add(admission.request());
        }
        requested.forEach(ticket -> ticket.reserve(1));
        for (int i = 10; i < SETTINGS.starts().maxStarting(); i++) {
            start(1);
        }
        refused(() -> start(1), "roomscribe.session.max-starting");
        requested.forEach(AdmissionTicket::joined);
        for (int i = 15; i < 20; i++) {
            start(1).joined();
        }
        refused(() -> start(1), "roomscribe.session.max-sessions");
    }

    @Test
    void sessionsOfAnEarlierProcessHaveAPlaceAndGoBeforeNewOnes() {
        List<AdmissionTicket> resumed = new ArrayList<>();
        for (int i = 0; i < 30; i++) {
            resumed.add(admission.resumed());
        }
        refused(() -> start(1), "roomscribe.session.max-sessions");
        resumed.subList(15, 30).forEach(AdmissionTicket::release);
        resumed.get(0).reserve(20);
        assertThat(admission.allowsResumption()).isTrue();
        // Fourteen others wait for one stream or more each.
        refused(() -> start(7), "at its capacity");
        start(6).joined();
        resumed.get(1).reserve(14);
        assertThat(admission.allowsResumption()).isFalse();
        refused(() -> resumed.get(2).reserve(1), "capacity");
        // Its room could not be joined yet.
        resumed.get(0).unreserve();
        resumed.get(2).reserve(20);
    }

    @Test
    void whatIsBeingTakenOverTakesItsPlace() {
        int most = 0;
        while (admission.allowsTakeover(most)) {
            most++;
        }
        assertThat(most).isPositive();
        admission.resumed();
        assertThat(admission.allowsTakeover(most - 2)).isTrue();
        assertThat(admission.allowsTakeover(most - 1)).isFalse();
    }

    @Test
    void whatIsReleasedStaysReleased() {
        AdmissionTicket ticket = admission.request();
        ticket.release();
        refused(() -> ticket.reserve(5), "start the room again");
        ticket.joined();
        ticket.unreserve();
        ticket.release();
        assertThat(admission.reserved()).isZero();
        for (int i = 0; i < 20; i++) {
            start(1).joined();
        }
    }
}
