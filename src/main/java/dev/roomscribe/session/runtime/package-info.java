/** The event loop and the time source that the parts of a session share. */
@NullMarked
package dev.roomscribe.session.runtime;

import org.jspecify.annotations.NullMarked;
