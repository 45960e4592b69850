/** Stores logs in memory, for as long as the process runs. */
@NullMarked
package dev.roomscribe.transcript.log.memory;

import org.jspecify.annotations.NullMarked;
