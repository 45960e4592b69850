/** The libvosk binding; the only package that calls native code. */
@NullMarked
package dev.roomscribe.recognition.vosk;

import org.jspecify.annotations.NullMarked;
