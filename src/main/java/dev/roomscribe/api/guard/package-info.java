/** Bounds the number of connections and the time for which a client may keep them without using them. */
@NullMarked
package dev.roomscribe.api.guard;

import org.jspecify.annotations.NullMarked;
