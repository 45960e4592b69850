/** Finds words in the stored transcripts of all rooms, with an index that follows the logs. */
@NullMarked
package dev.roomscribe.transcript.search;

import org.jspecify.annotations.NullMarked;
