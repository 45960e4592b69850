package dev.roomscribe.session;

import dev.roomscribe.transcript.event.CaptionEvent;
import dev.roomscribe.transcript.live.TranscriptObserver;
import dev.roomscribe.transcript.log.StorageObserver;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;

/** What the transcripts of a process have published, by room. */
public final class PublishedEvents implements TranscriptObserver, StorageObserver {
    private final Map<String, List<CaptionEvent>> events = new ConcurrentHashMap<>();

    public List<CaptionEvent> of(String roomId) {
        return List.copyOf(events.getOrDefault(roomId, List.of()));
    }

    public <T extends CaptionEvent> List<T> of(String roomId, Class<T> type) {
        return of(roomId).stream().filter(type::isInstance).map(type::cast).toList();
    }

    @Override
    public void published(String roomId, CaptionEvent event) {
        events.computeIfAbsent(roomId, room -> new CopyOnWriteArrayList<>()).add(event);
    }

    @Override
    public void subscribed() {}

    @Override
    public void unsubscribed() {}

    @Override
    public void unwritten(long unwritten) {}

    @Override
    public void lost(int lost) {}
}
