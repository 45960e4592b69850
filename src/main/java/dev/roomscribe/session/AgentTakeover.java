package dev.roomscribe.session;

import dev.roomscribe.runtime.EventLoop;
import dev.roomscribe.session.admission.AdmissionRefusedException;
import dev.roomscribe.session.admission.AdmissionTicket;
import dev.roomscribe.session.agent.RetryLater;
import dev.roomscribe.session.agent.RoomAgent;
import dev.roomscribe.session.speech.CaptionPublisher;
import dev.roomscribe.session.speech.SessionGap;
import dev.roomscribe.transcript.event.SessionPhase;
import io.vertx.core.Future;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;
import java.util.function.Supplier;

/** Takes over what an earlier process left of a session. Confined to its session's event loop. */
final class AgentTakeover {
    /** When an attempt is repeated if nothing says when it may succeed. */
    private static final Duration DEFAULT_RETRY = Duration.ofSeconds(5);

    private final SessionOrigin.Takeover left;
    private final RoomAgent agent;
    private final CaptionPublisher captions;
    private final SessionGap gap;
    private final Consumer<String> warn;
    private final Supplier<Future<Integer>> people;
    private final AdmissionTicket ticket;
    /** Whether an attempt has failed, which is logged once. */
    private boolean failing;

    /**
     * @param warn logs a warning with the room and the session
     * @param people reads how many peers of the room may begin to speak
     * @param ticket of the session
     */
    AgentTakeover(
            SessionOrigin.Takeover left,
            SessionParts parts,
            Consumer<String> warn,
            Supplier<Future<Integer>> people,
            AdmissionTicket ticket) {
        this.left = left;
        agent = parts.agent();
        captions = parts.captions();
        gap = parts.gap();
        this.warn = warn;
        this.people = people;
        this.ticket = ticket;
    }

    /** Returns the agent of the earlier process; empty if there is none. */
    String previousAgentId() {
        return left.agentId();
    }

    /** Returns since when the session is paused; empty if it is not. */
    Optional<Instant> pausedSince() {
        return Optional.ofNullable(left.pausedNanos())
                .map(nanos -> captions.clock().instant(nanos));
    }

    /** Publishes the gaps since the earlier process; the last one continues until the agent receives audio. */
    void announce(long nowNanos) {
        agent.adopt(left.agentId());
        if (left.unstated()) {
            captions.sessionStarted(left.agentId());
        }
        captions.status().enter(SessionPhase.RESUMING);
        captions.lostBefore(left.lost());
        gap.openAfterRestart(left.reason(), left.missingFromNanos(), nowNanos, left.pausedNanos());
    }

    /**
     * Tries once to replace the agent, if recognition has capacity for the people of the room.
     *
     * @param mayContinue whether the session still waits for it, when the room has been read
     * @return completes with when to try again; empty if not; never fails
     */
    Future<Optional<Duration>> attempt(BooleanSupplier mayContinue) {
        return EventLoop.attempt(this::reserve)
                .compose(full ->
                        full.isPresent() || !mayContinue.getAsBoolean() ? Future.succeededFuture(full) : replaceAgent())
                .recover(fault -> {
                    ticket.unreserve();
                    return Future.succeededFuture(
                            Optional.of(retryDelay(new RetryLater(DEFAULT_RETRY, String.valueOf(fault)))));
                });
    }

    /**
     * Returns when to try again if there is no capacity; empty if it is reserved. If the room cannot be read, one stream is
     * reserved: whether the room exists is for the attempt to find out.
     */
    private Future<Optional<Duration>> reserve() {
        return people.get().otherwise(1).map(count -> {
            try {
                ticket.reserve(count);
                return Optional.empty();
            } catch (AdmissionRefusedException refused) {
                return Optional.of(refused.retryAfter().orElse(DEFAULT_RETRY));
            }
        });
    }

    private Future<Optional<Duration>> replaceAgent() {
        return agent.takeOver()
                .map(retry -> retry.map(later -> {
                    ticket.unreserve();
                    return retryDelay(later);
                }));
    }

    private Duration retryDelay(RetryLater retry) {
        if (!failing) {
            failing = true;
            warn.accept("it cannot be resumed yet, which is tried until it succeeds or the room is stopped: "
                    + retry.why());
        }
        return retry.delay();
    }

    /** Ends the gap when the new agent receives audio, and publishes that the session is resumed at the same time. */
    void complete(long nowNanos) {
        ticket.joined();
        gap.closeOnReconnect(nowNanos);
        captions.sessionResumed(agent.id().orElse(""), nowNanos);
    }
}
