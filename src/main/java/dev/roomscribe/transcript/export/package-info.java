/** Writes transcripts as files: WebVTT, SubRip, text and JSON. */
@NullMarked
package dev.roomscribe.transcript.export;

import org.jspecify.annotations.NullMarked;
