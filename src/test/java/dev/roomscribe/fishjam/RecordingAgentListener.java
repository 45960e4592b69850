package dev.roomscribe.fishjam;

import dev.roomscribe.fishjam.agent.AgentListener;
import dev.roomscribe.fishjam.agent.AudioChunk;
import java.io.ByteArrayOutputStream;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;

/** Records everything that an agent receives. */
public final class RecordingAgentListener implements AgentListener {
    public final List<AudioChunk> chunks = new CopyOnWriteArrayList<>();
    public final List<SocketClosed> closes = new CopyOnWriteArrayList<>();
    public final AtomicInteger malformed = new AtomicInteger();

    @Override
    public void onAudio(AudioChunk chunk) {
        chunks.add(chunk);
    }

    @Override
    public void onMalformedMessage() {
        malformed.incrementAndGet();
    }

    @Override
    public void onClosed(SocketClosed closed) {
        closes.add(closed);
    }

    public List<AudioChunk> of(String trackId) {
        return chunks.stream().filter(chunk -> chunk.trackId().equals(trackId)).toList();
    }

    public byte[] audioOf(String trackId) {
        ByteArrayOutputStream audio = new ByteArrayOutputStream();
        of(trackId).forEach(chunk -> audio.writeBytes(chunk.pcm()));
        return audio.toByteArray();
    }
}
