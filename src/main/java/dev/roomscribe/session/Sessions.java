package dev.roomscribe.session;

import static java.util.Objects.requireNonNull;

import dev.roomscribe.recognition.Load;
import dev.roomscribe.session.SessionException.Reason;
import dev.roomscribe.transcript.event.SessionEndReason;
import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;

/**
 * The sessions of this service: one room has one, however many start it at once. Every method may be called from any
 * thread and returns at once.
 */
public final class Sessions {
    /**
     * A start's outcome.
     *
     * @param created whether this start began the session, or found it running
     */
    public record Started(SessionStatus session, boolean created) {}

    /** Is told, in order, what is wanted of rooms and what becomes of them; called under a lock, so it must not wait. */
    public interface Observer {
        void onStartAsked(String roomId);

        void onStopAsked(String roomId);

        /** Learns of the end of a session that had started. */
        void onEnded(String roomId, StartOptions options, SessionEndReason reason);
    }

    private static final int USUAL_SPEAKERS = 2;

    private record Running(RoomSession session, Future<String> started) {}

    private final SessionContext service;
    /** Nobody's: what is deployed from a verticle's context is its child, and ends with it. */
    private final Context neutral;

    private final Map<String, Running> running = new HashMap<>();
    private boolean draining;
    private @Nullable Observer observer;

    /** To be created outside every verticle. */
    public Sessions(SessionContext service) {
        this.service = requireNonNull(service, "service is null");
        neutral = service.vertx().getOrCreateContext();
    }

    public void observe(Observer watching) {
        synchronized (running) {
            observer = watching;
        }
    }

    /**
     * Starts a room's session, or finds the one that runs. One that is ending is waited for, then followed by another.
     *
     * @return fails with {@link SessionException}
     */
    public Future<Started> start(String roomId, StartOptions options) {
        Running session;
        boolean created;
        synchronized (running) {
            if (draining) {
                return stopping();
            }
            if (Boolean.TRUE.equals(options.announcement()) && service.announcement() == null) {
                return refused(
                        Reason.NO_ANNOUNCEMENT,
                        "Room " + roomId
                                + " is to hear an announcement, but none is set; set roomscribe.announcement to"
                                + " a WAV file, or leave announcement out.");
            }
            Optional<String> unpostable = unpostable(options);
            if (unpostable.isPresent()) {
                return refused(Reason.NO_WEBHOOK, "Room " + roomId + " cannot be started so: " + unpostable.get());
            }
            Running found = running.get(roomId);
            if (found != null && found.session.isEnding()) {
                return found.session.ended().transform(ended -> start(roomId, options));
            }
            if (found != null && !found.session.options().equals(options)) {
                return refused(
                        Reason.OPTIONS_DIFFER,
                        "Room " + roomId + " is transcribed with other options; stop it first to change them.");
            }
            String full = found == null ? whyFull() : null;
            if (full != null) {
                return refused(Reason.FULL, full);
            }
            if (observer != null) {
                observer.onStartAsked(roomId);
            }
            session = found == null ? begin(roomId, options) : found;
            created = found == null;
        }
        return session.started
                .compose(deployed -> session.session.status())
                .map(status -> new Started(status, created));
    }

    /**
     * Starts a room's session that nobody asked for, unless it has one, be it on its way out.
     *
     * @param wanted whether it still is, asked at the last moment: a stop comes either before or after that
     * @return whether one was started, once it listens; fails with {@link SessionException}
     */
    public Future<Boolean> startUnattended(String roomId, BooleanSupplier wanted) {
        Running session;
        synchronized (running) {
            Running found = running.get(roomId);
            if (found != null) {
                return found.started.map(false);
            }
            if (!wanted.getAsBoolean()) {
                return Future.succeededFuture(false);
            }
            if (draining) {
                return stopping();
            }
            String full = whyFull();
            if (full != null) {
                return refused(Reason.FULL, full);
            }
            session = begin(roomId, StartOptions.DEFAULT);
        }
        return session.started.map(true);
    }

    private static <T> Future<T> stopping() {
        return refused(Reason.STOPPING, "The service is stopping; start the room on another.");
    }

    /** Returns why no other session may be started, or null if one may. */
    private @Nullable String whyFull() {
        if (running.size() >= service.limits().mostSessions()) {
            return "As many rooms are transcribed as may be (roomscribe.session.max-sessions); try again later.";
        }
        return hasRoom()
                ? null
                : "Recognition is at its capacity (see roomscribe_recognition_utilization_ratio and"
                        + " roomscribe_recognition_capacity_streams); try again later, or start the room on another.";
    }

    /** Returns whether another room would be refused for want of room. */
    public boolean isFull() {
        synchronized (running) {
            return whyFull() != null;
        }
    }

    /** Returns whether a room has a session that got so far as to listen, be it on its way out. */
    public boolean hasStarted(String roomId) {
        return find(roomId).filter(session -> session.started.succeeded()).isPresent();
    }

    /** Returns why events cannot be posted where they are to be, if they cannot. */
    private Optional<String> unpostable(StartOptions options) {
        if (options.webhookUrl() == null) {
            return Optional.empty();
        }
        if (service.webhooks() == null) {
            return Optional.of("this service has no secret to sign what it posts to webhook_url; set"
                    + " roomscribe.webhook.secret, or leave webhook_url out.");
        }
        try {
            service.webhooks().check(options.webhookUrl());
            return Optional.empty();
        } catch (IllegalArgumentException e) {
            return Optional.of(String.valueOf(e.getMessage()));
        }
    }

    /** A session that has only just begun has no streams yet, but will. */
    private boolean hasRoom() {
        Load load = service.engine().load();
        return load.allows(Math.max(load.streams(), running.size() * USUAL_SPEAKERS) + USUAL_SPEAKERS);
    }

    private Running begin(String roomId, StartOptions options) {
        RoomSession session = new RoomSession(roomId, options, service);
        session.ended().onSuccess(reason -> over(roomId, session, reason));
        Promise<String> started = Promise.promise();
        neutral.runOnContext(now -> service.vertx().deployVerticle(session).onComplete(started));
        Running begun = new Running(session, started.future());
        running.put(roomId, begun);
        begun.started.onFailure(failed -> forget(roomId, session));
        return begun;
    }

    /** In one step: whoever is told that it ended finds it gone, and whoever finds it gone was told. */
    private void over(String roomId, RoomSession session, SessionEndReason reason) {
        synchronized (running) {
            forget(roomId, session);
            if (observer != null) {
                observer.onEnded(roomId, session.options(), reason);
            }
        }
    }

    private void forget(String roomId, RoomSession session) {
        synchronized (running) {
            Running found = running.get(roomId);
            if (found != null && found.session == session) {
                running.remove(roomId);
            }
        }
    }

    /** Ends a room's session, if it has one; completed when its agent is gone and its last final in the transcript. */
    public Future<Void> stop(String roomId) {
        Running found;
        synchronized (running) {
            if (observer != null) {
                observer.onStopAsked(roomId);
            }
            found = running.get(roomId);
        }
        return found == null ? Future.succeededFuture() : stop(found, SessionEndReason.STOPPED);
    }

    /** A session that is being started is stopped when it has; if the start fails there is nothing to stop. */
    private static Future<Void> stop(Running session, SessionEndReason reason) {
        session.session.askToStop();
        return session.started.transform(
                started -> started.succeeded() ? session.session.end(reason, null) : Future.succeededFuture());
    }

    /** Closes a room's open utterances; empty if it has no session. */
    public Future<Optional<SessionStatus>> endUtterances(String roomId) {
        return whenStarted(roomId, session -> session.endUtterances().compose(done -> session.status()));
    }

    /** Breaks off a room's announcement, if it is being heard; empty if the room has no session. */
    public Future<Optional<SessionStatus>> interruptAnnouncement(String roomId) {
        return whenStarted(roomId, session -> session.interruptAnnouncement().compose(done -> session.status()));
    }

    /** Returns how a room's session stands; empty if it has none. */
    public Future<Optional<SessionStatus>> status(String roomId) {
        return whenStarted(roomId, RoomSession::status);
    }

    /** Returns how every session stands. */
    public Future<List<SessionStatus>> all() {
        List<Running> sessions;
        synchronized (running) {
            sessions = new ArrayList<>(running.values());
        }
        List<Future<SessionStatus>> statuses = sessions.stream()
                .filter(session -> session.started.succeeded())
                .map(session -> session.session.status())
                .toList();
        return Future.all(statuses).map(all -> all.list());
    }

    /** Returns how many sessions there are. */
    public int count() {
        synchronized (running) {
            return running.size();
        }
    }

    /** Starts no more sessions and ends those that run; completed when the last is over. */
    public Future<Void> drain() {
        List<Running> sessions;
        synchronized (running) {
            draining = true;
            sessions = new ArrayList<>(running.values());
        }
        return Future.join(sessions.stream()
                        .map(session -> stop(session, SessionEndReason.DRAINED))
                        .toList())
                .mapEmpty();
    }

    public boolean isDraining() {
        synchronized (running) {
            return draining;
        }
    }

    private Future<Optional<SessionStatus>> whenStarted(
            String roomId, java.util.function.Function<RoomSession, Future<SessionStatus>> question) {
        return find(roomId)
                .map(found -> found.started.transform(started -> started.succeeded()
                        ? question.apply(found.session).map(Optional::of)
                        : Future.succeededFuture(Optional.<SessionStatus>empty())))
                .orElse(Future.succeededFuture(Optional.empty()));
    }

    private Optional<Running> find(String roomId) {
        synchronized (running) {
            return Optional.ofNullable(running.get(roomId));
        }
    }

    private static <T> Future<T> refused(Reason reason, String message) {
        return Future.failedFuture(new SessionException(reason, message));
    }
}
