package dev.roomscribe.fishjam.embedded;

import static java.util.Objects.requireNonNull;

import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Optional;

/**
 * What is to go wrong next. Everything here waits for its turn and then happens as often as was asked; what concerns one
 * peer alone is on {@link EmbeddedPeer}. May be used from any thread.
 */
public final class Faults {
    /**
     * An answer in place of the right one.
     *
     * @param status of HTTP
     * @param contentType such as {@code application/json}
     * @param body may be empty, and need not be what the type says
     */
    public record Answer(int status, String contentType, String body) {
        public Answer {
            requireNonNull(contentType, "contentType is null");
            requireNonNull(body, "body is null");
            if (status < 200 || status > 599) {
                throw new IllegalArgumentException("status must be 200 to 599, not " + status);
            }
        }
    }

    private final Deque<Answer> answers = new ArrayDeque<>();
    private final Deque<Integer> refusals = new ArrayDeque<>();
    private final Deque<Integer> copies = new ArrayDeque<>();
    private int unwelcomeNotifiers;
    private Duration authenticationDelay = Duration.ZERO;
    private Duration answerDelay = Duration.ZERO;

    /** Answers the next REST calls with this, whatever they ask; nothing is done about them. */
    public synchronized void answer(Answer answer, int times) {
        repeat(times, () -> answers.addLast(answer));
    }

    /** Refuses the next WebSocket upgrades with an HTTP status. */
    public synchronized void refuseSockets(int status, int times) {
        repeat(times, () -> refusals.addLast(status));
    }

    /** Takes the token of the next servers that subscribe to notifications for a wrong one. */
    public synchronized void refuseNotifiers(int times) {
        repeat(times, () -> unwelcomeNotifiers++);
    }

    /** Lets every agent wait for its {@code authenticated} from now on. */
    public synchronized void delayAuthentication(Duration delay) {
        authenticationDelay = requireNonNull(delay, "delay is null");
    }

    /** Lets every REST call wait for being done and answered from now on. */
    public synchronized void delayAnswers(Duration delay) {
        answerDelay = requireNonNull(delay, "delay is null");
    }

    /** Tells nobody of the next notifications, as if nobody had been connected. */
    public synchronized void loseNotifications(int times) {
        repeat(times, () -> copies.addLast(0));
    }

    /** Sends the next notifications twice. */
    public synchronized void doubleNotifications(int times) {
        repeat(times, () -> copies.addLast(2));
    }

    /** Lets everything go right from now on. */
    public synchronized void heal() {
        answers.clear();
        refusals.clear();
        copies.clear();
        unwelcomeNotifiers = 0;
        authenticationDelay = Duration.ZERO;
        answerDelay = Duration.ZERO;
    }

    private static void repeat(int times, Runnable add) {
        if (times < 1 || times > 10_000) {
            throw new IllegalArgumentException("times must be 1 to 10000, not " + times);
        }
        for (int i = 0; i < times; i++) {
            add.run();
        }
    }

    synchronized Optional<Answer> nextAnswer() {
        return Optional.ofNullable(answers.pollFirst());
    }

    synchronized Optional<Integer> nextRefusal() {
        return Optional.ofNullable(refusals.pollFirst());
    }

    synchronized boolean nextNotifierIsRefused() {
        boolean refused = unwelcomeNotifiers > 0;
        if (refused) {
            unwelcomeNotifiers--;
        }
        return refused;
    }

    synchronized Duration authenticationDelay() {
        return authenticationDelay;
    }

    synchronized Duration answerDelay() {
        return answerDelay;
    }

    synchronized int copiesOfNextNotification() {
        Integer next = copies.pollFirst();
        return next == null ? 1 : next;
    }
}
