/** Tracks which peers are in a room and which tracks they publish. */
@NullMarked
package dev.roomscribe.session.presence;

import org.jspecify.annotations.NullMarked;
