/** The durable, ordered log of a room's caption events, independent of where it is stored. */
@NullMarked
package dev.roomscribe.transcript.log;

import org.jspecify.annotations.NullMarked;
