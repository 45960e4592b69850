package dev.roomscribe.fishjam.embedded.fault;

import static java.util.Objects.requireNonNull;

import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The faults to inject into an embedded Fishjam. Faults of one kind are queued, and each one applies to one request,
 * connection or notification; a delay applies until it is changed. The faults of a single peer are methods of the peer.
 * Every method may be called from any thread.
 */
public final class Faults {
    /**
     * An HTTP response that replaces the right one.
     *
     * @param status 200 to 599
     * @param contentType such as {@code application/json}
     * @param body may be empty, and need not match the content type
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

    /** How the answer to a request is lost that Fishjam has executed. */
    public enum LostAnswer {
        /** The connection is closed instead of an answer. */
        CONNECTION_LOST,
        /** The answer is never sent, and the connection stays open. */
        TOO_LATE
    }

    private static final int MAX_TIMES = 10_000;

    private final Deque<Answer> answers = new ArrayDeque<>();
    private final Deque<Integer> refusedUpgrades = new ArrayDeque<>();
    private final Deque<Integer> notificationCopies = new ArrayDeque<>();
    private final Deque<LostAnswer> lostCreations = new ArrayDeque<>();
    private @Nullable String peerSocketUrl;
    private int refusedNotifiers;
    private Duration authenticationDelay = Duration.ZERO;
    private Duration answerDelay = Duration.ZERO;

    /** Sends this response to the next REST requests, which are not executed. */
    public synchronized void answer(Answer answer, int times) {
        repeat(times, () -> answers.addLast(answer));
    }

    /** Executes the next requests that create a peer, and loses the answers. */
    public synchronized void loseCreations(LostAnswer how, int times) {
        requireNonNull(how, "how is null");
        repeat(times, () -> lostCreations.addLast(how));
    }

    /** Sends this {@code peer_websocket_url} with every peer that is created until further notice. */
    public synchronized void peerSocketUrl(String url) {
        peerSocketUrl = requireNonNull(url, "url is null");
    }

    /** Rejects the next WebSocket upgrades with an HTTP status. */
    public synchronized void refuseSockets(int status, int times) {
        repeat(times, () -> refusedUpgrades.addLast(status));
    }

    /** Rejects the management token of the next notification sockets, whatever it is. */
    public synchronized void refuseNotifiers(int times) {
        repeat(times, () -> refusedNotifiers++);
    }

    /** Delays the authentication of every agent until further notice. */
    public synchronized void delayAuthentication(Duration delay) {
        authenticationDelay = requireNonNull(delay, "delay is null");
    }

    /** Delays the execution of every REST request until further notice. */
    public synchronized void delayAnswers(Duration delay) {
        answerDelay = requireNonNull(delay, "delay is null");
    }

    /** Drops the next notifications: no notification socket receives them. */
    public synchronized void loseNotifications(int times) {
        repeat(times, () -> notificationCopies.addLast(0));
    }

    /** Sends each of the next notifications twice. */
    public synchronized void doubleNotifications(int times) {
        repeat(times, () -> notificationCopies.addLast(2));
    }

    /** Removes all faults and delays. */
    public synchronized void heal() {
        answers.clear();
        lostCreations.clear();
        peerSocketUrl = null;
        refusedUpgrades.clear();
        notificationCopies.clear();
        refusedNotifiers = 0;
        authenticationDelay = Duration.ZERO;
        answerDelay = Duration.ZERO;
    }

    private static void repeat(int times, Runnable add) {
        if (times < 1 || times > MAX_TIMES) {
            throw new IllegalArgumentException("times must be 1 to " + MAX_TIMES + ", not " + times);
        }
        for (int i = 0; i < times; i++) {
            add.run();
        }
    }

    /** Removes and returns the response for the next REST request, if it is to be replaced. */
    public synchronized Optional<Answer> nextAnswer() {
        return Optional.ofNullable(answers.pollFirst());
    }

    /** Returns the URL to send with peers instead of the right one, if there is one. */
    public synchronized Optional<String> peerSocketUrl() {
        return Optional.ofNullable(peerSocketUrl);
    }

    /** Removes and returns how the answer to the next request that creates a peer is lost, if it is. */
    public synchronized Optional<LostAnswer> nextLostCreation() {
        return Optional.ofNullable(lostCreations.pollFirst());
    }

    /** Removes and returns the HTTP status for the next WebSocket upgrade, if it is to be rejected. */
    public synchronized Optional<Integer> nextUpgradeRefusal() {
        return Optional.ofNullable(refusedUpgrades.pollFirst());
    }

    /** Returns whether to reject the token of the next notification socket, and counts that socket. */
    public synchronized boolean refusesNextNotifier() {
        boolean refused = refusedNotifiers > 0;
        if (refused) {
            refusedNotifiers--;
        }
        return refused;
    }

    public synchronized Duration authenticationDelay() {
        return authenticationDelay;
    }

    public synchronized Duration answerDelay() {
        return answerDelay;
    }

    /** Removes and returns how often to send the next notification: 0, 1 or 2 times. */
    public synchronized int copiesOfNextNotification() {
        Integer next = notificationCopies.pollFirst();
        return next == null ? 1 : next;
    }
}
