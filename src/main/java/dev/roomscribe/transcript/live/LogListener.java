package dev.roomscribe.transcript.live;

import dev.roomscribe.transcript.event.CaptionEvent;
import dev.roomscribe.transcript.event.EventId;
import dev.roomscribe.transcript.event.PartialTranscript;
import dev.roomscribe.transcript.event.SessionStatusUpdate;
import dev.roomscribe.transcript.log.Erasure;
import dev.roomscribe.transcript.log.LogEntry;
import dev.roomscribe.transcript.log.TranscriptLog;

/** Delivers what the log of a room has stored. The lock is that of the room's transcript. */
final class LogListener implements TranscriptLog.Listener {
    private final RoomTranscript room;
    private final GuardedCalls calls;
    private final StreamNotices notices;
    private final EndedSessions endedSessions;
    private final OpenSubscriptions subscriptions;
    private final TranscriptObserver observer;
    private final ErasureListener erasures;

    LogListener(
            RoomTranscript room,
            GuardedCalls calls,
            StreamNotices notices,
            EndedSessions endedSessions,
            OpenSubscriptions subscriptions,
            TranscriptObserver observer,
            ErasureListener erasures) {
        this.room = room;
        this.calls = calls;
        this.notices = notices;
        this.endedSessions = endedSessions;
        this.subscriptions = subscriptions;
        this.observer = observer;
        this.erasures = erasures;
    }

    @Override
    public void appended(LogEntry entry) {
        synchronized (room) {
            room.countAppended();
            room.recent().add(entry);
            room.state().apply(entry);
            room.state().removeUpTo(room.log().start());
        }
        room.requestDelivery();
        entry.event().ifPresent(event -> {
            endedSessions.observe(event);
            calls.run(() -> observer.published(room.roomId(), event));
        });
    }

    @Override
    public void published(CaptionEvent event) {
        if (event instanceof PartialTranscript partial) {
            var unused = room.show(partial);
        } else if (event instanceof SessionStatusUpdate status) {
            var unused = room.show(status);
        }
    }

    @Override
    public void erased(EventId end) {
        synchronized (room) {
            room.recent().reset(end);
            room.state().clear();
            room.touch();
            Delivery last = notices.closing("the transcript was deleted");
            subscriptions.forEach(subscription -> subscription.endNow(last));
        }
        room.deliver();
        calls.run(() -> erasures.erased(room.roomId(), null));
    }

    @Override
    public void erased(Erasure erasure) {
        synchronized (room) {
            room.recent().erase(erasure);
            room.state().erase(erasure);
            Delivery notice = notices.erased(erasure);
            subscriptions.forEach(subscription -> subscription.erased(notice));
        }
        room.deliver();
        calls.run(() -> erasures.erased(room.roomId(), erasure));
    }
}
