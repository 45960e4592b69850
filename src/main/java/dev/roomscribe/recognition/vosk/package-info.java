/** The Vosk decoder: our binding of libvosk, and the models it decodes with. Nothing else touches native code. */
@NullMarked
package dev.roomscribe.recognition.vosk;

import org.jspecify.annotations.NullMarked;
