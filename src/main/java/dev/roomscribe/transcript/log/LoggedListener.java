package dev.roomscribe.transcript.log;

import dev.roomscribe.transcript.event.CaptionEvent;
import dev.roomscribe.transcript.event.EventId;

/** Calls a listener and logs what it throws. */
final class LoggedListener implements TranscriptLog.Listener {
    private static final System.Logger LOG = System.getLogger(LoggedListener.class.getName());

    private final TranscriptLog.Listener listener;

    LoggedListener(TranscriptLog.Listener listener) {
        this.listener = listener;
    }

    @Override
    public void appended(LogEntry entry) {
        run(() -> listener.appended(entry));
    }

    @Override
    public void erased(EventId end) {
        run(() -> listener.erased(end));
    }

    @Override
    public void erased(Erasure erasure) {
        run(() -> listener.erased(erasure));
    }

    @Override
    public void published(CaptionEvent event) {
        run(() -> listener.published(event));
    }

    private static void run(Runnable call) {
        try {
            call.run();
        } catch (RuntimeException | Error e) {
            LOG.log(System.Logger.Level.ERROR, "Delivering a change of a transcript failed", e);
        }
    }
}
