/** Delays between attempts. Plain Java. */
@NullMarked
package dev.roomscribe.retry;

import org.jspecify.annotations.NullMarked;
