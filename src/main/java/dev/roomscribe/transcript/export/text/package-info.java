/** What a file shows of an utterance: its text, and the name of its speaker. */
@NullMarked
package dev.roomscribe.transcript.export.text;

import org.jspecify.annotations.NullMarked;
