package dev.roomscribe.session.speech;

import static java.util.Objects.requireNonNull;

import dev.roomscribe.fishjam.agent.AudioChunk;
import dev.roomscribe.recognition.EndReason;
import dev.roomscribe.recognition.StreamLoad;
import dev.roomscribe.recognition.StreamOptions;
import dev.roomscribe.runtime.EventLoop;
import dev.roomscribe.transcript.event.GapReason;
import dev.roomscribe.transcript.log.SessionProgress.TrackProgress;
import io.vertx.core.Future;
import java.time.Duration;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;
import java.util.stream.Stream;

/**
 * The tracks of a session that are being recognized. A track gets a decoder with its first chunk and keeps it while it
 * sends audio. Confined to the session's event loop.
 */
public final class SpeechTracks {
    /** A track that sends nothing for this long returns its decoder; its next chunk gets another. */
    private static final Duration DECODER_IDLE_TIMEOUT = Duration.ofMinutes(1);

    /** A track that has sent nothing for longer was not speaking, or its network was stalled. */
    private static final Duration MAX_CHUNK_INTERVAL = Duration.ofMillis(100);

    /** At a limit, a track that has sent nothing for this long makes place for another one. */
    private static final Duration PLACE_TIMEOUT = Duration.ofSeconds(5);

    private final RecognitionSettings settings;
    private final StreamOptions options;
    private final CaptionPublisher captions;
    private final EventLoop eventLoop;
    private final Map<TrackKey, SpeechTrack> tracks = new HashMap<>();
    /** Tracks whose last audio is still being recognized. */
    private final Set<SpeechTrack> closing = new LinkedHashSet<>();

    private final ExcessTracks excess;
    private long receivedSamples;

    public SpeechTracks(
            RecognitionSettings settings, StreamOptions options, CaptionPublisher captions, EventLoop eventLoop) {
        this.settings = requireNonNull(settings, "settings is null");
        this.options = requireNonNull(options, "options is null");
        this.captions = requireNonNull(captions, "captions is null");
        this.eventLoop = requireNonNull(eventLoop, "eventLoop is null");
        excess = new ExcessTracks(captions);
    }

    /** Recognizes the next chunk of a track, or states it as a gap if there are too many tracks. */
    public void accept(AudioChunk chunk) {
        TrackKey key = new TrackKey(chunk.peerId(), chunk.trackId());
        SpeechTrack track = tracks.get(key);
        if (track == null) {
            Optional<String> limit = reachedLimit(key, chunk.arrivedNanos());
            if (limit.isPresent()) {
                receivedSamples += excess.accept(key, chunk, limit.get());
                return;
            }
            excess.close(key::equals);
            track = new SpeechTrack(key.peerId(), key.trackId(), settings, options, captions, eventLoop);
            tracks.put(key, track);
        }
        receivedSamples += track.accept(chunk);
    }

    /** Returns which limit does not allow another track; empty if none. May end the recognition of tracks that are silent. */
    private Optional<String> reachedLimit(TrackKey key, long nowNanos) {
        TrackLimits limits = settings.tracks();
        Predicate<SpeechTrack> ofPeer = track -> track.peerId().equals(key.peerId());
        if (!makePlace(ofPeer, limits.perPeer(), nowNanos)) {
            return Optional.of("The peer has more audio tracks than are recognized at the same time, which are "
                    + limits.perPeer() + " (roomscribe.session.max-tracks-per-peer).");
        } else if (!makePlace(track -> true, limits.perSession(), nowNanos)) {
            return Optional.of("The room has more audio tracks than are recognized at the same time, which are "
                    + limits.perSession() + " (roomscribe.session.max-tracks).");
        }
        return Optional.empty();
    }

    private boolean makePlace(Predicate<SpeechTrack> which, int max, long nowNanos) {
        if (count(which) >= max) {
            var unused = close(
                    which.and(track -> track.silentFor(nowNanos, PLACE_TIMEOUT)), EndReason.AUDIO_STOPPED);
        }
        return count(which) < max;
    }

    private long count(Predicate<SpeechTrack> which) {
        return tracks.values().stream().filter(which).count();
    }

    /**
     * Ends the utterances of tracks that have stopped sending. To be called several times within the flush timeout.
     *
     * @param nowNanos the current {@link System#nanoTime}
     */
    public void tick(long nowNanos) {
        tracks.values().forEach(track -> track.flushIfStopped(nowNanos));
        close(track -> track.isRemoved(nowNanos), EndReason.TRACK_ENDED);
        close(track -> track.silentFor(nowNanos, DECODER_IDLE_TIMEOUT), EndReason.AUDIO_STOPPED);
        excess.tick(nowNanos);
    }

    /** Ends all open utterances; completes when their finals are passed to the transcript. */
    public Future<Void> endUtterances() {
        return all(tracks.values().stream().map(SpeechTrack::endUtterance).toList());
    }

    /**
     * Returns since when audio is missing if the connection was lost: the audio received last was spoken before it arrived.
     *
     * @param lastReceivedNanos when anything was last received, by {@link System#nanoTime}
     */
    public long missingSince(long lastReceivedNanos) {
        return tracks.values().stream()
                .filter(track -> !track.silentFor(lastReceivedNanos, MAX_CHUNK_INTERVAL))
                .mapToLong(SpeechTrack::spokenNanos)
                .reduce(lastReceivedNanos, (one, other) -> one - other < 0 ? one : other);
    }

    /**
     * Ends all open utterances because the connection that delivers the audio is lost; completes when their finals are
     * passed to the transcript.
     */
    public Future<Void> interrupt() {
        excess.close(key -> true);
        return all(tracks.values().stream().map(SpeechTrack::interrupt).toList());
    }

    /**
     * Notes that a track is muted.
     *
     * @param nowNanos the current {@link System#nanoTime}
     * @param received completes when all audio that was sent before was passed to {@link #accept} or is lost, with the
     *     time; never fails
     */
    public void mute(String peerId, String trackId, long nowNanos, Future<Long> received) {
        SpeechTrack track = tracks.get(new TrackKey(peerId, trackId));
        if (track != null) {
            track.mute(nowNanos, received);
        }
    }

    /** Notes that a track is not muted any more. */
    public void unmute(String peerId, String trackId) {
        SpeechTrack track = tracks.get(new TrackKey(peerId, trackId));
        if (track != null) {
            track.unmute();
        }
    }

    /**
     * Ends the recognition of a track that its peer has unpublished, after its last audio. Parameters as for {@link #mute}.
     */
    public void removeTrack(String peerId, String trackId, long nowNanos, Future<Long> received) {
        excess.close(new TrackKey(peerId, trackId)::equals);
        SpeechTrack track = tracks.get(new TrackKey(peerId, trackId));
        if (track != null) {
            var unused = track.remove(nowNanos, received);
        }
    }

    /**
     * Ends the recognition of a peer's tracks, each after its last audio. A track that continues to send is not ended.
     * Parameters as for {@link #mute}.
     *
     * @return completes when the finals of all ended tracks are passed to the transcript
     */
    public Future<Void> removePeer(String peerId, long nowNanos, Future<Long> received) {
        excess.close(key -> key.peerId().equals(peerId));
        return all(Stream.concat(tracks.values().stream(), closing.stream())
                .filter(track -> track.peerId().equals(peerId))
                .map(track -> track.remove(nowNanos, received))
                .toList());
    }

    /**
     * Ends the recognition of all tracks; completes when the finals of all tracks, also of those that were ended before, are
     * passed to the transcript.
     */
    public Future<Void> closeAll(EndReason reason) {
        excess.close(key -> true);
        var unused = close(track -> true, reason);
        return all(closing.stream().map(track -> track.close(reason)).toList());
    }

    /** Ends the recognition of all tracks now: audio that was not recognized before the session ends becomes gaps. */
    public void abandonAll() {
        abandonAll(GapReason.SESSION_ENDED, "session");
    }

    /** Ends the recognition of all tracks now, of a session that another process will continue. */
    public void abandonUntilRestart() {
        abandonAll(GapReason.SERVICE_RESTARTED, "service");
    }

    private void abandonAll(GapReason reason, String stopped) {
        excess.close(key -> true);
        List.copyOf(closing).forEach(track -> track.abandon(reason, stopped));
        List.copyOf(tracks.values()).forEach(track -> track.abandon(reason, stopped));
        tracks.clear();
    }

    /**
     * Returns up to where the audio of each track is final, skipped, or in a gap.
     *
     * @param now the current time in seconds from the session's start
     */
    public List<TrackProgress> progress(double now) {
        Stream<TrackProgress> recognized =
                Stream.concat(tracks.values().stream(), closing.stream()).map(track -> track.progress(now));
        return Stream.concat(recognized, excess.progress(now).stream()).toList();
    }

    /** Returns how many samples of 16 kHz all tracks have received since the session's start. */
    public long receivedSamples() {
        return receivedSamples;
    }

    /** Returns the tracks of a peer that are being recognized. */
    public List<TrackLoad> tracksOf(String peerId) {
        return tracks.values().stream()
                .filter(track -> track.peerId().equals(peerId))
                .map(track -> new TrackLoad(track.trackId(), track.load()))
                .toList();
    }

    /** Returns the load of all tracks that are being recognized. */
    public StreamLoad load() {
        return tracks.values().stream().map(SpeechTrack::load).reduce(StreamLoad.NONE, StreamLoad::plus);
    }

    private Future<Void> close(Predicate<SpeechTrack> which, EndReason reason) {
        List<SpeechTrack> ending = tracks.values().stream().filter(which).toList();
        tracks.values().removeAll(ending);
        closing.addAll(ending);
        return all(ending.stream()
                .map(track -> track.close(reason).onComplete(closed -> closing.remove(track)))
                .toList());
    }

    private static Future<Void> all(List<Future<Void>> futures) {
        return Future.join(futures).mapEmpty();
    }
}
