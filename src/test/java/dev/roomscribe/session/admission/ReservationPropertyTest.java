package dev.roomscribe.session.admission;

import static org.assertj.core.api.Assertions.assertThat;

import dev.roomscribe.recognition.EngineCapacity;
import dev.roomscribe.recognition.EngineLoad;
import dev.roomscribe.session.settings.SessionSettings;
import dev.roomscribe.session.settings.StartLimits;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;

/** Any order of requests, reservations, joins, failures, ends and passing time. */
class ReservationPropertyTest {
    private static final int CAPACITY = 30;
    private static final SessionSettings SETTINGS =
            SessionSettings.DEFAULT.withMaxSessions(8).withStarts(new StartLimits(4, 3, Duration.ofSeconds(5)));

    private long nanos;
    private int demand;

    @Property(tries = 500)
    void reservationsNeverExceedWhatIsFreeAndAreAllReturned(@ForAll long seed) {
        Random random = new Random(seed);
        SessionAdmission admission = new SessionAdmission(SETTINGS, this::load, () -> nanos);
        List<AdmissionTicket> tickets = new ArrayList<>();
        int resumed = random.nextInt(3);
        for (int i = 0; i < resumed; i++) {
            tickets.add(admission.resumed());
        }
        for (int step = 0; step < 200; step++) {
            int before = admission.reserved();
            demand = random.nextInt(10) == 0 ? random.nextInt(CAPACITY) : demand;
            nanos += random.nextInt(4_000) * 1_000_000L;
            act(admission, tickets, random, before);
            assertThat(admission.reserved()).isNotNegative();
            assertThat(tickets.stream()
                            .mapToInt(ticket -> ticket.reserved(nanos))
                            .sum())
                    .isEqualTo(admission.reserved());
            assertThat(count(tickets, AdmissionTicket.Phase.UNCONFIRMED)).isLessThanOrEqualTo(3);
            assertThat(count(tickets, AdmissionTicket.Phase.JOINING)).isLessThanOrEqualTo(4 + resumed);
            assertThat(tickets.size()
                            - count(tickets, AdmissionTicket.Phase.UNCONFIRMED)
                            - count(tickets, AdmissionTicket.Phase.RELEASED))
                    .isLessThanOrEqualTo(8);
        }
        tickets.forEach(AdmissionTicket::release);
        assertThat(admission.reserved()).isZero();
        demand = 0;
        // Every place is free again.
        for (int i = 0; i < 8; i++) {
            AdmissionTicket ticket = admission.request();
            ticket.reserve(1);
            ticket.joined();
        }
    }

    private void act(SessionAdmission admission, List<AdmissionTicket> tickets, Random random, int before) {
        AdmissionTicket ticket = tickets.isEmpty() ? null : tickets.get(random.nextInt(tickets.size()));
        int action = random.nextInt(6);
        if (action == 0 || ticket == null) {
            try {
                tickets.add(admission.request());
            } catch (AdmissionRefusedException full) {
                assertThat(admission.reserved()).isLessThanOrEqualTo(before);
            }
        } else if (action <= 2) {
            reserve(admission, ticket, tickets, 1 + random.nextInt(12));
        } else if (action == 3) {
            ticket.joined();
        } else if (action == 4 && ticket.isResumed()) {
            ticket.unreserve();
        } else {
            ticket.release();
        }
    }

    private void reserve(
            SessionAdmission admission, AdmissionTicket ticket, List<AdmissionTicket> tickets, int people) {
        if (ticket.phase() == AdmissionTicket.Phase.JOINING || ticket.phase() == AdmissionTicket.Phase.RUNNING) {
            return;
        }
        boolean first =
                count(tickets, AdmissionTicket.Phase.JOINING) + count(tickets, AdmissionTicket.Phase.RUNNING) == 0;
        AdmissionTicket.Phase phase = ticket.phase();
        int newBefore = tickets.stream()
                .filter(other -> !other.isResumed())
                .mapToInt(other -> other.reserved(nanos))
                .sum();
        int before = admission.reserved();
        try {
            ticket.reserve(people);
            assertThat(admission.reserved()).isEqualTo(before + people);
            assertThat(first || admission.reserved() + demand <= CAPACITY).isTrue();
            boolean isNew = phase == AdmissionTicket.Phase.UNCONFIRMED;
            assertThat(!isNew || newBefore <= CAPACITY / 2 - Math.min(people, CAPACITY / 4))
                    .isTrue();
        } catch (AdmissionRefusedException full) {
            assertThat(admission.reserved()).isEqualTo(before);
            assertThat(ticket.phase()).isEqualTo(phase);
        }
    }

    private static int count(List<AdmissionTicket> tickets, AdmissionTicket.Phase phase) {
        return (int) tickets.stream().filter(ticket -> ticket.phase() == phase).count();
    }

    private EngineLoad load() {
        return new EngineLoad(
                0, demand, 0, new EngineCapacity(CAPACITY, CAPACITY, CAPACITY), 0, Duration.ZERO, Duration.ZERO);
    }
}
