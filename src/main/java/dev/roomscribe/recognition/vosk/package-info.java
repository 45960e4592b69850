/** The binding of libvosk. No other package calls native code. */
@NullMarked
package dev.roomscribe.recognition.vosk;

import org.jspecify.annotations.NullMarked;
