/** The threads that store transcripts. */
@NullMarked
package dev.roomscribe.transcript.log.file.thread;

import org.jspecify.annotations.NullMarked;
