package dev.roomscribe.recognition.vosk;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.roomscribe.recognition.Decoder.Decoded;
import org.junit.jupiter.api.Test;

class VoskResultTest {
    @Test
    void aWordEndsAtItsSpeechAndNotInThePauseAfterIt() {
        Decoded decoded = VoskResult.decoded("""
                {"text": "good morning all", "result": [
                  {"word": "good", "start": 1.00, "end": 1.20, "conf": 1},
                  {"word": "morning", "start": 1.20, "end": 1.62, "conf": 1},
                  {"word": "all", "start": 2.10, "end": 2.43, "conf": 1}]}""");
        assertThat(decoded.words()).extracting("start").containsExactly(1.00, 1.20, 2.10);
        assertThat(decoded.words().get(0).end()).isEqualTo(1.20);
        assertThat(decoded.words().get(1).end()).isCloseTo(1.60, within(1e-9));
        assertThat(decoded.words().get(2).end()).isCloseTo(2.41, within(1e-9));
    }

    @Test
    void aShortWordKeepsHalfOfItsLength() {
        Decoded decoded = VoskResult.decoded("""
                {"text": "a", "result": [{"word": "a", "start": 1.00, "end": 1.03, "conf": 1}]}""");
        assertThat(decoded.words().get(0).end()).isCloseTo(1.015, within(1e-9));
    }
}
