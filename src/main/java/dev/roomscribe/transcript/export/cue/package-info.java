/** Divides text into subtitle cues by length and reading time, independent of the file format. */
@NullMarked
package dev.roomscribe.transcript.export.cue;

import org.jspecify.annotations.NullMarked;
