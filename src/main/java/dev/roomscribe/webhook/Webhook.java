package dev.roomscribe.webhook;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.roomscribe.transcript.live.RoomTranscript;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.concurrent.ThreadLocalRandom;
import org.jspecify.annotations.Nullable;

/**
 * Carries one session's events to its receiver, one after the other: the next goes out when the one before was taken.
 * Nothing waits in here but the one that is being posted; the others are in the room's log.
 *
 * <p>{@link #status} and {@link #sessionIsOver} may be called from any thread; all else happens on one event loop.
 */
public final class Webhook {
    private static final System.Logger LOG = System.getLogger(Webhook.class.getName());

    /** A receiver that wants to be left alone for longer is asked sooner. */
    private static final Duration LONGEST_WISH = Duration.ofMinutes(10);

    private final String roomId;
    private final String sessionId;
    private final WebhookUrl url;
    private final WebhookContext post;
    private final Receiver receiver;
    private final SessionEvents events;
    private final Promise<Void> over = Promise.promise();

    private @Nullable WebhookMessage inHand;
    /** What follows a gap that is stated first. */
    private @Nullable WebhookMessage afterGap;
    /** The id of the last letter that was taken. */
    private String takenId;
    /** Of the last event among them; null before the first. */
    private @Nullable String takenEventId;

    /** Whether events were given up since. */
    private boolean unstated;

    private int failures;
    private @Nullable Instant refusedSince;
    private long retryTimer = -1;
    private long giveUpTimer = -1;
    private boolean hurried;

    private volatile WebhookStatus status = new WebhookStatus(0, 0, null, null);

    /** Begins to read, at once, with what the room's transcript gets next. */
    Webhook(String roomId, String sessionId, WebhookUrl url, RoomTranscript transcript, WebhookContext post) {
        this.roomId = roomId;
        this.sessionId = sessionId;
        takenId = sessionId;
        this.url = url;
        this.post = post;
        receiver = new Receiver(url, post);
        events = new SessionEvents(transcript, sessionId, post.context());
        post.context().runOnContext(now -> read());
    }

    public WebhookStatus status() {
        return status;
    }

    /** Completed when nothing more will be posted. */
    Future<Void> over() {
        return over.future();
    }

    /** Says that the session has said its last; what is left is tried for as long as is set, and then given up. */
    public void sessionIsOver() {
        String end = events.now();
        post.context().runOnContext(now -> {
            if (!isOver() && giveUpTimer < 0) {
                events.endAt(end);
                Duration rest = post.limits().giveUpAfter();
                giveUpTimer = post.vertx().setTimer(Math.max(1, rest.toMillis()), late -> giveUp("of its age"));
            }
        });
    }

    /** Has what waits for a better moment tried now, for the last time. */
    void hurry() {
        hurried = true;
        if (retryTimer >= 0 && post.vertx().cancelTimer(retryTimer)) {
            retryTimer = -1;
            attempt();
        }
    }

    private boolean isOver() {
        return over.future().isComplete();
    }

    private void read() {
        events.next(this::take);
    }

    private void take(Optional<WebhookMessage> next) {
        if (isOver()) {
            return;
        }
        if (next.isEmpty()) {
            warn("its last events are not to be had any more");
            end();
            return;
        }
        if (next.get().missing() > 0) {
            lose(next.get().missing(), "events are no longer kept that the receiver has not taken; a gap says so");
        }
        if (unstated) {
            afterGap = next.get();
            begin(refusedGap(next.get()));
        } else {
            begin(next.get());
        }
    }

    private void begin(WebhookMessage letter) {
        inHand = letter;
        failures = 0;
        refusedSince = null;
        attempt();
    }

    private void attempt() {
        WebhookMessage letter = inHand;
        if (letter != null) {
            receiver.post(letter).onSuccess(answer -> judge(letter, answer));
        }
    }

    private void judge(WebhookMessage letter, DeliveryResult answer) {
        if (isOver()) {
            return;
        }
        if (answer.isAccepted()) {
            taken(letter);
            return;
        }
        failing(answer);
        if (answer.isFarewell()) {
            giveUp("the receiver wants no more");
        } else if (hurried) {
            giveUp("the service is stopping");
        } else if (hasBeenRefusedForLong(answer) && letter.isEvent()) {
            skip(letter);
        } else {
            again(answer);
        }
    }

    private void taken(WebhookMessage letter) {
        takenId = letter.id();
        inHand = null;
        if (letter.isEvent()) {
            takenEventId = letter.eventId();
            post.observer().posted();
        } else {
            unstated = false;
        }
        if (status.failure() != null) {
            LOG.log(System.Logger.Level.INFO, "{0}: the receiver takes events again", this);
        }
        status = new WebhookStatus(status.delivered() + (letter.isEvent() ? 1 : 0), status.givenUp(), null, null);
        WebhookMessage next = afterGap;
        afterGap = null;
        if (next != null) {
            begin(next);
        } else {
            goOnAfter(letter);
        }
    }

    private void goOnAfter(WebhookMessage letter) {
        if (letter.last()) {
            end();
        } else {
            read();
        }
    }

    private void failing(DeliveryResult answer) {
        Instant since = status.failingSince();
        if (since == null) {
            since = post.clock().instant();
            warn("the receiver does not take events: " + answer.words());
        }
        status = new WebhookStatus(status.delivered(), status.givenUp(), since, answer.words());
    }

    private boolean hasBeenRefusedForLong(DeliveryResult answer) {
        if (!answer.isRefusal()) {
            refusedSince = null;
            return false;
        }
        Instant now = post.clock().instant();
        refusedSince = refusedSince == null ? now : refusedSince;
        return refusedSince.plus(post.limits().refusalPatience()).isBefore(now);
    }

    private void skip(WebhookMessage letter) {
        inHand = null;
        unstated = true;
        lose(1, "event " + letter.eventId() + " is given up, because it was refused again and again; the next follow");
        goOnAfter(letter);
    }

    private void again(DeliveryResult answer) {
        failures++;
        post.observer().postedAgain();
        retryTimer = post.vertx().setTimer(Math.max(1, delay(answer).toMillis()), due -> {
            retryTimer = -1;
            attempt();
        });
    }

    /** Doubles with every failure, and is never in step with others; the receiver may wish for more. */
    private Duration delay(DeliveryResult answer) {
        WebhookLimits limits = post.limits();
        long doubled = limits.firstDelay().toMillis() << Math.min(failures - 1, 20);
        long whole = Math.min(doubled, limits.longestDelay().toMillis());
        long wished = Math.min(answer.wish(post.clock().instant()).toMillis(), LONGEST_WISH.toMillis());
        return Duration.ofMillis(
                Math.max(whole / 2 + ThreadLocalRandom.current().nextLong(whole / 2 + 1), wished));
    }

    private WebhookMessage refusedGap(WebhookMessage next) {
        ObjectNode gap = JsonNodeFactory.instance
                .objectNode()
                .put("type", "stream.gap")
                .put("room_id", roomId)
                .put("session_id", sessionId)
                .put("reason", "refused");
        if (takenEventId != null) {
            gap.put("after_id", takenEventId);
        }
        if (next.isEvent()) {
            gap.put("resumes_at", next.eventId());
        }
        gap.put("detail", "The receiver refused the events between, so they were given up; the transcript has them.");
        return WebhookMessage.gap(takenId + "_gap", gap.toString(), 0);
    }

    /** Ends with what is left undelivered, and says how much that is. */
    void giveUp(String why) {
        if (isOver()) {
            return;
        }
        long left = events.left();
        left += inHand != null && inHand.isEvent() ? 1 : 0;
        left += afterGap != null && afterGap.isEvent() ? 1 : 0;
        if (left > 0) {
            lose(left, left + " events are given up, because " + why + "; the transcript has them");
        }
        end();
    }

    private void lose(long count, String words) {
        post.observer().givenUp(count);
        status = new WebhookStatus(
                status.delivered(), status.givenUp() + count, status.failingSince(), status.failure());
        warn(words);
    }

    private void end() {
        if (over.tryComplete()) {
            events.close();
            inHand = null;
            post.vertx().cancelTimer(retryTimer);
            post.vertx().cancelTimer(giveUpTimer);
        }
    }

    /** Returns how long the event in hand has been failing; zero if none is. */
    Duration failingFor(Instant now) {
        Instant since = status.failingSince();
        return since == null || isOver() ? Duration.ZERO : Duration.between(since, now);
    }

    private void warn(String what) {
        LOG.log(System.Logger.Level.WARNING, "{0}: {1}", this, what);
    }

    @Override
    public String toString() {
        return "Room " + roomId + ": session " + sessionId + ": webhook " + url;
    }
}
