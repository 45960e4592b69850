package dev.roomscribe.transcript.export;

import static org.assertj.core.api.Assertions.assertThat;

import dev.roomscribe.transcript.MutableClock;
import dev.roomscribe.transcript.event.TestEvents;
import dev.roomscribe.transcript.live.RecordingObserver;
import dev.roomscribe.transcript.live.RoomTranscript;
import dev.roomscribe.transcript.live.SubscriberLimits;
import dev.roomscribe.transcript.live.Transcripts;
import dev.roomscribe.transcript.log.memory.MemoryStore;
import dev.roomscribe.transcript.log.memory.Retention;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The names of files, as RFC 6266 and RFC 8187 write them. */
class FileNameTest {
    private static final String START = "_2026-09-21T14-13-20Z.";

    @ParameterizedTest
    @CsvSource(
            quoteCharacter = '`',
            value = {
                "demo, demo, demo",
                "weekly (team) 1.5, weekly (team) 1.5, weekly%20%28team%29%201.5",
                "a/b\\c:d*e?f\"g<h>i|j%k, a_b_c_d_e_f_g_h_i_j_k, a_b_c_d_e_f_g_h_i_j_k",
                "..hidden, _.hidden, _.hidden",
                "-rf, _rf, _rf",
                "x;y='z', x_y=_z_, x%3By%3D%27z%27",
                "Zoë, Zo_, Zo%C3%AB",
                "会議, __, %E4%BC%9A%E8%AD%B0"
            })
    void aFileIsNamedAfterTheRoomAndTheStart(String room, String ascii, String encoded) {
        assertThat(disposition(room, TranscriptFormat.WEBVTT, true))
                .isEqualTo("attachment; filename=\"" + ascii + START + "vtt\"; filename*=UTF-8''" + encoded + START
                        + "vtt");
    }

    @Test
    void aPageIsShownAndEveryOtherFileIsSaved() {
        for (TranscriptFormat format : TranscriptFormat.values()) {
            assertThat(disposition("r1", format, true))
                    .startsWith(format == TranscriptFormat.HTML ? "inline; " : "attachment; ");
        }
        assertThat(disposition("r1", TranscriptFormat.VERBOSE_JSON, true)).endsWith("''r1" + START + "verbose.json");
    }

    @Test
    void aFileWithoutASessionHasNoTime() {
        assertThat(disposition("CON", TranscriptFormat.TEXT, false))
                .isEqualTo("attachment; filename=\"CON_transcript.txt\"; filename*=UTF-8''CON_transcript.txt");
    }

    @Test
    void aLongNameFitsIntoADirectory() {
        assertThat(disposition("議".repeat(80), TranscriptFormat.VERBOSE_JSON, true))
                .endsWith("''" + "%E8%AD%B0".repeat(60) + START + "verbose.json");
    }

    private static String disposition(String roomId, TranscriptFormat format, boolean started) {
        RoomTranscript room = new Transcripts(
                        new MemoryStore(new Retention(10, Duration.ofHours(1)), new MutableClock()),
                        new SubscriberLimits(1, 1, Duration.ofSeconds(2)),
                        new MutableClock(),
                        new RecordingObserver())
                .open(roomId);
        if (started) {
            room.append(TestEvents.started());
        }
        return format.headers(SessionIndex.of(room.logSnapshot())
                        .view(Selection.LATEST)
                        .orElseThrow())
                .get("Content-Disposition");
    }
}
