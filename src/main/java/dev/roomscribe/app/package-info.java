/** Starts the service, reads and validates its configuration, connects its parts, and shuts it down. */
@NullMarked
package dev.roomscribe.app;

import org.jspecify.annotations.NullMarked;
