/** Transcribes rooms: starts, tracks and ends one session per room. */
@NullMarked
package dev.roomscribe.session;

import org.jspecify.annotations.NullMarked;
