/** The event loop, the clocks and the deadlines that the parts of the service share. */
@NullMarked
package dev.roomscribe.runtime;

import org.jspecify.annotations.NullMarked;
