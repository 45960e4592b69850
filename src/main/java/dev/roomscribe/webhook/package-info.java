/** A room's events on their way to a receiver of its own: signed, in order, at least once, and never to a private address. */
@NullMarked
package dev.roomscribe.webhook;

import org.jspecify.annotations.NullMarked;
