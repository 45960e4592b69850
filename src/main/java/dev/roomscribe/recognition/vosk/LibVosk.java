package dev.roomscribe.recognition.vosk;

import com.sun.jna.Library;
import com.sun.jna.Native;
import com.sun.jna.Pointer;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The functions of libvosk 0.3.45 that we call, bound anew.
 *
 * <p>The binding that comes with Vosk reads an error of {@code accept_waveform} as "the utterance ended", checks no
 * pointer, and decodes text by the process's locale. Texts go and come as bytes here, in UTF-8; a text that is returned
 * belongs to the recognizer and holds until the next call on it. The float functions are left out: a single NaN ends
 * the process.
 */
interface LibVosk extends Library {
    /** Says errors and warnings on stderr, and nothing else. */
    int LOG_WARNINGS = -1;

    /**
     * {@code RTLD_LAZY} without {@code RTLD_GLOBAL}, which JNA would add. A class loader each brings a copy of its own,
     * as live reload and tests do; two that shared their globals would destroy them twice when the process exits, and it
     * would crash or hang there.
     */
    int OPEN_FLAGS = 1;

    static LibVosk load() {
        LibVosk library = Native.load("vosk", LibVosk.class, Map.of(OPTION_OPEN_FLAGS, OPEN_FLAGS));
        library.vosk_set_log_level(LOG_WARNINGS);
        return library;
    }

    void vosk_set_log_level(int level);

    @Nullable
    Pointer vosk_model_new(byte[] zeroEndedUtf8Path);

    void vosk_model_free(Pointer model);

    @Nullable
    Pointer vosk_recognizer_new(Pointer model, float sampleRate);

    void vosk_recognizer_free(Pointer recognizer);

    void vosk_recognizer_set_words(Pointer recognizer, int words);

    /** Returns 1 at the end of an utterance, 0 if it goes on, -1 if the recognizer failed. */
    int vosk_recognizer_accept_waveform_s(Pointer recognizer, Pointer samples, int count);

    @Nullable
    Pointer vosk_recognizer_result(Pointer recognizer);

    @Nullable
    Pointer vosk_recognizer_partial_result(Pointer recognizer);

    @Nullable
    Pointer vosk_recognizer_final_result(Pointer recognizer);
}
