/** Stores logs in memory while the process runs. */
@NullMarked
package dev.roomscribe.transcript.log.memory;

import org.jspecify.annotations.NullMarked;
