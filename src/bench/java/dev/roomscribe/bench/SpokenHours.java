package dev.roomscribe.bench;

import dev.roomscribe.transcript.event.EndReason;
import dev.roomscribe.transcript.event.EventId;
import dev.roomscribe.transcript.event.FinalTranscript;
import dev.roomscribe.transcript.log.LogEntry;
import dev.roomscribe.transcript.log.SessionSpan;
import dev.roomscribe.transcript.log.SessionTotals;
import dev.roomscribe.transcript.log.StoredRoom;
import dev.roomscribe.transcript.log.TranscriptLog;
import dev.roomscribe.transcript.log.TranscriptStore;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.stream.IntStream;

/**
 * Stored transcripts of 1,000 hours of meetings, made when they are read. The frequencies of the words are those of speech:
 * the word of rank n is said in proportion to 1/n (Zipf's law).
 */
final class SpokenHours implements TranscriptStore {
    static final int HOURS = 1_000;
    static final int FINALS_PER_HOUR = 700;
    static final long FINALS = (long) HOURS * FINALS_PER_HOUR;

    private static final int ROOMS = 500;
    private static final int FINALS_PER_ROOM = (int) (FINALS / ROOMS);
    private static final int WORDS = 30_000;
    private static final int MIN_LENGTH = 3;
    private static final int MAX_LENGTH = 20;
    private static final int PAGE = 500;
    private static final Instant START = Instant.parse("2026-01-05T09:00:00Z");
    private static final String[] SYLLABLES =
            "ba be bi bo da de di do ka ke ki ko la le li lo ma me mi mo na ne ni no ra re ri ro sa se si so ta te ti to va"
                    .split(" ");

    private final String[] words = new String[WORDS];
    private final double[] cumulated = new double[WORDS];
    private final List<StoredRoom> rooms =
            IntStream.range(0, ROOMS).mapToObj(SpokenHours::room).toList();

    SpokenHours() {
        double sum = 0;
        for (int rank = 0; rank < WORDS; rank++) {
            sum += 1.0 / (rank + 1);
            cumulated[rank] = sum;
            words[rank] = name(rank + SYLLABLES.length);
        }
    }

    private static String name(int number) {
        StringBuilder name = new StringBuilder();
        for (int rest = number; rest > 0; rest /= SYLLABLES.length) {
            name.append(SYLLABLES[rest % SYLLABLES.length]);
        }
        return name.toString();
    }

    /** Returns the word of a rank; 0 is the most common one. */
    String word(int rank) {
        return words[rank];
    }

    private static String roomId(int room) {
        return "team-" + room % 10 + "-" + room;
    }

    private static EventId id(long sequence) {
        return new EventId(START.toEpochMilli(), sequence);
    }

    private static StoredRoom room(int room) {
        Instant at = start(room);
        return new StoredRoom(
                roomId(room),
                id(0),
                List.of(new SessionSpan(
                        "s" + room,
                        SessionSpan.Opening.INSIDE,
                        id(0),
                        id(FINALS_PER_ROOM),
                        at,
                        at.plusSeconds(7_200),
                        null,
                        null,
                        null,
                        new SessionTotals(FINALS_PER_ROOM, 0, 0, List.of()),
                        false,
                        false)),
                0,
                false);
    }

    private static Instant start(int room) {
        return START.plusSeconds(room * 4_000L);
    }

    @Override
    public List<StoredRoom> rooms() {
        return rooms;
    }

    @Override
    public Optional<StoredRoom> room(String roomId) {
        return rooms.stream().filter(room -> room.roomId().equals(roomId)).findFirst();
    }

    @Override
    public List<SessionSpan> sessions(String roomId) {
        return room(roomId).map(StoredRoom::last).stream().toList();
    }

    @Override
    public List<LogEntry> read(String roomId, EventId after, int chars) {
        int room = Integer.parseInt(roomId.substring(roomId.lastIndexOf('-') + 1));
        List<LogEntry> page = new ArrayList<>();
        for (long sequence = after.sequence() + 1; page.size() < PAGE && sequence <= FINALS_PER_ROOM; sequence++) {
            page.add(LogEntry.of(roomId, id(sequence), id(sequence - 1), utterance(room, sequence), start(room)));
        }
        return page;
    }

    private FinalTranscript utterance(int room, long sequence) {
        Random random = new Random(room * 1_000_003L + sequence);
        double start = sequence * 7_200.0 / FINALS_PER_ROOM;
        return new FinalTranscript(
                "s" + room,
                "peer-" + room + "-" + random.nextInt(6),
                "track",
                "Speaker " + random.nextInt(6),
                "u" + room + "-" + sequence,
                1,
                "",
                text(random),
                null,
                List.of(),
                start,
                start + 4,
                start(room).plusMillis(Math.round(start * 1_000)),
                null,
                "model",
                EndReason.ENDPOINT,
                false);
    }

    private String text(Random random) {
        StringBuilder text = new StringBuilder();
        int length = MIN_LENGTH + random.nextInt(MAX_LENGTH - MIN_LENGTH);
        for (int n = 0; n < length; n++) {
            int found = Arrays.binarySearch(cumulated, random.nextDouble() * cumulated[WORDS - 1]);
            text.append(n == 0 ? "" : " ").append(words[Math.min(WORDS - 1, found < 0 ? -found - 1 : found)]);
        }
        return text.toString();
    }

    @Override
    public TranscriptLog log(String roomId, TranscriptLog.Listener listener) {
        throw new UnsupportedOperationException("these transcripts are only read");
    }

    @Override
    public CompletionStage<Boolean> has(String roomId) {
        return CompletableFuture.completedStage(room(roomId).isPresent());
    }

    @Override
    public void sweep() {
        // They do not expire.
    }

    @Override
    public void close() {
        // They take no resources.
    }
}
