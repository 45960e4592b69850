package dev.roomscribe.recognition.vosk;

import com.sun.jna.Library;
import com.sun.jna.Native;
import com.sun.jna.Pointer;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The functions of libvosk 0.3.45 that this service uses.
 *
 * <p>The binding that comes with Vosk treats an error of {@code accept_waveform} as the end of the utterance, does not
 * check pointers, and decodes text with the locale of the process. This binding passes text as UTF-8 bytes; a returned
 * text belongs to the recognizer and is valid until the next call on it. The float functions are not bound, because a
 * single NaN crashes the process.
 */
interface LibVosk extends Library {
    /** Prints only errors and warnings, on stderr. */
    int LOG_WARNINGS = -1;

    /**
     * {@code RTLD_LAZY} without {@code RTLD_GLOBAL}, which JNA would add. With live reload and in tests, each class loader
     * loads its own copy. Two copies that shared their globals would destroy them twice at the exit of the process, which
     * would crash or hang it.
     */
    int OPEN_FLAGS = 1;

    static LibVosk load() {
        LibVosk library = Native.load("vosk", LibVosk.class, Map.of(OPTION_OPEN_FLAGS, OPEN_FLAGS));
        library.vosk_set_log_level(LOG_WARNINGS);
        return library;
    }

    void vosk_set_log_level(int level);

    @Nullable
    Pointer vosk_model_new(byte[] zeroTerminatedUtf8Path);

    void vosk_model_free(Pointer model);

    @Nullable
    Pointer vosk_recognizer_new(Pointer model, float sampleRate);

    void vosk_recognizer_free(Pointer recognizer);

    void vosk_recognizer_set_words(Pointer recognizer, int words);

    /** Returns 1 at the end of an utterance, 0 if the utterance continues, -1 if the recognizer failed. */
    int vosk_recognizer_accept_waveform_s(Pointer recognizer, Pointer samples, int count);

    @Nullable
    Pointer vosk_recognizer_result(Pointer recognizer);

    @Nullable
    Pointer vosk_recognizer_partial_result(Pointer recognizer);

    @Nullable
    Pointer vosk_recognizer_final_result(Pointer recognizer);
}
